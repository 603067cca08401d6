import type { ConnectionVersion, Environment } from "./connection.model";

/** blocks: can not be approved like this · live: must be settled before live · tells: the reviewer should know. */
export type FindingWeight = "blocks" | "live" | "tells";

/** What a reviewer sees about a request; texts by code in components/admin/subscriptions. */
export const FINDING_CODES = [
  "party_missing",
  "party_taken",
  "mark_missing",
  "prefix_taken",
  "version_missing",
  "version_not_known_of_provider",
  "modules_missing",
  "module_not_in_version",
  "direct_payment_not_switched_on",
  "tokens_not_for_ad_hoc",
  "role_unusual",
  "host_refused",
  "hosts_not_approved",
  "no_hosts",
  "no_cpo",
  "cpo_of_other_environment",
  "vat_missing",
  "not_tested_in_acceptance",
  "tariff_not_publishable",
  "not_sold_at_terminals",
  "codes_not_sold",
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export interface ReviewFinding {
  readonly code: FindingCode;
  readonly weight: FindingWeight;
  /** What it is about: a host, a module, a price, an operator. */
  readonly subject: string | null;
}

/** What one operator of the connection sells at terminals of the channel now, by tariff code. */
export interface TerminalSales {
  readonly cpo: string;
  /** Codes whose price comes from a rule with a wholesale factor. */
  readonly soldCodes: readonly string[];
  /** Codes that can not be sold at a terminal, or not by a wholesale factor. */
  readonly otherCodes: readonly string[];
  /** Wholesale prices that the agreed version can not say without changing what a driver pays. */
  readonly unpublishable: readonly string[];
}

/** Everything that a review judges. */
export interface ReviewFacts {
  readonly environment: Environment;
  readonly countryCode: string | null;
  readonly partyId: string | null;
  readonly mark: { readonly prefix: string; readonly separator: string } | null;
  readonly prefixTaken: boolean;
  readonly partyTaken: boolean;
  readonly version: ConnectionVersion | null;
  /** Versions that the provider is known to speak; empty when nothing is known. */
  readonly knownVersions: readonly string[];
  readonly modules: readonly string[];
  readonly peerRole: string;
  readonly directPayment: boolean;
  readonly vatPercent: string | null;
  readonly approvedHosts: readonly string[];
  readonly proposedHosts: readonly { readonly host: string; readonly fault: string | null }[];
  readonly cpos: readonly { readonly name: string; readonly mode: "TEST" | "LIVE" }[];
  readonly hasAcceptance: boolean;
  readonly sales: readonly TerminalSales[];
}
