import type { RunSetup } from "./conformance.model";

/** Stable names of the cases of a run, in the order in which they are tried. */
export const STEP_KEYS = [
  "registered",
  "partner_versions",
  "partner_modules",
  "token_encoding",
  "wrong_token",
  "locations_pulled",
  "tariffs_pulled",
  "location_pushed",
  "unknown_location",
  "wrong_prefix",
  "wrong_type",
  "foreign_response_url",
  "stop_unknown",
  "token_refused",
  "start_accepted",
  "start_result",
  "start_repeated",
  "session_active",
  "session_updates",
  "stop_accepted",
  "session_completed",
  "cdr_delivered",
  "capture_confirmed",
  "reused_token",
  "offline_station",
  "silent_station",
  "rotation",
] as const;
export type StepKey = (typeof STEP_KEYS)[number];

export const PHASES = ["handshake", "data", "refusals", "session", "money", "faults"] as const;
export type Phase = (typeof PHASES)[number];

export const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  handshake: "Registration and tokens",
  data: "Locations and tariffs",
  refusals: "What must be refused",
  session: "A session from tap to stop",
  money: "CDR and payment",
  faults: "When something goes wrong",
};

/** One case: what it proves, who has to act, and how long there is time. */
export interface StepPlan {
  readonly phase: Phase;
  readonly title: string;
  /** What Kerbwatt does or checks. */
  readonly ours: string;
  /** What the partner, or the person at the charging point, has to do now; null when nobody has to. */
  readonly theirs: ((setup: RunSetup) => string) | null;
  /** Seconds until the step has failed, with people and with a simulated partner. */
  readonly limitS: number;
  readonly unattendedLimitS: number;
  /** False: a person may leave it out. A step that does not apply to a connection is skipped by itself. */
  readonly mandatory: boolean;
  /** Steps without which this one proves nothing. */
  readonly needs: readonly StepKey[];
}

const MINUTE = 60;

const plan = (
  phase: Phase,
  title: string,
  ours: string,
  theirs: StepPlan["theirs"],
  more: Partial<Pick<StepPlan, "limitS" | "unattendedLimitS" | "mandatory" | "needs">> = {},
): StepPlan => ({
  phase,
  title,
  ours,
  theirs,
  limitS: theirs === null ? MINUTE : 15 * MINUTE,
  unattendedLimitS: MINUTE,
  mandatory: true,
  needs: [],
  ...more,
});

const start = (what: string) => (setup: RunSetup) =>
  `Send START_SESSION for ${setup.evse.label} with ${what}.`;
const REGISTERED: readonly StepKey[] = ["registered"];
const STARTED: readonly StepKey[] = ["start_accepted"];

/** "terminal Kiosk 7" for people; a provider without known terminals has some terminal all the same. */
function terminalWords({ terminals }: RunSetup): string {
  const labels = terminals.map(({ label }) => label);
  return labels.length === 0 ? "the terminal" : `terminal ${labels.join(" or ")}`;
}

