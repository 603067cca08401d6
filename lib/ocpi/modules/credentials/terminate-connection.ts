import { endSubscription } from "@/lib/subscriptions/end-subscription";
import { staffActor } from "@/lib/subscriptions/staff-act";
import { REGISTERED_STATES } from "@/lib/subscriptions/subscription.model";
import type { Principal } from "@/lib/tenants/access.model";
import { endpointOf, openPartner } from "../../partner/open-partner";
import type { OcpiDeps } from "../../server/server.model";
import { handshakeCall, noteFault, noteStep } from "./handshake-call";

/**
 * Ends a connection for good: our tokens are dead at once, then the partner is told by DELETE credentials. Whether it hears
 * that changes nothing. Returns whether it was told. Throws `AppError` "permission_missing", "subscription_unknown",
 * "subscription_wrong_state".
 */
export async function terminateConnection(
  deps: OcpiDeps,
  principal: Principal,
  input: { readonly subscriptionId: string; readonly reason: string },
): Promise<{ readonly partnerTold: boolean }> {
  const opened = await openPartner(deps.context, input.subscriptionId);
  await endSubscription(deps.context, principal, input);
  const url = opened === null ? null : endpointOf(opened.connection, "credentials", "SENDER");
  if (opened === null || url === null || !REGISTERED_STATES.includes(opened.connection.state))
    return { partnerTold: false };
  const { connection, access } = opened;
  const ref = {
    clientId: connection.clientId,
    subscriptionId: connection.subscriptionId,
    by: staffActor(principal),
  };
  const handshake = { deps, ref, connection, access };
  const step = "DELETE credentials";
  const answer = await handshakeCall(handshake, step, { method: "DELETE", url });
  // An answer without a body is enough here.
  const partnerTold = answer.ok || answer.fault.code === "not_ocpi";
  if (partnerTold) await noteStep(handshake, step, { url, sentence: "The partner was told." });
  else if (!answer.ok) await noteFault(handshake, answer.fault);
  return { partnerTold };
}
