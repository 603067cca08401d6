import type { Context } from "@/lib/db/context";
import { newToken } from "@/lib/db/secrets";
import type { ConnectionVersion } from "./connection.model";
import { insertCredential } from "./credential.store";
import { requireHandshake } from "./handshake.store";
import type { HandshakeClaim, PreparedToken } from "./registration.model";
import { lockSubscription, updateSubscription } from "./subscription.store";

/**
 * Makes a token for the partner and keeps it before it is sent: the partner reads our versions with it while our POST or PUT
 * is still open, so that a token that came into being with the answer would lock both sides (OCPI credentials, step 4). With `offers` it is our
 * first one, sent by POST in that version: from now on the partner may use every module with it, because it is registered on
 * its side a moment before we know. Throws `AppError` "handshake_overtaken".
 */
export async function preparePartnerToken(
  context: Context,
  claim: HandshakeClaim,
  offers: ConnectionVersion | null,
): Promise<PreparedToken> {
  const credentialId = context.ids.next();
  const token = newToken(context.random);
  await context.db.withClient(claim.clientId, async (tx) => {
    const row = await lockSubscription(tx, claim.subscriptionId);
    requireHandshake(row, claim);
    const createdAt = context.clock.now();
    const purpose = "PARTNER" as const;
    const credential = { id: credentialId, purpose, token, createdAt, acceptedAt: null, expiresAt: null };
    await insertCredential(tx, row, credential);
    if (offers !== null) await updateSubscription(tx, row.id, { offeredVersion: offers });
  });
  return { credentialId, token };
}
