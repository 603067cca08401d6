import type { CommandFact, Exchange, Observe, RunFacts, Verdict } from "../facts.model";
import {
  exchangesOf,
  failed,
  isGood,
  mainStart,
  member,
  passed,
  skipped,
  statusWords,
  waiting,
} from "./verdict.rules";

/** Reasons of refusals (StartFault and its like) as people read them. */
const REASONS: Readonly<Record<string, string>> = {
  not_live: "the connection is not being tested",
  response_url: "its response_url is not at an approved host",
  unknown_location: "the location does not exist",
  not_published: "the location is not public, or not open for ad-hoc payment",
  unknown_evse: "the charging point does not exist at this location",
  terminal_not_assigned: "no terminal of this connection serves the charging point",
  evse_not_available: "the charging point is not free",
  token_prefix: "the token does not begin with the agreed prefix",
  token_type: "the token is not of the ad-hoc type",
  token_used: "the token was used before",
  token_not_valid: "the token is not valid",
  connector_without_evse: "a connector was named without a charging point",
  unknown_connector: "the connector does not exist",
  connector_missing: "the connector must be named",
  occupied: "the charging point is in use",
  faulted: "the charging point is faulted",
  maintenance: "the charging point is out of service",
  reserved: "the charging point is reserved",
};

export function reasonWords(reason: string | null): string {
  return reason === null ? "no reason was kept" : (REASONS[reason] ?? reason.replaceAll("_", " "));
}

/** What the last command of a kind met, when it was not what the step waits for. */
function lastTry(commands: readonly CommandFact[], none: string): Verdict {
  const last = commands.at(-1);
  if (last === undefined) return waiting(none);
  return waiting(`The last ${last.type} was answered with ${last.answer}: ${reasonWords(last.reason)}.`);
}

const ofType = ({ commands }: RunFacts, type: string) => commands.filter((command) => command.type === type);

/** START_SESSION that must be refused for one reason with one answer; an acceptance of it is our fault. */
function refusedStart(reason: string, answer: string, words: string): Observe {
  return (facts) => {
    const starts = ofType(facts, "START_SESSION");
    const found = starts.findLast((start) => start.reason === reason);
    if (found === undefined) return lastTry(starts.slice(-1), "No such START_SESSION was seen yet.");
    const evidence = exchangesOf(facts, found);
    if (found.answer !== answer || found.sessionId !== null)
      return failed(`Answered with ${found.answer} instead of ${answer}.`, evidence);
    return passed(words, evidence);
  };
}

export const observeUnknownLocation = refusedStart(
  "unknown_location",
  "2003",
  "Refused with OCPI status 2003; nothing was started.",
);
export const observeWrongPrefix = refusedStart("token_prefix", "REJECTED", "REJECTED; nothing was started.");
export const observeWrongType = refusedStart("token_type", "REJECTED", "REJECTED; nothing was started.");
export const observeReusedToken = refusedStart(
  "token_used",
  "REJECTED",
  "The used token was REJECTED; nothing was started.",
);

/** The address is refused before anything is done, and never called (SEC-40). */
export const observeForeignResponseUrl: Observe = (facts) => {
  const verdict = refusedStart(
    "response_url",
    "2001",
    "Refused with OCPI status 2001; the address was not called.",
  )(facts);
  if (verdict.state !== "PASSED") return verdict;
  const command = ofType(facts, "START_SESSION").findLast(({ reason }) => reason === "response_url");
  const called = command
    ? exchangesOf(facts, command).filter(
        ({ module, direction }) => module === "response_url" && direction === "OUT",
      )
    : [];
  return called.length > 0 ? failed("The foreign address was called.", called) : verdict;
};

export const observeStopUnknown: Observe = (facts) => {
  const stops = ofType(facts, "STOP_SESSION");
  const found = stops.findLast(({ answer }) => answer === "UNKNOWN_SESSION");
  if (found === undefined) return lastTry(stops.slice(-1), "No such STOP_SESSION was seen yet.");
  return passed("Answered with UNKNOWN_SESSION.", exchangesOf(facts, found));
};

function isAdHocToken({ request, segments, url }: Exchange, { connection: { mark } }: RunFacts): boolean {
  const uid = String(member(request, "uid") ?? segments[2] ?? "");
  const marked =
    mark !== null && uid.toUpperCase().startsWith(`${mark.prefix}${mark.separator}`.toUpperCase());
  return marked || member(request, "type") === "AD_HOC_USER" || /[?&]type=AD_HOC_USER/i.test(url);
}

/** Ad-hoc tokens live in START_SESSION only: none is taken, kept or listed (SEC-83). */
export const observeTokenRefused: Observe = (facts) => {
  const { exchanges, connection, storedAdHocTokens } = facts;
  if (storedAdHocTokens > 0) return failed(`${storedAdHocTokens} ad-hoc token(s) were kept.`);
  const tried = exchanges.filter(
    (exchange) =>
      exchange.direction === "IN" &&
      exchange.module === "tokens" &&
      exchange.status !== null &&
      isAdHocToken(exchange, facts),
  );
  const taken = tried.filter(isGood);
  if (taken.length > 0) return failed("An ad-hoc token was taken or listed by the Tokens module.", taken);
  const last = tried.at(-1);
  if (last !== undefined) return passed(`Refused with ${statusWords(last.status)}; none is kept.`, tried);
  return connection.modules.includes("tokens") || facts.run.setup.unattended
    ? waiting("No ad-hoc token was sent to the Tokens module yet.")
    : skipped("The partner does not use the Tokens module.");
};

/** START_SESSION repeated: accepted again, and one session all the same (SEC-82, REL-104). */
export const observeStartRepeated: Observe = (facts) => {
  const main = mainStart(facts);
  if (main === null) return waiting();
  const same = ofType(facts, "START_SESSION").filter(({ tokenUid }) => tokenUid === main.tokenUid);
  const repeated = same.filter(({ reason }) => reason === "repeated");
  const evidence = [main, ...repeated].flatMap((command) => exchangesOf(facts, command));
  const sessions = new Set(same.flatMap(({ sessionId }) => sessionId ?? []));
  if (sessions.size > 1) return failed(`${sessions.size} sessions were started with one token.`, evidence);
  if (repeated.length === 0) return waiting("The start was not repeated yet.");
  const times = repeated.length === 1 ? "once" : `${repeated.length} times`;
  return passed(`The start was repeated ${times} and accepted again; there is one session.`, evidence);
};
