import { z } from "zod";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { upsertOpenCase } from "./billing.store";
import { adviceKey } from "./match-advices";

/** The payload of `exception.raised` (lib/db/raise-exception). */
export const exceptionNotice = z.object({
  clientId: z.uuid(),
  code: z.string().max(80),
  key: z.string().max(200),
  sessionId: z.uuid().nullable(),
  paymentId: z.uuid().nullable(),
  stationId: z.uuid().nullable(),
  detail: z.string().max(20_000),
});

/** Turns a notice into a case for a person. Repeats of an open case only count up. */
export async function openException(
  context: Context,
  notice: z.infer<typeof exceptionNotice>,
): Promise<void> {
  await context.db.withClient(notice.clientId, async (tx) => {
    if (await isOver(tx, notice)) return;
    await upsertOpenCase(tx, {
      id: context.ids.next(),
      clientId: notice.clientId,
      code: notice.code,
      key: notice.key,
      sessionId: notice.sessionId,
      paymentId: notice.paymentId,
      stationId: notice.stationId,
      detail: JSON.parse(notice.detail),
      openedAt: context.clock.now(),
    });
  });
}

/** The notice is a job of its own: what it tells of may have been decided or mended before it ran. */
async function isOver(tx: Tx, notice: z.infer<typeof exceptionNotice>): Promise<boolean> {
  const { code, key, sessionId } = notice;
  if (code === "session_flagged") {
    const waiting = sessionId
      ? await tx.cdrValidation.findFirst({ where: { sessionId, state: "FLAGGED" }, select: { state: true } })
      : null;
    return waiting === null;
  }
  if (
    key === adviceKey("advice_above_preauthorised", sessionId) ||
    key === adviceKey("advice_currency", sessionId)
  )
    return isTold(tx, notice);
  // The sums of the confirmations have come to agree.
  if (key !== adviceKey("advice_failed", sessionId) && key !== adviceKey("advice_mismatch", sessionId))
    return false;
  const agreeing = await tx.financialAdvice.findFirst({
    where: { sessionId, differenceMinor: 0 },
    select: { id: true },
  });
  return agreeing !== null;
}

/**
 * What a provider has captured only grows, and every look at a session finds it anew, also when its CDR comes: a case that has
 * told as many confirmations, open or decided, is not told again.
 */
async function isTold(tx: Tx, { clientId, key, detail }: z.infer<typeof exceptionNotice>): Promise<boolean> {
  const told = await tx.exceptionCase.findMany({ where: { clientId, key }, select: { detail: true } });
  const countIn = (content: unknown) => counted.parse(content).confirmations;
  const now = countIn(JSON.parse(detail));
  return told.some((known) => countIn(known.detail) >= now);
}

const counted = z.object({ confirmations: z.number().catch(0) });
