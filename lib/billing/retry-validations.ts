import type { Context } from "@/lib/db/context";
import { lockEndedSession } from "@/lib/sessions/lock-ended-session";
import { applyFlaggedPolicy } from "./apply-flagged-policy";
import { billEnded } from "./bill-session";
import { dropFlagged, SYSTEM } from "./flag-session";
import { RETRY_DAYS } from "./validation.model";
import { lastTryAt, readValidation } from "./validation.store";

/** Sessions per run; the rest is taken by the next. */
const BATCH = 500;

/**
 * Flagged sessions whose daily try is due are looked at again, and dropped on day 90 (domain: CDR validation). Those whose hold
 * nears its end and whose timer was lost are decided by policy (REL-15). One that fails does not hold up the others.
 */
export async function retryValidations(context: Context): Promise<{ tried: number; failed: number }> {
  const now = context.clock.now();
  const due = await context.db.withSystem((tx) =>
    tx.cdrValidation.findMany({
      where: { state: "FLAGGED", OR: [{ nextTryAt: { lte: now } }, { decideBy: { lte: now } }] },
      select: { clientId: true, sessionId: true, decideBy: true },
      orderBy: { nextTryAt: "asc" },
      take: BATCH,
    }),
  );
  let failed = 0;
  for (const { clientId, sessionId, decideBy } of due) {
    try {
      if (decideBy && decideBy <= now) await applyFlaggedPolicy(context, { clientId, sessionId });
      else await tryAgain(context, clientId, sessionId);
    } catch (error) {
      failed += 1;
      context.log.error({ sessionId, error: String(error) }, "a flagged session could not be tried again");
    }
  }
  return { tried: due.length, failed };
}

async function tryAgain(context: Context, clientId: string, sessionId: string): Promise<void> {
  await context.db.withClient(clientId, async (tx) => {
    const outcome = await billEnded(tx, context, sessionId);
    const session = outcome === "flagged" ? await lockEndedSession(tx, sessionId) : null;
    const validation = session && (await readValidation(tx, sessionId));
    if (!session || !validation?.flaggedAt || lastTryAt(validation.flaggedAt) > context.clock.now()) return;
    const reason = `nobody could mend it in ${RETRY_DAYS} days`;
    await dropFlagged(tx, context, session, validation, { action: "DROP", actor: SYSTEM, reason });
  });
}
