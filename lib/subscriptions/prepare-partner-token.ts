import type { Context } from "@/lib/db/context";
import { newToken } from "@/lib/db/secrets";
import { insertCredential } from "./credential.store";
import type { PreparedToken, RegistrationRef } from "./registration.model";
import { lockSubscription } from "./subscription.store";

/**
 * Makes a token for the partner and keeps it before it is sent: the partner reads our versions with it while our POST or PUT
 * is still open, so that a token that came into being with the answer would lock both sides (OCPI credentials, step 4).
 */
export async function preparePartnerToken(context: Context, ref: RegistrationRef): Promise<PreparedToken> {
  const credentialId = context.ids.next();
  const token = newToken(context.random);
  await context.db.withClient(ref.clientId, async (tx) => {
    const row = await lockSubscription(tx, ref.subscriptionId);
    const createdAt = context.clock.now();
    const credential = { id: credentialId, purpose: "PARTNER" as const, token, createdAt, expiresAt: null };
    await insertCredential(tx, row, credential);
  });
  return { credentialId, token };
}
