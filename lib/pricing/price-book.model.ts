import type { BillingRule, BillingScope } from "./billing-rule.model";
import type { EvseFacts } from "./evse-facts.rules";
import type { SalePlace, WholesalePrice } from "./sale.model";

/** An EVSE with all that decides what is charged there, and whether that is lawful. */
export interface BookedEvse extends EvseFacts {
  readonly place: SalePlace;
  /** The groups that its location is in. */
  readonly groupIds: readonly string[];
  readonly locationName: string;
  readonly stationId: string;
}

/** A rule as it is stored; `rule` is null when its price can not be read. */
export interface BookedRule {
  readonly id: string;
  readonly name: string;
  readonly tariffId: string | null;
  readonly scope: BillingScope;
  readonly rule: BillingRule | null;
}

/** Everything of one client that makes prices: rules in force, wholesale tariffs, places. Read in one transaction. */
export interface PriceBook {
  readonly clientId: string;
  readonly rules: readonly BookedRule[];
  /** By `bookKey`: the wholesale tariff of each code of each CPO; null when its content can not be read. */
  readonly wholesale: ReadonlyMap<string, WholesalePrice | null>;
  readonly evses: readonly BookedEvse[];
  /** Which locations are in which group; groups without a location have none. */
  readonly locationsOfGroup: ReadonlyMap<string, readonly { readonly id: string; readonly cpoId: string }[]>;
}

/** Wholesale tariffs are found by CPO and code. */
export const bookKey = (cpoId: string, code: string): string => `${cpoId} ${code}`;
