import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { announceLocation } from "./announce-change";
import { updateStation } from "./location.store";

/**
 * Takes a station out of quarantine: from now on it may be paid for (SEC-32). The caller checks the permission.
 * Errors: `station_unknown`, `station_not_quarantined`.
 */
export async function approveStation(
  context: Context,
  input: { readonly clientId: string; readonly stationId: string; readonly actor: AuditActor },
): Promise<void> {
  const { clientId, stationId, actor } = input;
  await context.db.withClient(clientId, async (tx) => {
    const station = await tx.station.findUnique({
      where: { id: stationId },
      select: { state: true, locationId: true },
    });
    if (!station) throw new AppError("not_found", "station_unknown", "no such station");
    if (station.state !== "QUARANTINED") {
      throw new AppError("conflict", "station_not_quarantined", "the station is not in quarantine");
    }
    await updateStation(tx, stationId, { state: "ACTIVE" });
    await announceLocation(tx, { clientId, locationId: station.locationId });
    await recordAudit(tx, {
      clientId,
      at: context.clock.now(),
      actor,
      action: "station.approved",
      objectType: "station",
      objectId: stationId,
      before: { state: "QUARANTINED" },
      after: { state: "ACTIVE" },
    });
  });
}