/** The testing flow, as data: the page, the runner and the report read the same table. */
export const STEP_PLANS: Readonly<Record<StepKey, StepPlan>> = {
  registered: plan(
    "handshake",
    "Both sides are registered",
    "Both sides hold a token, and a version is agreed.",
    null,
  ),
  partner_versions: plan(
    "handshake",
    "The partner's versions can be read",
    "We read the partner's versions and the details of the agreed one, with our token.",
    null,
    { needs: REGISTERED },
  ),
  partner_modules: plan(
    "handshake",
    "The partner offers the agreed modules",
    "Its version details name an address for everything that we must send.",
    null,
    { needs: ["partner_versions"] },
  ),
  token_encoding: plan(
    "handshake",
    "The spelling of tokens is known",
    "The partner has taken our token, and it is known in which spelling.",
    null,
    { needs: ["partner_versions"] },
  ),
  wrong_token: plan(
    "handshake",
    "A wrong token is refused",
    "We ask our own versions with a token that nobody has: 401 is the only good answer.",
    null,
  ),
  locations_pulled: plan(
    "data",
    "The partner reads every location",
    "We watch the partner read its list of locations to the last page.",
    () => "Read the locations (GET, without date_from), following Link to the last page.",
    { needs: REGISTERED },
  ),
  tariffs_pulled: plan(
    "data",
    "The partner reads the tariffs",
    "We watch the partner read the tariffs, and check that they are the wholesale ones and no others.",
    () => "Read the tariffs (GET), following Link to the last page.",
    { needs: REGISTERED },
  ),
  location_pushed: plan(
    "data",
    "A change of status is acknowledged",
    "We push the status of the charging point.",
    null,
    { needs: ["partner_versions"], limitS: 2 * MINUTE },
  ),
  unknown_location: plan(
    "refusals",
    "An unknown location is answered with 2003",
    "We answer with OCPI status 2003.",
    () => "Send START_SESSION with a location_id that does not exist.",
    { needs: REGISTERED },
  ),
  wrong_prefix: plan(
    "refusals",
    "A token without the agreed prefix is rejected",
    "We answer REJECTED, and nothing starts.",
    start("a token whose uid does not begin with the agreed prefix"),
    { needs: REGISTERED },
  ),
  wrong_type: plan(
    "refusals",
    "A token of another type is rejected",
    "We answer REJECTED, and nothing starts.",
    start("a token of type RFID and the agreed prefix"),
    { needs: REGISTERED },
  ),
  foreign_response_url: plan(
    "refusals",
    "A response_url on a foreign host is refused",
    "We answer with OCPI status 2001 and never call the address.",
    start("a response_url at a host that is not approved, such as 169.254.169.254"),
    { needs: REGISTERED },
  ),
  stop_unknown: plan(
    "refusals",
    "A foreign session can not be stopped",
    "We answer UNKNOWN_SESSION.",
    () => "Send STOP_SESSION for a session_id that is not yours.",
    { needs: REGISTERED },
  ),
  token_refused: plan(
    "refusals",
    "Ad-hoc tokens are not taken through the Tokens module",
    "We refuse the token, and keep and list none.",
    () => "PUT an ad-hoc token to our Tokens module.",
    { mandatory: false, needs: REGISTERED, limitS: 5 * MINUTE },
  ),
  start_accepted: plan(
    "session",
    "A start is accepted",
    "We accept START_SESSION with a marked ad-hoc token and ask the station.",
    (setup) => `Plug a car in at ${setup.evse.label}, then tap a card at ${terminalWords(setup)}.`,
    { needs: REGISTERED },
  ),
  start_result: plan(
    "session",
    "The result of the start is delivered",
    "We post what the station answered to response_url, once.",
    (setup) => `See that the car at ${setup.evse.label} is plugged in; the station answers then.`,
    { needs: STARTED, unattendedLimitS: 6 * MINUTE },
  ),
  start_repeated: plan(
    "session",
    "A start that is repeated starts once",
    "We answer ACCEPTED again and start nothing twice.",
    () => "Send the same START_SESSION again: same token, same reference.",
    { needs: STARTED },
  ),
  session_active: plan(
    "session",
    "The session is pushed with its token",
    "We push the session as ACTIVE, with the token and authorization_reference of the start.",
    null,
    { needs: ["start_result"], limitS: 5 * MINUTE },
  ),
  session_updates: plan(
    "session",
    "The running session is kept up to date",
    "We push energy and price while the car charges.",
    (setup) => `Let the car at ${setup.evse.label} charge for some minutes.`,
    { needs: ["session_active"], unattendedLimitS: 8 * MINUTE },
  ),
  stop_accepted: plan(
    "session",
    "The partner stops the session",
    "We accept STOP_SESSION, the station stops, and the result is delivered.",
    (setup) => `Stop the session at ${terminalWords(setup)}.`,
    { needs: ["session_active"] },
  ),
  session_completed: plan(
    "session",
    "The session is pushed as COMPLETED, before its CDR",
    "We push the last state of the session.",
    null,
    { needs: ["session_active"], limitS: 15 * MINUTE, unattendedLimitS: 3 * MINUTE },
  ),
  cdr_delivered: plan(
    "money",
    "The CDR is delivered and acknowledged once",
    "We send the CDR until the partner acknowledges it, and never again afterwards.",
    null,
    { needs: ["session_active"], limitS: 15 * MINUTE, unattendedLimitS: 3 * MINUTE },
  ),
  capture_confirmed: plan(
    "money",
    "The captured amount equals the CDR",
    "We compare the partner's financial advice confirmation with the CDR.",
    () => "Capture the total of the CDR and send the FinancialAdviceConfirmation.",
    { needs: ["cdr_delivered"], limitS: 30 * MINUTE },
  ),
  reused_token: plan(
    "faults",
    "A token works once",
    "We answer REJECTED, and nothing starts.",
    (setup) =>
      `Unplug the car, then send START_SESSION for ${setup.evse.label} with the token of the finished session and a new reference.`,
    { needs: ["session_completed"], unattendedLimitS: 3 * MINUTE },
  ),
  offline_station: plan(
    "faults",
    "A station that is offline gives TIMEOUT",
    "We accept the start, and post TIMEOUT to response_url when the station can not be reached.",
    ({ offline }) => `See that ${offline.label} is off the network, then start a session there.`,
    { needs: REGISTERED, unattendedLimitS: 6 * MINUTE },
  ),
  silent_station: plan(
    "faults",
    "A station that does not answer gives TIMEOUT in time",
    "We post TIMEOUT to response_url within the seconds that we have promised.",
    ({ silent }) => `Start a session at ${silent?.label ?? "the silent charging point"}.`,
    { mandatory: false, needs: REGISTERED, unattendedLimitS: 6 * MINUTE },
  ),
  rotation: plan(
    "faults",
    "New tokens are exchanged",
    "We watch PUT credentials, and call the partner with the new token.",
    () => "Exchange new tokens (PUT credentials), or let us do it on the page of the connection.",
    { mandatory: false, needs: ["partner_versions"] },
  ),
};

/** True for a name that is still known; runs of long ago may have others. */
export function isStepKey(key: string): key is StepKey {
  return (STEP_KEYS as readonly string[]).includes(key);
}

/** Seconds that a step has in this run. */
export function limitOf(key: StepKey, setup: Pick<RunSetup, "unattended">): number {
  const { limitS, unattendedLimitS } = STEP_PLANS[key];
  return setup.unattended ? Math.min(limitS, unattendedLimitS) : limitS;
}
