import type { Context } from "@/lib/db/context";
import { hasPartnerToken, revokeCredential } from "./credential.store";
import type { RegistrationRef } from "./registration.model";
import { lockSubscription, updateSubscription } from "./subscription.store";

/**
 * Takes back a token that the partner has refused: what was valid before stays valid (SEC-78), also a token whose answer was
 * lost earlier.
 */
export async function withdrawPartnerToken(
  context: Context,
  ref: RegistrationRef,
  credentialId: string,
): Promise<void> {
  await context.db.withClient(ref.clientId, async (tx) => {
    const row = await lockSubscription(tx, ref.subscriptionId);
    const at = context.clock.now();
    await revokeCredential(tx, credentialId, at);
    if (row.offeredVersion !== null && !(await hasPartnerToken(tx, row.id, at)))
      await updateSubscription(tx, row.id, { offeredVersion: null });
  });
}
