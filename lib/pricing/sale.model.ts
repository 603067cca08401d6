import type { BillingKind, Channel } from "./billing-rule.model";
import type { Tariff } from "./tariff.model";

/** Why an EVSE can not be sold by a channel: no price is certain there. */
export const SALE_REFUSALS = [
  /** No billing rule applies. */
  "no_rule",
  /** Several rules apply, so that no price is certain. */
  "several_rules",
  /** The rule is a factor and the EVSE's tariff code has no wholesale tariff. */
  "no_wholesale",
  /** The price is limited in time, and this is not its time. */
  "not_valid_now",
  /** The stored content is no tariff. */
  "unreadable",
] as const;
export type SaleRefusal = (typeof SALE_REFUSALS)[number];

/** The wholesale tariff of an EVSE, from its tariff code. */
export interface WholesalePrice {
  readonly tariffId: string;
  readonly code: string;
  readonly hash: string;
  readonly tariff: Tariff;
}

/** Where and how something is sold. `tariffCode` is the EVSE's own or its station's. */
export interface SalePlace {
  readonly clientId: string;
  readonly cpoId: string;
  readonly locationId: string;
  readonly evseId: string;
  readonly tariffCode: string | null;
  readonly timeZone: string;
  /** Rates of tax for what the tariff leaves open, as percentages: contract before CPO. */
  readonly contractVatPercent: string | null;
  readonly cpoVatPercent: string | null;
}

/** The rule by which something is sold. */
export interface SoldBy {
  readonly id: string;
  readonly name: string;
  readonly kind: BillingKind["kind"];
  /** Null for a rule with a price of its own. */
  readonly factor: string | null;
}

export type SaleResult =
  | {
      readonly sellable: true;
      readonly rule: SoldBy;
      /** What the driver pays by, complete with rates of tax. */
      readonly tariff: Tariff;
      readonly hash: string;
      readonly wholesale: WholesalePrice | null;
    }
  | {
      readonly sellable: false;
      readonly reason: SaleRefusal;
      /** The rules that apply all at once. */
      readonly rules: readonly { readonly id: string; readonly name: string }[];
      readonly wholesale: WholesalePrice | null;
    };

/** A price that can be sold. */
export type Sale = Extract<SaleResult, { sellable: true }>;

export interface SaleQuestion {
  readonly channel: Channel;
  /** Start of the session: the rule valid then prices all of it (OCPI Tariffs; LAW-14). */
  readonly at: Date;
}
