import { money, toDecimalString } from "@/lib/core/money";
import type { Exchange, Observe, RunFacts } from "../facts.model";
import {
  failed,
  isGood,
  isPushed,
  mainStart,
  member,
  passed,
  skipped,
  statusWords,
  waiting,
} from "./verdict.rules";

/** "12.34 EUR" in a sentence. */
const amountWords = (minor: number, currency: string): string =>
  `${toDecimalString(money(minor, currency))} ${currency}`;

/** Exchanges about the CDR of the run's session: our posts, or the partner's reads where it polls. */
function cdrPosts({ exchanges }: RunFacts, sessionId: string): Exchange[] {
  return exchanges.filter(
    ({ direction, module, method, sessionId: of }) =>
      direction === "OUT" && module === "cdrs" && method === "POST" && of === sessionId,
  );
}

/** Acknowledged once, whatever was tried before: never lost, never twice (REL-105). */
export const observeCdrDelivered: Observe = (facts) => {
  const main = mainStart(facts);
  if (!main?.sessionId) return waiting();
  const cdr = facts.cdrs.find(({ sessionId }) => sessionId === main.sessionId);
  if (cdr === undefined) return waiting("There is no CDR yet.");
  const words = `CDR ${cdr.number}${cdr.wholesaleGrossMinor === null ? "" : ` over ${amountWords(cdr.wholesaleGrossMinor, cdr.currency)}`}`;
  if (!isPushed(facts, "cdrs")) return readByPartner(facts, cdr.number, words);
  const posts = cdrPosts(facts, main.sessionId);
  const good = posts.filter(isGood);
  if (good.length > 1) return failed(`${words} was acknowledged ${good.length} times.`, posts);
  const last = posts.at(-1);
  if (
    facts.pushes.some(
      ({ kind, objectId, state }) => kind === "cdr" && objectId === cdr.id && state === "DEAD",
    )
  )
    return failed(`${words} was given up: ${statusWords(last?.status ?? null)}.`, posts);
  if (good.length === 0)
    return waiting(
      last === undefined
        ? `${words} is on its way.`
        : `${words}: ${statusWords(last.status)} at try ${posts.length}; it is tried again.`,
    );
  const tries = posts.length > 1 ? ` at try ${posts.length}` : "";
  return passed(`${words} was acknowledged${tries}.`, posts);
};

function readByPartner({ exchanges }: RunFacts, number: string, words: string) {
  const reads = exchanges.filter((exchange) => {
    const data = member(exchange.answer, "data");
    return (
      exchange.direction === "IN" &&
      exchange.module === "cdrs" &&
      isGood(exchange) &&
      Array.isArray(data) &&
      data.some((cdr: unknown) => member(cdr, "id") === number)
    );
  });
  return reads.length > 0
    ? passed(`${words} was read.`, reads.slice(0, 1))
    : waiting(`${words} was not read yet.`);
}

/** Payments: what was captured is what the CDR says (REL-33). */
export const observeCaptureConfirmed: Observe = (facts) => {
  const { connection, run, advices, cdrs, exchanges } = facts;
  const hasPayments =
    connection.modules.includes("payments") && (run.version === "2.3.0" || connection.directPayment);
  if (!hasPayments)
    return skipped("Payments are not part of this connection; the provider settles by the CDR.");
  const main = mainStart(facts);
  const cdr = cdrs.find(({ sessionId }) => sessionId === main?.sessionId);
  if (cdr === undefined) return waiting();
  const advice = advices.findLast(({ sessionId }) => sessionId === cdr.sessionId);
  if (advice === undefined) return waiting("No confirmation has come yet.");
  const evidence = exchanges.filter(
    ({ module, method, request }) =>
      module === "payments" && method === "POST" && member(request, "id") === advice.adviceId,
  );
  const { grossMinor, currency, captureStatus } = advice;
  const amount = grossMinor === null ? "an unknown amount" : amountWords(grossMinor, currency);
  const owed = cdr.wholesaleGrossMinor ?? 0;
  if (captureStatus !== "SUCCESS")
    return failed(
      `The capture is ${captureStatus}: ${amount} of ${amountWords(owed, cdr.currency)}.`,
      evidence,
    );
  if (grossMinor !== owed || currency !== cdr.currency)
    return failed(`${amount} was captured, and the CDR says ${amountWords(owed, cdr.currency)}.`, evidence);
  return passed(`${amount} was captured, exactly as the CDR says.`, evidence);
};
