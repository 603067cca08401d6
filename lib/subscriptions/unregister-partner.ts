import type { Context } from "@/lib/db/context";
import { raiseException } from "@/lib/db/raise-exception";
import { revokeCredentials } from "./credential.store";
import type { RegistrationRef } from "./registration.model";
import { lockSubscription, moveSubscription } from "./subscription.store";

/**
 * The partner has ended the registration (DELETE credentials): tokens of both directions are dead at once (SEC-78), the record
 * stays, and the connection waits for a new registration. A live one is a case for a person: its terminals stand still.
 * Throws `AppError` "subscription_wrong_state" when it is not registered.
 */
export async function unregisterPartner(context: Context, ref: RegistrationRef): Promise<void> {
  await context.db.withClient(ref.clientId, async (tx) => {
    const row = await lockSubscription(tx, ref.subscriptionId);
    const at = context.clock.now();
    await moveSubscription(tx, row, "unregistered", {
      at,
      by: ref.by,
      set: { peerTokenCipher: null, registeredAt: null, rememberedEncoding: null },
    });
    await revokeCredentials(tx, row.id, at);
    if (row.state !== "LIVE") return;
    await raiseException(tx, {
      clientId: row.clientId,
      code: "partner_unregistered",
      key: `subscription:${row.id}`,
      detail: { subscription: row.name, subscriptionId: row.id },
    });
  });
}
