import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { revokeCredentials } from "./credential.store";
import { NO_HANDSHAKE } from "./handshake.store";
import { type IssuedToken, putRegistrationToken } from "./issue-registration-token";
import { staffAct } from "./staff-act";
import { moveSubscription } from "./subscription.store";

/**
 * Lets a registered partner register anew, because it lost its state or we do not trust its tokens any more. Every token dies
 * at once, in both directions; hosts, CPOs and history stay. The connection must be tested again before it is live.
 */
export async function reissueRegistration(
  context: Context,
  principal: Principal,
  input: { readonly subscriptionId: string; readonly reason: string },
): Promise<IssuedToken> {
  return staffAct(context, principal, input.subscriptionId, async (act) => {
    const { tx, row, at, by } = act;
    await moveSubscription(tx, row, "registration_reissued", {
      at,
      by,
      data: { reason: input.reason },
      set: { peerTokenCipher: null, registeredAt: null, rememberedEncoding: null, ...NO_HANDSHAKE },
    });
    await revokeCredentials(tx, row.id, at);
    const result = await putRegistrationToken(context, act);
    return { audit: { action: "subscription.registration_reissued", reason: input.reason }, result };
  });
}
