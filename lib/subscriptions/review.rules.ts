import { PEER_ROLES } from "./request.model";
import type { FindingCode, FindingWeight, ReviewFacts, ReviewFinding } from "./review.model";

/** Without these a driver can neither start nor be charged. */
const NEEDED_MODULES = ["commands", "sessions", "cdrs"];
/** Modules that came with 2.2. */
const SINCE_22 = ["chargingprofiles", "hubclientinfo"];

const finding = (code: FindingCode, weight: FindingWeight, subject: string | null = null): ReviewFinding => ({
  code,
  weight,
  subject,
});

/**
 * What stands between a request and its approval or its start, worst first. Pure: the same list is shown to the reviewer and
 * asked by `approveSubscription` and `goLive`.
 */
export function reviewFindings(facts: ReviewFacts): ReviewFinding[] {
  const found = [
    ...identity(facts),
    ...versionAndModules(facts),
    ...hosts(facts),
    ...operators(facts),
    ...prices(facts),
  ];
  const order: readonly FindingWeight[] = ["blocks", "live", "tells"];
  return order.flatMap((weight) => found.filter((one) => one.weight === weight));
}

function identity(facts: ReviewFacts): ReviewFinding[] {
  const { countryCode, partyId, mark, peerRole } = facts;
  const party = countryCode !== null && partyId !== null ? `${countryCode}*${partyId}` : null;
  return [
    ...(party === null ? [finding("party_missing", "blocks")] : []),
    ...(facts.partyTaken ? [finding("party_taken", "blocks", party)] : []),
    ...(mark === null ? [finding("mark_missing", "blocks")] : []),
    ...(facts.prefixTaken ? [finding("prefix_taken", "blocks", mark?.prefix ?? null)] : []),
    ...(PEER_ROLES.some((role) => role === peerRole) ? [] : [finding("role_unusual", "tells", peerRole)]),
  ];
}

/** True when the version has the module; payments on 2.2.1 are an extension that is switched on per connection. */
export function isModuleIn(version: string, module: string): boolean {
  if (SINCE_22.includes(module) || module === "payments") return version !== "2.1.1";
  return true;
}

function versionAndModules(facts: ReviewFacts): ReviewFinding[] {
  const { version, modules, knownVersions } = facts;
  if (version === null) return [finding("version_missing", "blocks")];
  const isOdd = knownVersions.length > 0 && !knownVersions.includes(version);
  const asksDirectPayment = version === "2.2.1" && modules.includes("payments");
  return [
    ...(isOdd ? [finding("version_not_known_of_provider", "tells", version)] : []),
    ...NEEDED_MODULES.filter((module) => !modules.includes(module)).map((module) =>
      finding("modules_missing", "blocks", module),
    ),
    ...modules
      .filter((module) => !isModuleIn(version, module))
      .map((module) => finding("module_not_in_version", "blocks", module)),
    ...(asksDirectPayment && !facts.directPayment
      ? [finding("direct_payment_not_switched_on", "blocks", "payments")]
      : []),
    ...(modules.includes("tokens") ? [finding("tokens_not_for_ad_hoc", "tells", "tokens")] : []),
  ];
}

function hosts({ approvedHosts, proposedHosts }: ReviewFacts): ReviewFinding[] {
  const refused = proposedHosts.filter(({ fault }) => fault !== null);
  const waiting = proposedHosts.filter(({ fault }) => fault === null);
  return [
    ...refused.map(({ host }) => finding("host_refused", "tells", host)),
    ...(approvedHosts.length === 0 && waiting.length === 0 ? [finding("no_hosts", "blocks")] : []),
    ...(approvedHosts.length === 0 && waiting.length > 0 ? [finding("hosts_not_approved", "blocks")] : []),
    ...(approvedHosts.length > 0
      ? waiting.map(({ host }) => finding("hosts_not_approved", "tells", host))
      : []),
  ];
}

function operators({ cpos, environment, hasAcceptance }: ReviewFacts): ReviewFinding[] {
  const mode = environment === "ACCEPTANCE" ? "TEST" : "LIVE";
  return [
    ...(cpos.length === 0 ? [finding("no_cpo", "blocks")] : []),
    ...cpos
      .filter((cpo) => cpo.mode !== mode)
      .map(({ name }) => finding("cpo_of_other_environment", "blocks", name)),
    ...(environment === "PRODUCTION" && !hasAcceptance ? [finding("not_tested_in_acceptance", "tells")] : []),
  ];
}

/** A terminal is told wholesale prices only, and a driver pays by a rule with a wholesale factor (issue 4). */
function prices({ sales, version, vatPercent }: ReviewFacts): ReviewFinding[] {
  return [
    ...(version === "2.1.1" && vatPercent === null ? [finding("vat_missing", "live")] : []),
    ...sales.flatMap(({ cpo, soldCodes, otherCodes, unpublishable }) => [
      ...(soldCodes.length === 0 ? [finding("not_sold_at_terminals", "live", cpo)] : []),
      ...unpublishable.map((code) => finding("tariff_not_publishable", "live", `${cpo}: ${code}`)),
      ...(soldCodes.length > 0 && otherCodes.length > 0
        ? [finding("codes_not_sold", "tells", `${cpo}: ${otherCodes.join(", ")}`)]
        : []),
    ]),
  ];
}
