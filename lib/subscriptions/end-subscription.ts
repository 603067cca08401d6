import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { revokeCredentials } from "./credential.store";
import { NO_HANDSHAKE } from "./handshake.store";
import { staffAct } from "./staff-act";
import { moveSubscription } from "./subscription.store";

/**
 * Ends a connection for good. Tokens of both directions and the request link are dead at once; sessions that run are settled,
 * and the record stays for audit. Its party and prefix are free again. Throws `AppError` "subscription_wrong_state" when it has
 * ended already. Telling the partner is the caller's (`terminateConnection` of lib/ocpi).
 */
export async function endSubscription(
  context: Context,
  principal: Principal,
  input: { readonly subscriptionId: string; readonly reason: string },
): Promise<void> {
  await staffAct(context, principal, input.subscriptionId, async ({ tx, row, at, by }) => {
    await moveSubscription(tx, row, "terminated", {
      at,
      by,
      data: { reason: input.reason },
      set: {
        peerTokenCipher: null,
        requestTokenHash: null,
        requestExpiresAt: null,
        offeredVersion: null,
        ...NO_HANDSHAKE,
      },
    });
    await revokeCredentials(tx, row.id, at);
    return { audit: { action: "subscription.terminated", reason: input.reason }, result: undefined };
  });
}
