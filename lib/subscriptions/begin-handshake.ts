import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import type { RegistrationRef } from "./registration.model";
import { staffAct } from "./staff-act";
import { REGISTERED_STATES } from "./subscription.model";
import { appendEvent, updateSubscription } from "./subscription.store";

/** The longest that a handshake of ours can take: three requests with their limits, and a good pause. */
const HANDSHAKE_MS = 60_000;

/**
 * A person starts a handshake from our side: the first (`register`, with the partner's token A) or new tokens (`rotate`). One
 * at a time, because two would mix up the tokens. Throws `AppError` "subscription_wrong_state", "peer_token_missing",
 * "handshake_running".
 */
export async function beginHandshake(
  context: Context,
  principal: Principal,
  subscriptionId: string,
  kind: "register" | "rotate",
): Promise<RegistrationRef> {
  return staffAct(context, principal, subscriptionId, async ({ tx, row, at, by }) => {
    const fits = kind === "register" ? row.state === "APPROVED" : REGISTERED_STATES.includes(row.state);
    if (!fits)
      throw new AppError("conflict", "subscription_wrong_state", `no handshake in state ${row.state}`);
    if (row.peerTokenCipher === null || row.peerVersionsUrl === null)
      throw new AppError("precondition", "peer_token_missing", "the partner's token is not known");
    if (row.handshakeUntil !== null && row.handshakeUntil > at)
      throw new AppError("conflict", "handshake_running", "another handshake is under way");
    const handshakeUntil = new Date(at.getTime() + HANDSHAKE_MS);
    await updateSubscription(tx, row.id, { handshakeUntil, updatedAt: at });
    await appendEvent(tx, row, { kind: `${kind}_begun`, at, by });
    const result = { clientId: row.clientId, subscriptionId: row.id, by };
    return { audit: { action: `subscription.${kind}_begun` }, result };
  });
}
