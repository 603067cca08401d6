import type { Context } from "@/lib/db/context";
import { lockEvse } from "@/lib/locations/lock-evse";
import { lockSession } from "./session.store";
import { requestStop } from "./stop-flow";

/**
 * The hold is gone while the car still charges: nothing more can be paid for, so the station is stopped (REL-5). What was
 * delivered is billed, and a person decides about it.
 */
export async function stopWithoutCover(
  context: Context,
  input: { readonly clientId: string; readonly paymentId: string },
): Promise<void> {
  await context.db.withClient(input.clientId, async (tx) => {
    const found = await tx.chargingSession.findUnique({
      where: { paymentId: input.paymentId },
      select: { id: true, evseId: true },
    });
    if (!found) return;
    await lockEvse(tx, found.evseId);
    const session = await lockSession(tx, found.id);
    if (session) await requestStop(tx, context, session, "hold_deadline", "psp");
  });
}
