import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { raiseException } from "@/lib/db/raise-exception";
import { noteCard } from "@/lib/sessions/note-card";
import { type AdviceContent, insertAdvice, lockAuthorisation } from "./advice.store";
import { cardLast4In } from "./financial-advice.rules";
import { matchAdvices } from "./match-advices";

/** What a terminal provider says about the capture of one authorisation (OCPI FinancialAdviceConfirmation). */
export interface FinancialAdviceInput {
  readonly clientId: string;
  readonly subscriptionId: string;
  /** The provider's id: the same one again is the same confirmation. */
  readonly adviceId: string;
  readonly authorizationReference: string;
  readonly currency: string;
  /** Minor units; null when the provider does not say. */
  readonly netMinor: number | null;
  readonly grossMinor: number | null;
  readonly captureStatus: "SUCCESS" | "PARTIAL_SUCCESS" | "FAILED";
  readonly captureMessage: string | null;
  /** Lines for the driver's receipt. */
  readonly eftData: readonly string[];
  /** As it came. */
  readonly content: AdviceContent;
  readonly lastUpdated: Date | null;
}

export interface RecordedAdvice {
  readonly id: string;
  /** Known before: nothing was stored. */
  readonly isRepeat: boolean;
  /** Null: its session or its CDR is not known yet; it waits for it. */
  readonly sessionId: string | null;
}

/**
 * Stores a confirmation and compares it with the CDR (REL-33, REL-107). It may come before the CDR, twice, or as one of several
 * for the same reference. The same id with other facts changes nothing: the first stands, and a person is told. Errors:
 * `advice_amount` for an amount that is not an integer.
 */
export async function recordFinancialAdvice(
  context: Context,
  input: FinancialAdviceInput,
): Promise<RecordedAdvice> {
  for (const minor of [input.netMinor, input.grossMinor])
    if (minor !== null && !(Number.isSafeInteger(minor) && minor >= 0 && minor <= MINOR_MAX))
      throw new AppError("validation", "advice_amount", "an amount must be a whole number of minor units");
  return context.db.withClient(input.clientId, (tx) => record(tx, context, input));
}

/** The column's largest number. */
const MINOR_MAX = 2_147_483_647;

async function record(tx: Tx, context: Context, input: FinancialAdviceInput): Promise<RecordedAdvice> {
  const { clientId, subscriptionId, adviceId, authorizationReference } = input;
  const session = await tx.chargingSession.findFirst({
    where: { subscriptionId, authorizationReference },
    orderBy: { createdAt: "desc" },
  });
  const cardLast4 = cardLast4In(input.eftData);
  // The session's row before the authorisation, as billing takes them.
  if (session && cardLast4 && session.cardLast4 === null) await noteCard(tx, session.id, cardLast4);
  await lockAuthorisation(tx, subscriptionId, authorizationReference);
  const known = await tx.financialAdvice.findUnique({
    where: { subscriptionId_adviceId: { subscriptionId, adviceId } },
  });
  if (known) {
    if (isOther(known, input)) await tellOther(tx, input, known.sessionId);
    return { id: known.id, isRepeat: true, sessionId: known.sessionId };
  }
  const id = context.ids.next();
  await insertAdvice(tx, {
    id,
    clientId,
    subscriptionId,
    adviceId,
    authorizationReference,
    currency: input.currency,
    netMinor: input.netMinor,
    grossMinor: input.grossMinor,
    captureStatus: input.captureStatus,
    captureMessage: input.captureMessage,
    eftData: [...input.eftData],
    content: input.content,
    lastUpdated: input.lastUpdated,
    receivedAt: context.clock.now(),
  });
  if (session) await matchAdvices(tx, context, session);
  return { id, isRepeat: false, sessionId: session?.id ?? null };
}

function isOther(
  known: {
    currency: string;
    grossMinor: number | null;
    captureStatus: string;
    authorizationReference: string;
  },
  input: FinancialAdviceInput,
): boolean {
  return (
    known.currency !== input.currency ||
    known.grossMinor !== input.grossMinor ||
    known.captureStatus !== input.captureStatus ||
    known.authorizationReference !== input.authorizationReference
  );
}

async function tellOther(tx: Tx, input: FinancialAdviceInput, sessionId: string | null): Promise<void> {
  await raiseException(tx, {
    clientId: input.clientId,
    code: "advice_mismatch",
    key: `advice_changed:${input.subscriptionId}:${input.adviceId}`,
    sessionId,
    detail: {
      problem: "sent_again_with_other_facts",
      grossMinor: input.grossMinor,
      captureStatus: input.captureStatus,
      authorizationReference: input.authorizationReference,
    },
  });
}
