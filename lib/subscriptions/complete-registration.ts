import type { Context } from "@/lib/db/context";
import type { PeerFacts, RegistrationRef } from "./registration.model";
import { storeRegistration, storeRotation } from "./registration.store";
import { REGISTERED_STATES } from "./subscription.model";
import { lockSubscription } from "./subscription.store";

/**
 * A handshake that we have started is done: the partner has answered with its token. A rotation keeps the state. Throws
 * `AppError` "subscription_wrong_state" when the connection was ended or given another registration meanwhile.
 */
export async function completeRegistration(
  context: Context,
  ref: RegistrationRef,
  done: { readonly credentialId: string; readonly peer: PeerFacts },
): Promise<void> {
  await context.db.withClient(ref.clientId, async (tx) => {
    const row = await lockSubscription(tx, ref.subscriptionId);
    const store = REGISTERED_STATES.includes(row.state) ? storeRotation : storeRegistration;
    await store(tx, context, row, { ...done, startedBy: "us", by: ref.by });
  });
}
