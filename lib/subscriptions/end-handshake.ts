import type { Context } from "@/lib/db/context";
import type { RegistrationRef } from "./registration.model";
import { updateSubscription } from "./subscription.store";

/** The handshake that we have begun is over, whatever came of it; the next may begin. */
export async function endHandshake(context: Context, ref: RegistrationRef): Promise<void> {
  await context.db.withClient(ref.clientId, (tx) =>
    updateSubscription(tx, ref.subscriptionId, { handshakeUntil: null }),
  );
}
