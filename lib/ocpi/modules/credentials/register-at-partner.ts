import type { Principal } from "@/lib/tenants/access.model";
import type { OcpiDeps } from "../../server/server.model";
import type { HandshakeResult } from "./handshake.model";
import { sendCredentials } from "./send-credentials";

/**
 * Registers us at a partner who gave us its registration token (CCV and others work this way). The token and the address must
 * have been entered. Never throws for what the partner does; throws `AppError` "permission_missing",
 * "subscription_wrong_state", "peer_token_missing", "handshake_running".
 */
export async function registerAtPartner(
  deps: OcpiDeps,
  principal: Principal,
  subscriptionId: string,
): Promise<HandshakeResult> {
  return sendCredentials(deps, principal, subscriptionId, "register");
}
