import type { Tx } from "@/lib/db/database";
import type { Connection } from "@/lib/subscriptions/connection.model";
import type { Evse, Location } from "../canonical/location.model";
import { buildLocation, type LocationFacts, saysTheSameUntil } from "./build-location.rules";
import {
  type EvseRow,
  type LocationRow,
  type Owners,
  readEvses,
  readLocations,
  readWholesaleCodes,
} from "./location-rows.queries";
import { isRowId } from "./row-id.rules";

const cpoIdsOf = (connection: Connection): string[] => connection.cpos.map(({ cpoId }) => cpoId);

/** A location, and until when it stays as it is if nobody changes it (milliseconds since the epoch). */
export interface BuiltLocation {
  readonly location: Location;
  readonly until: number;
}

/** Locations by id, from a fixed number of statements. With `evseIds` only these EVSEs stand in them. */
export async function buildLocations(
  tx: Tx,
  connection: Pick<Connection, "settings">,
  rows: readonly LocationRow[],
  now: Date,
  evseIds: readonly string[] | null = null,
): Promise<ReadonlyMap<string, BuiltLocation>> {
  if (rows.length === 0) return new Map();
  const evses = await readEvses(
    tx,
    rows.map(({ id }) => id),
    evseIds,
  );
  const wholesaleCodes = await readWholesaleCodes(tx, [...new Set(rows.map(({ cpoId }) => cpoId))]);
  const facts: LocationFacts = { settings: connection.settings, wholesaleCodes, now };
  const byLocation = new Map<string, EvseRow[]>();
  for (const evse of evses) {
    const list = byLocation.get(evse.locationId);
    if (list) list.push(evse);
    else byLocation.set(evse.locationId, [evse]);
  }
  return new Map(
    rows.map((row) => {
      const own = byLocation.get(row.id) ?? [];
      return [row.id, { location: buildLocation(row, own, facts), until: saysTheSameUntil(own, now) }];
    }),
  );
}

/** A location of the connection's CPOs; a foreign one looks like none. */
export async function findLocation(
  tx: Tx,
  connection: Connection,
  locationId: string,
  now: Date,
): Promise<Location | null> {
  if (!isRowId(locationId)) return null;
  const rows = await readLocations(tx, [locationId]);
  const own = rows.filter(({ cpoId }) => cpoIdsOf(connection).includes(cpoId));
  const built = await buildLocations(tx, connection, own, now);
  return built.get(own[0]?.id ?? "")?.location ?? null;
}

/** An EVSE of the connection's CPOs with its location, which then holds only this EVSE. */
export async function findEvse(
  tx: Tx,
  connection: Connection,
  evseId: string,
  now: Date,
): Promise<{ readonly location: Location; readonly evse: Evse } | null> {
  if (!isRowId(evseId)) return null;
  const row = await tx.evse.findFirst({
    where: { id: evseId, location: { cpoId: { in: cpoIdsOf(connection) } } },
    select: { id: true, locationId: true },
  });
  if (!row) return null;
  const built = await buildLocations(tx, connection, await readLocations(tx, [row.locationId]), now, [
    row.id,
  ]);
  const location = built.get(row.locationId)?.location;
  const evse = location?.evses[0];
  return location && evse ? { location, evse } : null;
}

/** Locations whole, with their EVSEs (OCPI locations, GET), by id. */
export async function locationsById(
  tx: Tx,
  connection: Connection,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, BuiltLocation>> {
  return ids.length === 0 ? new Map() : buildLocations(tx, connection, await readLocations(tx, ids), now);
}

/** Whose locations a connection sees. */
export function ownersOf(connection: Connection): Owners {
  return { clientId: connection.clientId, cpoIds: cpoIdsOf(connection) };
}
