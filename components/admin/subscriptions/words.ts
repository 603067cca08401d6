import { humanise } from "@/components/admin/format";
import type { SubscriptionState } from "@/lib/subscriptions/connection.model";
import type { FindingCode, ReviewFinding } from "@/lib/subscriptions/review.model";

/** Whose turn it is, and what comes next, in the list. */
export const NEXT: Readonly<Record<SubscriptionState, string>> = {
  DRAFT: "Send the request link to the provider",
  REQUESTED: "Review the request",
  IN_REVIEW: "Decide about the request",
  CHANGES_NEEDED: "Provider corrects the request",
  REJECTED: "–",
  APPROVED: "Exchange credentials",
  CREDENTIALS_EXCHANGED: "Run the test",
  TESTING: "Test is running",
  TEST_PASSED: "Go live",
  LIVE: "–",
  SUSPENDED: "Resume or end",
  TERMINATED: "–",
};

/** What stands in the way, and what can be done. */
const FINDINGS: Readonly<Record<FindingCode, (subject: string) => string>> = {
  party_missing: () => "Country code and party id are missing. The provider fills them in.",
  party_taken: (party) => `${party} has another open connection in this environment.`,
  mark_missing: () => "Token prefix and separator are missing. The provider fills them in.",
  prefix_taken: (prefix) => `The prefix ${prefix} belongs to another connection on this platform.`,
  version_missing: () => "No OCPI version is agreed.",
  version_not_known_of_provider: (version) => `We do not know this provider to speak ${version}. Ask.`,
  modules_missing: (module) => `The module ${module} is missing; without it nobody can charge and pay.`,
  module_not_in_version: (module) => `The module ${module} does not exist in the agreed version.`,
  direct_payment_not_switched_on: () =>
    "Direct Payment on 2.2.1 is a feature request. Switch it on in the settings, or ask for 2.3.0.",
  tokens_not_for_ad_hoc: () =>
    "The Tokens module is not used for ad-hoc payment: such tokens ride in START_SESSION only.",
  role_unusual: (role) => `The role ${role} is unusual for a provider of terminals.`,
  host_refused: (host) => `${host} is no public host and is never called.`,
  hosts_not_approved: (host) =>
    host === "" ? "Approve the hosts that we may call." : `${host} waits for approval.`,
  no_hosts: () => "No host is named that we may call.",
  no_cpo: () => "No operator is under this connection.",
  cpo_of_other_environment: (cpo) => `${cpo} belongs to the other environment.`,
  vat_missing: () => "OCPI 2.1.1 can not say VAT: agree on a rate in the settings.",
  not_tested_in_acceptance: () => "Nothing was tested in acceptance before this production connection.",
  tariff_not_publishable: (code) =>
    `The wholesale price ${code} can not be said in the agreed version without changing what a driver pays.`,
  not_sold_at_terminals: (cpo) =>
    `${cpo} sells nothing at terminals: a billing rule with a wholesale factor for OCPI terminals is needed.`,
  codes_not_sold: (codes) => `Not sold at terminals: ${codes}.`,
};

export function findingWords({ code, subject }: Pick<ReviewFinding, "code" | "subject">): string {
  return FINDINGS[code](subject ?? "");
}

/** Steps in the history of a connection. */
const STEPS: Readonly<Record<string, string>> = {
  drafted: "Drafted",
  request_link_issued: "Request link made",
  submitted: "Request sent by the provider",
  review_begun: "Review begun",
  changes_requested: "Changes asked for",
  rejected: "Rejected",
  approved: "Approved",
  hosts_proposed: "Hosts named by the partner",
  hosts_approved: "Hosts approved",
  registration_token_issued: "Registration token issued",
  peer_token_entered: "Partner's token entered",
  register_begun: "Registration at the partner begun",
  rotate_begun: "New tokens begun",
  handshake_step: "Handshake",
  handshake_failed: "Handshake failed",
  handshake_lapsed: "Handshake was never finished",
  registered: "Registered",
  tokens_rotated: "Tokens changed on both sides",
  tokens_settled: "New token in use",
  registration_reissued: "Registration begun anew",
  unregistered: "Registration ended by the partner",
  test_begun: "Test begun",
  test_passed: "Test passed",
  test_failed: "Test failed",
  late_test_result: "Late test result",
  went_live: "Went live",
  suspended: "Suspended",
  resumed: "Resumed",
  terminated: "Ended",
  cpo_added: "Operator added",
  cpo_removed: "Operator removed",
  settings_changed: "Settings changed",
  production_started: "Production connection begun",
};

export function stepWords(kind: string): string {
  return STEPS[kind] ?? humanise(kind);
}

/** What a module is for, for people who do not read OCPI. */
export const MODULE_WORDS: Readonly<Record<string, string>> = {
  locations: "chargers and their status",
  tariffs: "wholesale prices",
  sessions: "running sessions",
  cdrs: "bills, from which the card is captured",
  commands: "start and stop",
  tokens: "charge cards (never ad-hoc tokens)",
  payments: "terminals and confirmations of captures",
  chargingprofiles: "smart charging",
  hubclientinfo: "parties behind a hub",
};

export function environmentWords(environment: "ACCEPTANCE" | "PRODUCTION"): string {
  return environment === "ACCEPTANCE" ? "Acceptance" : "Production";
}
