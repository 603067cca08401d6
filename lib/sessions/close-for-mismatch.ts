import type { Context } from "@/lib/db/context";
import { lockSession, moveSession } from "./session.store";

/**
 * The PSP authorised another amount or currency than was quoted: nothing is started (REL-70). The payments room gives the
 * money back; here the visit ends.
 */
export async function closeForMismatch(
  context: Context,
  input: { readonly clientId: string; readonly paymentId: string },
): Promise<void> {
  await context.db.withClient(input.clientId, async (tx) => {
    const found = await tx.chargingSession.findUnique({
      where: { paymentId: input.paymentId },
      select: { id: true },
    });
    const session = found ? await lockSession(tx, found.id) : null;
    if (session?.state !== "CHECKOUT") return;
    const failed = await moveSession(tx, context, session, {
      on: "paid_but_refused",
      actor: "psp",
      data: { reason: "amount_mismatch" },
      set: { reason: "amount_mismatch", authorisedAt: context.clock.now() },
    });
    await moveSession(tx, context, failed, {
      on: "given_up",
      actor: "system",
      data: { reason: "amount_mismatch" },
      set: { endedAt: context.clock.now() },
    });
  });
}
