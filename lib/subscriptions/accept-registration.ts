import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { newToken } from "@/lib/db/secrets";
import { consumeRegistration, hasPartnerToken, insertCredential } from "./credential.store";
import { requireHandshake } from "./handshake.store";
import type { HandshakeClaim, PeerFacts } from "./registration.model";
import { storeRegistration, storeRotation } from "./registration.store";
import { REGISTERED_STATES } from "./subscription.model";
import { lockSubscription } from "./subscription.store";

/**
 * The partner has registered with its token A, or rotates with its present token: it gets a new token, which is returned once
 * and kept as a hash. Of two requests with one token A the second fails (SEC-76). A rotation with the token of a POST of ours
 * whose answer was lost is the registration: the partner has taken it. The token is valid before the partner can read it, and
 * the one that it came with works until it uses the new one. Throws `AppError` "registration_used", "subscription_wrong_state"
 * and "handshake_overtaken".
 */
export async function acceptRegistration(
  context: Context,
  claim: HandshakeClaim,
  given: {
    readonly credential: { readonly id: string; readonly purpose: "REGISTRATION" | "PARTNER" };
    readonly peer: PeerFacts;
  },
): Promise<string> {
  const credentialId = context.ids.next();
  const token = newToken(context.random);
  const { credential, peer } = given;
  await context.db.withClient(claim.clientId, async (tx) => {
    const row = await lockSubscription(tx, claim.subscriptionId);
    requireHandshake(row, claim);
    const at = context.clock.now();
    const isRegistered = REGISTERED_STATES.includes(row.state);
    const keepsTokens = credential.purpose === "PARTNER";
    if (keepsTokens) {
      const fits = isRegistered || row.offeredVersion !== null;
      if (!fits || !(await hasPartnerToken(tx, row.id, at, credential.id)))
        throw new AppError("conflict", "subscription_wrong_state", `no rotation in state ${row.state}`);
    } else if (!(await consumeRegistration(tx, credential.id, at)))
      throw new AppError("conflict", "registration_used", "the registration token was used or is dead");
    const purpose = "PARTNER" as const;
    const fresh = { id: credentialId, purpose, token, createdAt: at, acceptedAt: at, expiresAt: null };
    await insertCredential(tx, row, fresh);
    const store = isRegistered ? storeRotation : storeRegistration;
    await store(tx, context, row, { peer, credentialId, startedBy: "partner", keepsTokens, by: claim.by });
  });
  return token;
}
