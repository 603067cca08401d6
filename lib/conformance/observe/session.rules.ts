import type { CommandFact, Exchange, Observe, RunFacts, Verdict } from "../facts.model";
import { reasonWords } from "./refusals.rules";
import {
  exchangesOf,
  failed,
  isGood,
  isPushed,
  mainStart,
  member,
  passed,
  same,
  skipped,
  statusWords,
  waiting,
} from "./verdict.rules";

/** Reasons that belong to the refusals, which a partner may try while we wait for its start. */
const REFUSALS = new Set(["unknown_location", "token_prefix", "token_type", "response_url", "token_used"]);

export const observeStartAccepted: Observe = (facts) => {
  const main = mainStart(facts);
  if (main !== null)
    return passed(
      `Accepted with token ${main.tokenUid ?? "?"}; the result is promised within ${main.timeoutS} seconds.`,
      exchangesOf(facts, main).filter(({ module }) => module === "commands"),
    );
  const starts = facts.commands.filter(({ type }) => type === "START_SESSION");
  const last = starts.findLast(({ reason }) => reason === null || !REFUSALS.has(reason));
  // A token that is refused here was meant to start: the person should read why.
  const since = facts.step.startedAt ?? facts.now;
  const refused = starts.findLast(({ receivedAt, answer }) => receivedAt >= since && answer !== "ACCEPTED");
  const told = refused ?? last;
  if (told === undefined || told.answer === "ACCEPTED") return waiting("No start was seen yet.");
  return waiting(`The last START_SESSION was answered with ${told.answer}: ${reasonWords(told.reason)}.`);
};

/** Whether the one result of a command has come to its address. */
function resultOf(facts: RunFacts, command: CommandFact, wanted: string, what: string): Verdict {
  const posts = exchangesOf(facts, command).filter(
    ({ module, direction }) => module === "response_url" && direction === "OUT",
  );
  const { result, resultState } = command;
  if (result === null) return waiting(`The station has not answered the ${what} yet.`);
  if (result !== wanted) return failed(`The result of the ${what} is ${result}.`, posts);
  if (resultState === "FAILED")
    return failed(
      `The result could not be delivered to response_url: ${statusWords(posts.at(-1)?.status ?? null)}.`,
      posts,
    );
  if (resultState !== "SENT") {
    const last = posts.at(-1);
    return waiting(
      last === undefined
        ? "The result is on its way."
        : `response_url: ${statusWords(last.status)}; it is tried again.`,
    );
  }
  const good = posts.filter(isGood);
  if (good.length > 1) return failed(`The result was delivered ${good.length} times.`, posts);
  const tries = posts.length > 1 ? ` at try ${posts.length}` : "";
  return passed(`${result} was delivered to response_url${tries}.`, posts);
}

export const observeStartResult: Observe = (facts) => {
  const main = mainStart(facts);
  return main === null ? waiting() : resultOf(facts, main, "ACCEPTED", "start");
};

/** Pushes of the run's session that the partner was sent, or its own reads where it polls. */
function sessionMessages(facts: RunFacts, sessionId: string): { sent: Exchange[]; states: Exchange[] } {
  const sent = facts.exchanges.filter(
    ({ direction, module, method, segments }) =>
      direction === "OUT" && module === "sessions" && method !== "GET" && segments[2] === sessionId,
  );
  return { sent, states: sent.filter(isGood) };
}

const status = ({ request }: Exchange): unknown => member(request, "status");

/** What is wrong with the token of a pushed session; null when it is the one of the start (facts/ocpi.md: authorization_reference is the key). */
function tokenFault(
  { version, ...main }: CommandFact & { version: string },
  { request }: Exchange,
): string | null {
  if (version === "2.1.1") {
    const id = member(request, "auth_id");
    return id === undefined || same(id, main.contractId) || same(id, main.tokenUid)
      ? null
      : `auth_id is ${String(id)}`;
  }
  const uid = member(member(request, "cdr_token"), "uid");
  if (uid !== undefined && uid !== main.tokenUid) return `cdr_token.uid is ${String(uid)}`;
  const reference = member(request, "authorization_reference");
  const isKept = main.authorizationReference === null || reference === main.authorizationReference;
  // A PATCH carries only what has changed.
  return uid === undefined || isKept ? null : `authorization_reference is ${String(reference)}`;
}

const NO_PUSH = "The partner does not receive sessions; it reads them.";

export const observeSessionActive: Observe = (facts) => {
  const main = mainStart(facts);
  if (!main?.sessionId) return waiting();
  if (!isPushed(facts, "sessions")) return skipped(NO_PUSH);
  const { sent, states } = sessionMessages(facts, main.sessionId);
  const faulty = states.find((push) => tokenFault({ ...main, version: facts.run.version }, push) !== null);
  if (faulty)
    return failed(`${tokenFault({ ...main, version: facts.run.version }, faulty)}, not that of the start.`, [
      faulty,
    ]);
  const active = states.find((push) => status(push) === "ACTIVE");
  if (active === undefined) {
    const last = sent.at(-1);
    if (last === undefined) return waiting("The session has not begun yet.");
    return isGood(last)
      ? waiting(`The session is ${String(status(last))} still; it begins when the car is connected.`)
      : waiting(`The last push: ${statusWords(last.status)}.`);
  }
  const pending = states.find((push) => status(push) === "PENDING");
  const way = pending ? "as PENDING, then as ACTIVE" : "as ACTIVE";
  const reference = facts.run.version === "2.1.1" ? "auth_id" : "token and authorization_reference";
  return passed(`Pushed ${way}, with the ${reference} of the start.`, pending ? [pending, active] : [active]);
};

