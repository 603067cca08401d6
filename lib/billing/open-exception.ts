import { z } from "zod";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { upsertOpenCase } from "./billing.store";

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
    if (notice.code === "session_flagged" && !(await isStillFlagged(tx, notice.sessionId))) return;
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

/** The notice is a job of its own: somebody may have decided before it ran. */
async function isStillFlagged(tx: Tx, sessionId: string | null): Promise<boolean> {
  if (!sessionId) return false;
  const validation = await tx.cdrValidation.findUnique({ where: { sessionId }, select: { state: true } });
  return validation?.state === "FLAGGED";
}
