import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { newToken } from "@/lib/db/secrets";
import { consumeRegistration, insertCredential } from "./credential.store";
import type { PeerFacts, RegistrationRef } from "./registration.model";
import { storeRegistration, storeRotation } from "./registration.store";
import { REGISTERED_STATES } from "./subscription.model";
import { lockSubscription } from "./subscription.store";

/**
 * The partner has registered with its token A, or rotates with its present token: it gets a new token, which is returned once
 * and kept as a hash. Of two requests with one token A the second fails (SEC-76). Throws `AppError` "registration_used" and
 * "subscription_wrong_state".
 */
export async function acceptRegistration(
  context: Context,
  ref: RegistrationRef,
  given: {
    readonly credential: { readonly id: string; readonly purpose: "REGISTRATION" | "PARTNER" };
    readonly peer: PeerFacts;
  },
): Promise<string> {
  const credentialId = context.ids.next();
  const token = newToken(context.random);
  await context.db.withClient(ref.clientId, async (tx) => {
    const row = await lockSubscription(tx, ref.subscriptionId);
    const at = context.clock.now();
    const isRotation = given.credential.purpose === "PARTNER";
    if (isRotation && !REGISTERED_STATES.includes(row.state))
      throw new AppError("conflict", "subscription_wrong_state", `no rotation in state ${row.state}`);
    if (!isRotation && !(await consumeRegistration(tx, given.credential.id, at)))
      throw new AppError("conflict", "registration_used", "the registration token was used or is dead");
    const credential = {
      id: credentialId,
      purpose: "PARTNER" as const,
      token,
      createdAt: at,
      expiresAt: null,
    };
    await insertCredential(tx, row, credential);
    const store = isRotation ? storeRotation : storeRegistration;
    await store(tx, context, row, { peer: given.peer, credentialId, startedBy: "partner", by: ref.by });
  });
  return token;
}
