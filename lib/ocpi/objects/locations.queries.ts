import type { Tx } from "@/lib/db/database";
import type { Connection } from "@/lib/subscriptions/connection.model";
import type { Evse, Location } from "../canonical/location.model";
import type { PageQuery } from "../exchange/paging.rules";
import { buildLocation, type LocationFacts } from "./build-location.rules";
import {
  countLocations,
  type EvseRow,
  type LocationPlace,
  type LocationRow,
  pageLocations,
  readDigests,
  readEvses,
  readLocations,
  readWholesaleCodes,
} from "./location-rows.queries";
import { isRowId } from "./row-id.rules";

const cpoIdsOf = (connection: Connection): string[] => connection.cpos.map(({ cpoId }) => cpoId);

/** Locations by id, from a fixed number of statements. With `evseIds` only these EVSEs stand in them. */
export async function buildLocations(
  tx: Tx,
  connection: Pick<Connection, "settings">,
  rows: readonly LocationRow[],
  now: Date,
  evseIds: readonly string[] | null = null,
): Promise<ReadonlyMap<string, Location>> {
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
  return new Map(rows.map((row) => [row.id, buildLocation(row, byLocation.get(row.id) ?? [], facts)]));
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
  return built.get(own[0]?.id ?? "") ?? null;
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
  const location = built.get(row.locationId);
  const evse = location?.evses[0];
  return location && evse ? { location, evse } : null;
}

/** What the caller knows already. */
export interface KnownLocations {
  /** How many match; null: they are counted. */
  readonly total: number | null;
  /** True for what need not be built. */
  has(place: LocationPlace): boolean;
}

/** A page of locations: their places in order, and those that were built, each with the digest that it was built at. */
export interface LocationPage {
  readonly places: readonly LocationPlace[];
  readonly total: number;
  readonly built: ReadonlyMap<string, { readonly location: Location; readonly digest: string | null }>;
}

/**
 * A page of the locations of the connection's CPOs, whole, with their EVSEs (OCPI locations, GET). Only what the caller does
 * not know is built. Its digest is null when it changed while it was read.
 */
export async function listLocations(
  tx: Tx,
  connection: Connection,
  query: PageQuery,
  now: Date,
  known: KnownLocations,
): Promise<LocationPage> {
  const owners = { clientId: connection.clientId, cpoIds: cpoIdsOf(connection) };
  const places = await pageLocations(tx, owners, query, now);
  const total = known.total ?? (await countLocations(tx, owners, query));
  const unknown = places.slice(0, query.limit).filter((place) => !known.has(place));
  if (unknown.length === 0) return { places, total, built: new Map() };
  const ids = unknown.map(({ id }) => id);
  const locations = await buildLocations(tx, connection, await readLocations(tx, ids), now);
  const after = await readDigests(tx, ids, now);
  const built = unknown.flatMap(({ id, digest }) => {
    const location = locations.get(id);
    return location ? [[id, { location, digest: after.get(id) === digest ? digest : null }] as const] : [];
  });
  return { places, total, built: new Map(built) };
}
