import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import { touchLocation } from "./location.store";
import { LOCATION_EVENTS } from "./location-events.model";

/** An EVSE looks different to whoever may start it. However often that happens before the job runs, it is one job. */
export async function announceEvse(tx: Tx, evse: { readonly clientId: string; readonly evseId: string }) {
  await emit(
    tx,
    { type: LOCATION_EVENTS.evseChanged, payload: { clientId: evse.clientId, evseId: evse.evseId } },
    { key: `evse:${evse.evseId}`, priority: PRIORITY.report },
  );
}

/** A station that comes, goes or falls silent changes what all of its EVSEs can do. */
export async function announceEvses(tx: Tx, stationId: string): Promise<void> {
  const evses = await tx.evse.findMany({ where: { stationId }, select: { id: true, clientId: true } });
  for (const { id, clientId } of evses) await announceEvse(tx, { clientId, evseId: id });
}

/** A location, or something in it, is another now: partners are told, and those that poll by date see it. */
export async function announceLocation(
  tx: Tx,
  location: { readonly clientId: string; readonly locationId: string },
) {
  await touchLocation(tx, location.locationId);
  await emit(
    tx,
    {
      type: LOCATION_EVENTS.changed,
      payload: { clientId: location.clientId, locationId: location.locationId },
    },
    { key: `location:${location.locationId}`, priority: PRIORITY.report },
  );
}
