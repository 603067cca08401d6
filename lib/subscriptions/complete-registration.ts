import type { Context } from "@/lib/db/context";
import { requireHandshake } from "./handshake.store";
import type { HandshakeClaim, PeerFacts } from "./registration.model";
import { storeRegistration, storeRotation } from "./registration.store";
import { REGISTERED_STATES } from "./subscription.model";
import { lockSubscription } from "./subscription.store";

/**
 * A handshake that we have started is done: the partner has answered with its token, so it knows ours. A rotation keeps the
 * state. Throws `AppError` "handshake_overtaken" for a late answer: another handshake has begun, or the registration was ended.
 */
export async function completeRegistration(
  context: Context,
  claim: HandshakeClaim,
  done: { readonly credentialId: string; readonly peer: PeerFacts },
): Promise<void> {
  await context.db.withClient(claim.clientId, async (tx) => {
    const row = await lockSubscription(tx, claim.subscriptionId);
    requireHandshake(row, claim);
    const store = REGISTERED_STATES.includes(row.state) ? storeRotation : storeRegistration;
    await store(tx, context, row, { ...done, startedBy: "us", keepsTokens: false, by: claim.by });
  });
}