/** Less than this may round to a price of nothing, which proves little. */
const LEAST_KWH = 0.1;

const energy = ({ request }: Exchange): number => {
  const kwh = member(request, "kwh");
  return typeof kwh === "number" ? kwh : 0;
};

export const observeSessionUpdates: Observe = (facts) => {
  const main = mainStart(facts);
  if (!main?.sessionId) return waiting();
  if (!isPushed(facts, "sessions")) return skipped(NO_PUSH);
  const { sent, states } = sessionMessages(facts, main.sessionId);
  const charging = states.filter((push) => energy(push) > 0);
  const [first] = charging;
  const last = charging.at(-1);
  if (first === undefined || last === undefined) {
    const tried = sent.at(-1);
    return waiting(
      tried && !isGood(tried) ? `The last push: ${statusWords(tried.status)}.` : "No energy has flowed yet.",
    );
  }
  const falls = charging.some((push, index) => energy(push) < energy(charging[index - 1] ?? push));
  if (falls) return failed("The energy of the session has fallen.", charging.slice(-2));
  if (energy(last) === energy(first) || energy(last) < LEAST_KWH)
    return waiting(
      `${energy(last)} kWh were pushed; it needs a growing reading of at least ${LEAST_KWH} kWh.`,
    );
  return passed(`Kept up to date while it ran, from ${energy(first)} to ${energy(last)} kWh.`, [first, last]);
};

export const observeStopAccepted: Observe = (facts) => {
  const main = mainStart(facts);
  if (!main?.sessionId) return waiting();
  const stops = facts.commands.filter(
    ({ type, sessionId }) => type === "STOP_SESSION" && sessionId === main.sessionId,
  );
  const accepted = stops.find(({ answer, resultState }) => answer === "ACCEPTED" && resultState !== "NONE");
  if (accepted === undefined) {
    const last = stops.at(-1);
    return last === undefined
      ? waiting("No STOP_SESSION for this session was seen yet.")
      : waiting(`The last STOP_SESSION was answered with ${last.answer}.`);
  }
  const verdict = resultOf(facts, accepted, "ACCEPTED", "stop");
  if (verdict.state !== "PASSED") return verdict;
  return passed(`Accepted; ${verdict.detail}`, exchangesOf(facts, accepted));
};

export const observeSessionCompleted: Observe = (facts) => {
  const main = mainStart(facts);
  if (!main?.sessionId) return waiting();
  if (!isPushed(facts, "sessions")) return skipped(NO_PUSH);
  const { sent, states } = sessionMessages(facts, main.sessionId);
  const completed = states.find((push) => status(push) === "COMPLETED");
  const cdr = facts.exchanges.find(
    ({ direction, module, method, sessionId }) =>
      direction === "OUT" && module === "cdrs" && method === "POST" && sessionId === main.sessionId,
  );
  const before = (a: Exchange, b: Exchange) => (a.ids[0] ?? 0n) < (b.ids[0] ?? 0n);
  if (completed === undefined) {
    if (cdr !== undefined && isGood(cdr))
      return failed("The CDR was sent before the session was COMPLETED.", [cdr]);
    const last = sent.at(-1);
    return waiting(
      last && !isGood(last)
        ? `The last push: ${statusWords(last.status)}.`
        : "The session has not ended yet.",
    );
  }
  if (cdr !== undefined && before(cdr, completed))
    return failed("The CDR was sent before the session was COMPLETED.", [cdr, completed]);
  return passed("Pushed as COMPLETED.", [completed]);
};

/** A start at a station from which no answer comes: accepted, and TIMEOUT in time (REL-32). */
function timeoutAt(facts: RunFacts, evseId: string): Verdict {
  const since = facts.step.startedAt ?? facts.run.startedAt;
  const starts = facts.commands.filter(
    ({ type, sessionEvseId, evseUid, reason, receivedAt }) =>
      type === "START_SESSION" &&
      reason !== "repeated" &&
      (sessionEvseId === evseId || same(evseUid, evseId)) &&
      // The same charging point may have served the run's own session before.
      receivedAt >= since,
  );
  const start = starts.findLast(({ answer }) => answer === "ACCEPTED");
  if (start === undefined) {
    const last = starts.at(-1);
    return last === undefined
      ? waiting("No start was seen there yet.")
      : waiting(`The last START_SESSION was answered with ${last.answer}: ${reasonWords(last.reason)}.`);
  }
  const verdict = resultOf(facts, start, "TIMEOUT", "start");
  if (verdict.state !== "PASSED" || start.resultAt === null) return verdict;
  const seconds = Math.round((start.resultAt.getTime() - start.receivedAt.getTime()) / 1000);
  if (seconds > start.timeoutS)
    return failed(
      `TIMEOUT came after ${seconds} seconds; ${start.timeoutS} were promised.`,
      exchangesOf(facts, start),
    );
  return passed(
    `TIMEOUT was delivered after ${seconds} of ${start.timeoutS} promised seconds.`,
    exchangesOf(facts, start),
  );
}

export const observeOfflineStation: Observe = (facts) => timeoutAt(facts, facts.run.setup.offline.evseId);

export const observeSilentStation: Observe = (facts) => {
  const { silent } = facts.run.setup;
  return silent === null
    ? skipped("No charging point was named whose station does not answer.")
    : timeoutAt(facts, silent.evseId);
};
