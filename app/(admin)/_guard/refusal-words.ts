import { amount } from "@/components/admin/format";
import { findingProblem, findingRepair } from "@/components/admin/prices/finding-words";
import { RULE_FINDING_WORDS } from "@/components/admin/prices/rule-words";
import type { AppError } from "@/lib/core/errors";
import type { BillingRuleFinding } from "@/lib/pricing/billing-rule.model";

/** What a person reads when a use-case refuses; by its stable code. */
const WORDS: Readonly<Record<string, string>> = {
  permission_missing: "Your role does not include this.",
  form_malformed: "The form was not complete. Load the page again and repeat.",
  session_not_running: "The session is no longer charging, so there is nothing to stop.",
  session_unknown: "This session does not exist.",
  station_unknown: "This station does not exist.",
  meter_key_unreadable:
    "This is no public key of a meter. Hex, base64 or PEM are read; compare it with the meter's label.",
  station_not_quarantined: "Somebody has approved this station already.",
  station_busy: "A car is charging here. Confirm that the session may be interrupted.",
  evse_unknown: "This charger does not exist.",
  terminal_unknown: "This terminal does not exist.",
  terminal_exists: "This provider has a terminal with this id already.",
  terminal_deactivated: "This terminal is out of service.",
  terminal_across_locations: "One terminal serves charging points of one location only.",
  terminal_foreign_cpo: "This place belongs to an operator that is not part of the terminal's connection.",
  terminal_place_empty: "Choose the whole location or at least one charging point.",
  place_unknown: "A chosen place does not exist any more. Load the page again.",
  push_not_dead: "There is nothing that can be sent again.",
  message_unknown: "This message does not exist any more.",
  replay_in_production: "Messages are sent again in acceptance only.",
  replay_not_safe: "This message can not simply be repeated.",
  exception_closed: "Somebody has decided this already.",
  exception_unknown: "This exception does not exist.",
  decision_not_allowed: "This decision does not fit what was found.",
  session_not_flagged: "Somebody has decided about this session already.",
  findings_changed: "Something new was found meanwhile. Load the page again and look.",
  cannot_be_accepted:
    "Nobody can accept this: the books would contradict each other. Mend the other bill, or drop it.",
  reason_missing: "Say why.",
  cdr_unknown: "This CDR does not exist.",
  cdr_not_standing: "This CDR was taken back already, or takes one back.",
  payment_in_motion: "The capture of this payment is not finished. Decide about it first.",
  bill_unreadable: "The price of this session can not be computed again.",
  correction_raises: "A correction can only lower a bill: no more can be taken from a card afterwards.",
  correction_changes_nothing: "The bill would stay as it is.",
  correction_amount: "An amount is needed, such as 12.50.",
  correction_readings: "Both registers must lie within what was measured.",
  not_captured: "Only money that was taken can be given back.",
  refund_amount: "A refund is a positive amount.",
  refund_exceeds_captured: "This is more than what is left of the charge.",
  refund_needs_second_person: "A refund of this size needs a second person.",
  refund_daily_limit: "You have reached the number of refunds per day.",
  user_exists: "Somebody with this address exists already.",
  user_is_self: "You can not change your own rights.",
  role_not_grantable: "You can give only roles whose rights you hold yourself.",
  last_owner: "The company needs at least one owner.",
  psp_key_malformed: "A Mollie key begins with test_ or live_.",
  psp_key_wrong_mode: "A test key belongs to a test operator, a live key to a live one.",
  psp_key_refused: "Mollie does not accept this key.",
  tariff_unknown: "This price does not exist.",
  tariff_changed: "Somebody has published another version meanwhile. Load the page again.",
  tariff_code_taken: "This operator has a price with this code already.",
  tariff_not_retail: "This is a wholesale price; drivers are not shown it.",
  tariff_of_other_operator: "This price belongs to another operator. Choose that operator.",
  tariff_code_unknown: "No price and no rule of this operator has this code.",
  rule_unknown: "This rule does not exist, or it has ended.",
  rule_changed: "Somebody has changed this rule meanwhile. Load the page again.",
  rule_scope_unknown: "The rule names a place that does not exist.",
  group_unknown: "This group does not exist.",
  group_name_taken: "A group of this name exists already.",
  contract_unknown: "This contract does not exist.",
  contract_name_taken: "A contract of this name exists already.",
  location_unknown: "This location does not exist.",
  cpo_unknown: "This operator does not exist.",
  subscription_unknown: "This connection does not exist.",
  subscription_wrong_state: "The connection has moved on meanwhile. Load the page again.",
  subscription_ended: "This connection has ended; nothing of it can be changed.",
  cpo_wrong_environment: "Test operators belong to acceptance, live ones to production. Nothing crosses.",
  cpo_there_already: "This operator is under the connection already.",
  cpo_not_there: "This operator is not under the connection.",
  cpo_is_last: "A connection needs at least one operator. End the connection instead.",
  prefix_taken: "This token prefix belongs to another connection on the platform.",
  party_taken: "This party has another open connection in this environment.",
  peer_token_missing: "Enter the partner's registration token first.",
  handshake_running: "A handshake is under way. Wait a minute, then try again.",
  settings_moved: "Somebody has changed the settings meanwhile. Nothing was changed; look again.",
  quirk_unknown: "This quirk is not known of the provider.",
  run_running: "A run of this connection is under way. End it first.",
  run_unknown: "This run does not exist.",
  run_over: "The run has ended meanwhile.",
  step_mandatory: "This step can not be left out, or the run has gone on to another one.",
  evse_not_testable:
    "This charging point does not belong to the operators of this connection, or is not open for payment.",
  evse_without_terminal: "No terminal of this connection serves this charging point. Assign one first.",
  not_simulated: "This partner is no simulated provider; it must do its part itself.",
  station_control_foreign: "The station simulator must be on this machine, such as http://127.0.0.1:4004.",
  version_is_registered: "A registered partner keeps its version. Begin the registration anew to change it.",
  acceptance_not_passed: "Production begins from an acceptance connection that has passed its test.",
  production_there_already: "A production connection has been begun already. Switch to Live to see it.",
  psp_unavailable: "Mollie can not be reached right now. Nothing was changed; try again.",
};

