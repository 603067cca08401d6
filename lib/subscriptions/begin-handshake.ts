import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import type { ConnectionVersion } from "./connection.model";
import { claimHandshake } from "./handshake.store";
import type { HandshakeClaim } from "./registration.model";
import { staffAct } from "./staff-act";
import { REGISTERED_STATES } from "./subscription.model";
import { appendEvent } from "./subscription.store";

/** A handshake of ours, with the version that was agreed for it; null takes the newest that both have. */
export interface BegunHandshake extends HandshakeClaim {
  readonly agreedVersion: ConnectionVersion | null;
}

/**
 * A person starts a handshake from our side: the first (`register`, with the partner's token A) or new tokens (`rotate`). One
 * at a time, the partner's own included, because two would mix up the tokens. Throws `AppError` "subscription_wrong_state", "peer_token_missing",
 * "handshake_running".
 */
export async function beginHandshake(
  context: Context,
  principal: Principal,
  subscriptionId: string,
  kind: "register" | "rotate",
): Promise<BegunHandshake> {
  return staffAct(context, principal, subscriptionId, async ({ tx, row, at, by }) => {
    const fits = kind === "register" ? row.state === "APPROVED" : REGISTERED_STATES.includes(row.state);
    if (!fits)
      throw new AppError("conflict", "subscription_wrong_state", `no handshake in state ${row.state}`);
    if (row.peerTokenCipher === null || row.peerVersionsUrl === null)
      throw new AppError("precondition", "peer_token_missing", "the partner's token is not known");
    const handshakeId = context.ids.next();
    await claimHandshake(tx, row, { handshakeId, startedBy: "us", at });
    await appendEvent(tx, row, { kind: `${kind}_begun`, at, by });
    const agreedVersion = row.version as ConnectionVersion | null;
    const result = { clientId: row.clientId, subscriptionId: row.id, by, handshakeId, agreedVersion };
    return { audit: { action: `subscription.${kind}_begun` }, result };
  });
}
