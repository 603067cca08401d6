import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { queueCommand } from "./queue-command";
import { findSite } from "./site.queries";

/** Seconds that a station gets to unlock a connector; the cable may be under tension. */
export const UNLOCK_ANSWER_S = 20;

/** How long after a session its partner may still have the cable freed. */
const AFTER_END_MS = 30 * 60_000;

/**
 * Frees the cable at an EVSE for the partner whose session runs there, or ended there as the last one a short while ago; in
 * the caller's transaction (SEC-81). Null: no such session. Returns the session.
 */
export async function unlockByPartner(
  tx: Tx,
  context: Context,
  input: { readonly subscriptionId: string; readonly evseId: string },
): Promise<{ readonly sessionId: string; readonly commandId: string } | null> {
  const last = await tx.chargingSession.findFirst({
    where: { evseId: input.evseId, startedAt: { not: null } },
    orderBy: { startedAt: "desc" },
    select: { id: true, clientId: true, subscriptionId: true, endedAt: true },
  });
  if (last?.subscriptionId !== input.subscriptionId) return null;
  const now = context.clock.now();
  if (last.endedAt !== null && now.getTime() - last.endedAt.getTime() > AFTER_END_MS) return null;
  const site = await findSite(tx, input.evseId);
  if (!site) return null;
  const { commandId } = await queueCommand(tx, context, {
    clientId: last.clientId,
    stationId: site.evse.stationId,
    sessionId: last.id,
    payload: { kind: "UNLOCK", ocppConnectorId: site.evse.ocppConnectorId },
    deadlineS: UNLOCK_ANSWER_S,
    createdBy: "partner",
  });
  return { sessionId: last.id, commandId };
}
