import type { BillingRule } from "./billing-rule.model";
import { findBillingRule } from "./billing-rule.rules";
import { retailTariff } from "./retail-tariff.rules";
import type { SalePlace, SaleQuestion, SaleRefusal, SoldBy } from "./sale.model";
import type { Tariff } from "./tariff.model";
import { isTariffValidAt } from "./tariff-check.rules";

/** What the rules say about a sale: a price, or why there is none. */
export type SaleJudgement =
  | { readonly sellable: true; readonly rule: SoldBy; readonly tariff: Tariff }
  | { readonly sellable: false; readonly reason: SaleRefusal; readonly rules: readonly RuleName[] };

export interface RuleName {
  readonly id: string;
  readonly name: string;
}

/** A rule by its names only. */
export const nameOfRule = ({ id, name }: RuleName): RuleName => ({ id, name });

/**
 * The price of a sale at a place: exactly one rule must apply, and its tariff must be valid at the moment. The page that
 * sells, the side-by-side view and the comparer all ask this one function.
 */
export function judgeSale(
  rules: readonly BillingRule[],
  place: SalePlace,
  locationGroupIds: readonly string[],
  wholesale: Tariff | null,
  { channel, at }: SaleQuestion,
): SaleJudgement {
  const match = findBillingRule(rules, {
    clientId: place.clientId,
    cpoId: place.cpoId,
    locationGroupIds,
    evseId: place.evseId,
    channel,
    tariffCode: place.tariffCode,
    at,
    timeZone: place.timeZone,
  });
  if (!match.sellable) return { sellable: false, reason: match.reason, rules: match.rules.map(nameOfRule) };
  const { rule } = match;
  const tariff = retailTariff(rule, wholesale, {
    contractPercent: place.contractVatPercent,
    cpoPercent: place.cpoVatPercent,
  });
  const named = [nameOfRule(rule)];
  if (tariff === null) return { sellable: false, reason: "no_wholesale", rules: named };
  if (!isTariffValidAt(tariff, at)) return { sellable: false, reason: "not_valid_now", rules: named };
  const factor = rule.price.kind === "FIXED" ? null : rule.price.factor;
  return { sellable: true, rule: { ...nameOfRule(rule), kind: rule.price.kind, factor }, tariff };
}

/** A decimal of the database. */
interface Percent {
  toString(): string;
}

/** What of an EVSE makes it a place of sale. */
export interface SaleEvse {
  readonly id: string;
  readonly clientId: string;
  readonly tariffCode: string | null;
  readonly station: { readonly tariffCode: string | null };
  readonly location: {
    readonly id: string;
    readonly cpoId: string;
    readonly timeZone: string;
    readonly cpo: {
      readonly vatPercent: Percent;
      readonly contract: { readonly vatPercent: Percent | null } | null;
    };
  };
}

/** The EVSE as a place of sale: its own tariff code or its station's, the contract's rate of tax beside the CPO's. */
export function salePlaceOf({ id, clientId, tariffCode, station, location }: SaleEvse): SalePlace {
  const { cpo } = location;
  return {
    clientId,
    cpoId: location.cpoId,
    locationId: location.id,
    evseId: id,
    tariffCode: tariffCode ?? station.tariffCode,
    timeZone: location.timeZone,
    contractVatPercent: cpo.contract?.vatPercent?.toString() ?? null,
    cpoVatPercent: cpo.vatPercent.toString(),
  };
}
