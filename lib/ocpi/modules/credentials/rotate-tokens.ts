import type { Principal } from "@/lib/tenants/access.model";
import type { OcpiDeps } from "../../server/server.model";
import type { HandshakeResult } from "./handshake.model";
import { sendCredentials } from "./send-credentials";

/**
 * New tokens for both sides by PUT credentials, on a person's wish and never on our own: many partners can not do it. The old
 * token of the partner works for ten more minutes, so that calls in flight arrive (REL-106). Throws like `registerAtPartner`.
 */
export async function rotateTokens(
  deps: OcpiDeps,
  principal: Principal,
  subscriptionId: string,
): Promise<HandshakeResult> {
  return sendCredentials(deps, principal, subscriptionId, "rotate");
}
