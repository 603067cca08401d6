import type { Context } from "@/lib/db/context";
import type { StationIdentity, TokenVerdict } from "./station-facts.model";

/**
 * May this token charge here? (OCPP 1.6 §4.1 Authorize.) Only the single-use tag of a session that is starting or running at
 * this station is accepted, as often as the station asks; everything else is invalid (SEC-35). Never ConcurrentTx.
 */
export async function authoriseToken(
  context: Context,
  station: StationIdentity,
  idTag: string,
): Promise<TokenVerdict> {
  if (idTag.length === 0 || idTag.length > 36) return "INVALID";
  return context.db.withClient(station.clientId, async (tx) => {
    const attempt = await tx.startAttempt.findUnique({
      where: { idTag: idTag.toUpperCase() },
      include: { session: { select: { state: true, stationId: true } } },
    });
    if (!attempt || attempt.session.stationId !== station.stationId) return "INVALID";
    const live = ["AWAITING_PLUG", "STARTING", "START_FAILED", "CHARGING", "STOPPING"].includes(
      attempt.session.state,
    );
    return live ? "ACCEPTED" : "EXPIRED";
  });
}