/** The words for a refusal, with its amount or detail where there is one. */
export function refusalWords(error: AppError): string {
  const { why, limitMinor, currency, words } = error.details;
  if (typeof words === "string") return words;
  if (error.code === "password_weak" && typeof why === "string") return why;
  if (error.code === "refund_above_role" && typeof limitMinor === "number" && typeof currency === "string") {
    return `Your role may refund up to ${amount(limitMinor, currency)} at a time.`;
  }
  if (error.code === "rule_refused") return ruleWords(error.details);
  if (error.code === "rules_collide") {
    const { rule, otherRuleName } = error.details;
    return `“${String(rule)}” and “${String(otherRuleName)}” would apply to the same sale, so that no price were certain. Narrow or end one of them. Nothing was changed.`;
  }
  if (error.code === "tariff_not_lawful_here") return unlawfulWords(error.details);
  return WORDS[error.code] ?? "This can not be done in the present state. Load the page again.";
}

function ruleWords({ finding, article, otherRuleName }: AppError["details"]): string {
  const [problem, repair] = RULE_FINDING_WORDS[finding as BillingRuleFinding["code"]];
  const other = typeof otherRuleName === "string" ? ` “${otherRuleName}”.` : "";
  const where = typeof article === "string" ? ` (${article})` : "";
  return `${problem}${other}${where} ${repair} Nothing was changed.`;
}

function unlawfulWords(details: AppError["details"]): string {
  const code = String(details.finding);
  const values = details.values as Readonly<Record<string, string>>;
  const others = Number(details.others);
  const where = others > 0 ? `${details.label} and ${others} more` : String(details.label);
  return `Not lawful at ${where} (${details.article}): ${findingProblem(code, values)} ${findingRepair(code, values)} Nothing was changed.`;
}
