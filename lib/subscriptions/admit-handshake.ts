import type { Context } from "@/lib/db/context";
import { claimHandshake } from "./handshake.store";
import type { HandshakeClaim, RegistrationRef } from "./registration.model";
import { lockSubscription } from "./subscription.store";

/**
 * The partner begins a handshake: POST or PUT of its credentials. One at a time, whoever has begun it, because two would mix up
 * the tokens of both sides. Throws `AppError` "handshake_running".
 */
export async function admitHandshake(context: Context, ref: RegistrationRef): Promise<HandshakeClaim> {
  const handshakeId = context.ids.next();
  await context.db.withClient(ref.clientId, async (tx) => {
    const row = await lockSubscription(tx, ref.subscriptionId);
    await claimHandshake(tx, row, { handshakeId, startedBy: "partner", at: context.clock.now() });
  });
  return { ...ref, handshakeId };
}
