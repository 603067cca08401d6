import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { raiseException } from "@/lib/db/raise-exception";
import { revokeCredentials } from "./credential.store";
import { isHandshaking, NO_HANDSHAKE } from "./handshake.store";
import type { RegistrationRef } from "./registration.model";
import { REGISTERED_STATES } from "./subscription.model";
import { appendEvent, lockSubscription, moveSubscription, updateSubscription } from "./subscription.store";

/**
 * The partner has ended the registration (DELETE credentials): tokens of both directions are dead at once (SEC-78), the record
 * stays, and the connection waits for a new registration. A handshake that is under way is broken off: what it still answers is
 * not taken. A live one is a case for a person: its terminals stand still. Throws `AppError` "subscription_wrong_state" when it
 * is not registered.
 */
export async function unregisterPartner(context: Context, ref: RegistrationRef): Promise<void> {
  await context.db.withClient(ref.clientId, async (tx) => {
    const row = await lockSubscription(tx, ref.subscriptionId);
    const at = context.clock.now();
    const isRegistered = REGISTERED_STATES.includes(row.state);
    if (!isRegistered && row.offeredVersion === null)
      throw new AppError("conflict", "subscription_wrong_state", `not registered in state ${row.state}`);
    const dead = { peerTokenCipher: null, registeredAt: null, rememberedEncoding: null };
    const set = { ...dead, offeredVersion: null, ...NO_HANDSHAKE };
    const step = { at, by: ref.by, data: isHandshaking(row, at) ? { sentence: BROKEN_OFF } : {} };
    if (isRegistered) await moveSubscription(tx, row, "unregistered", { ...step, set });
    else {
      // It took our POST, whose answer we do not have: for us it was not registered yet.
      await appendEvent(tx, row, { ...step, kind: "unregistered" });
      await updateSubscription(tx, row.id, { ...set, updatedAt: at });
    }
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

const BROKEN_OFF = "A handshake was under way. Whatever it still answers is not taken.";
