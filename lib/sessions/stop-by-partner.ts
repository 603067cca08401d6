import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { lockEvse } from "@/lib/locations/lock-evse";
import { answerPartner } from "./answer-partner";
import { lockSession } from "./session.store";
import { closeWithoutCharge } from "./start-flow";
import { requestStop } from "./stop-flow";

export type PartnerStop =
  /** The station is asked; its answer follows. */
  | "asked"
  /** Nothing had begun, so that nothing need be asked. */
  | "withdrawn"
  | "ended"
  /** Not a session that this connection started (SEC-81). */
  | "unknown";

/** A partner stops a session that it has started, in the caller's transaction. One that has not begun is withdrawn. */
export async function stopByPartner(
  tx: Tx,
  context: Context,
  input: { readonly subscriptionId: string; readonly sessionId: string },
): Promise<PartnerStop> {
  const { subscriptionId, sessionId } = input;
  const found = await tx.chargingSession.findFirst({
    where: { id: sessionId, subscriptionId },
    select: { evseId: true },
  });
  if (!found) return "unknown";
  await lockEvse(tx, found.evseId);
  const session = await lockSession(tx, sessionId);
  switch (session?.state) {
    case "CHARGING":
      await requestStop(tx, context, session, "stopped_at_terminal", "partner");
      return "asked";
    case "STOPPING":
      return "asked";
    case "AWAITING_PLUG":
    case "STARTING":
      await closeWithoutCharge(tx, context, session, "stopped_at_terminal", "partner");
      await answerPartner(tx, session, "STOP_SESSION", "accepted");
      return "withdrawn";
    default:
      return "ended";
  }
}
