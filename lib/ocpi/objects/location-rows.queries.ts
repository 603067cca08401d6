import type { Tx } from "@/lib/db/database";
import { Prisma } from "@/lib/db/generated/client";
import type { EvseStatus, OpeningTime, StationPresence } from "@/lib/locations/location.model";
import type { PageCursor, PageQuery } from "../exchange/paging.rules";
import { type ChangedSql, pageSql } from "./page-sql.queries";

/** A location with the party that owns it. */
export interface LocationRow {
  readonly id: string;
  readonly cpoId: string;
  readonly countryCode: string;
  readonly partyId: string;
  readonly operator: string;
  readonly supportPhone: string;
  readonly name: string;
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
  readonly country: string;
  readonly timeZone: string;
  readonly latitude: string;
  readonly longitude: string;
  readonly isPublic: boolean;
  readonly openingTimes: readonly OpeningTime[] | null;
  readonly updatedAt: Date;
}

export interface ConnectorRow {
  readonly position: number;
  readonly standard: string;
  readonly format: string;
  readonly maxVoltageV: number;
  readonly maxAmperageA: number;
}

/** An EVSE with what its station says about it. Never the station's OCPP identity (SEC-31). */
export interface EvseRow {
  readonly id: string;
  readonly locationId: string;
  readonly evseId: string;
  readonly label: string;
  readonly status: EvseStatus;
  readonly currentType: "AC" | "DC";
  readonly maxPowerW: number;
  readonly tariffCode: string | null;
  readonly stationState: StationPresence["state"];
  readonly gatewayId: string | null;
  readonly lastSeenAt: Date | null;
  readonly heartbeatIntervalS: number;
  readonly hasTerminal: boolean;
  /** Of the station's configuration, what says which charging profiles it takes; null when it did not say. */
  readonly configuration: unknown;
  readonly connectors: readonly ConnectorRow[];
  /** Of the EVSE, or when its station came or went: that changes its status too. */
  readonly updatedAt: Date;
}

/** Some CPOs of one client. */
export interface Owners {
  readonly clientId: string;
  readonly cpoIds: readonly string[];
}

/** When something of the EVSE `e` at station `s` changed last, as far as partners were told. `greatest` ignores what is null. */
const EVSE_CHANGED = Prisma.sql`greatest(e.updated_at, s.connected_at, s.disconnected_at, s.silence_told_at)`;

/** When something of the location `l` or of its EVSEs changed last (OCPI locations: parents change with their children). */
const locationChanged = (clientId: string): ChangedSql => ({
  place: Prisma.sql`(l.created_at, l.id)`,
  at: Prisma.sql`
    greatest(l.updated_at, (
      SELECT max(${EVSE_CHANGED}) FROM evses e JOIN stations s ON s.id = e.station_id WHERE e.location_id = l.id
    ))`,
  // The usual question of a partner that polls: few have changed, and their indexes find them (`evses_client_id_updated_at_idx`,
  // `stations_came_or_went`) without looking at every location.
  since: (since) => Prisma.sql`
    (l.updated_at >= ${since}::timestamptz OR l.id IN (
      SELECT e.location_id FROM evses e
      WHERE e.client_id = ${clientId}::uuid AND e.updated_at >= ${since}::timestamptz
      UNION ALL
      SELECT e.location_id FROM stations s JOIN evses e ON e.station_id = s.id
      WHERE s.client_id = ${clientId}::uuid AND greatest(s.connected_at, s.disconnected_at, s.silence_told_at) >= ${since}::timestamptz
    ))`,
});

const TARIFF_CODE = Prisma.sql`coalesce(e.tariff_code, s.tariff_code)`;

const HAS_TERMINAL = Prisma.sql`
  EXISTS (
    SELECT 1 FROM terminal_assignments a JOIN terminals t ON t.id = a.terminal_id
    WHERE a.location_id = e.location_id AND (a.evse_id IS NULL OR a.evse_id = e.id) AND t.state = 'ACTIVE'
  )`;

const EVSE_COLUMNS = Prisma.sql`
  e.id, e.location_id AS "locationId", e.evse_id AS "evseId", e.label, e.status::text AS status,
  e.current_type::text AS "currentType", e.max_power_w AS "maxPowerW", ${TARIFF_CODE} AS "tariffCode",
  s.state::text AS "stationState", s.heartbeat_interval_s AS "heartbeatIntervalS", ${EVSE_CHANGED} AS "updatedAt",
  ${HAS_TERMINAL} AS "hasTerminal",
  (
    SELECT jsonb_object_agg(c.key, c.value) FROM jsonb_each(s.configuration) c WHERE lower(c.key) = 'supportedfeatureprofiles'
  ) AS configuration,
  (
    SELECT json_agg(json_build_object('position', k.position, 'standard', k.standard, 'format', k.format,
      'maxVoltageV', k.max_voltage_v, 'maxAmperageA', k.max_amperage_a) ORDER BY k.position)
    FROM connectors k WHERE k.evse_id = e.id
  ) AS connectors`;

/**
 * The places of a page of locations of some CPOs. Each CPO's locations are read in the order of their index and merged, so
 * that a page costs the same wherever it is.
 */
export async function pageLocations(
  tx: Tx,
  { clientId, cpoIds }: Owners,
  query: PageQuery,
): Promise<PageCursor[]> {
  const { changed, later, slice, skip, take } = pageSql(query, locationChanged(clientId));
  return tx.$queryRaw<PageCursor[]>`
    SELECT page.id, page.created_at AS "createdAt"
    FROM unnest(${[...cpoIds]}::uuid[]) AS cpo (cpo_id) CROSS JOIN LATERAL (
      SELECT l.id, l.created_at FROM locations l
      WHERE l.cpo_id = cpo.cpo_id ${later} ${changed}
      ORDER BY l.created_at, l.id LIMIT ${skip + take}
    ) page
    ${slice}`;
}

/** The places of all locations of some CPOs, in order. One text for all of them: they may be a hundred thousand. */
export async function readLocationOrder(tx: Tx, { cpoIds }: Owners): Promise<PageCursor[]> {
  const [row] = await tx.$queryRaw<{ places: string | null }[]>`
    SELECT string_agg(concat(l.id, ' ', (extract(epoch FROM l.created_at) * 1000)::bigint), ',' ORDER BY l.created_at, l.id) AS places
    FROM locations l WHERE l.cpo_id = ANY(${[...cpoIds]}::uuid[])`;
  if (!row?.places) return [];
  return row.places.split(",").map((place) => {
    const [id = "", at] = place.split(" ");
    return { id, createdAt: new Date(Number(at)) };
  });
}

/** How many locations match the filters. */
export async function countLocations(
  tx: Tx,
  { clientId, cpoIds }: Owners,
  query: PageQuery,
): Promise<number> {
  const { changed } = pageSql(query, locationChanged(clientId));
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM locations l WHERE l.cpo_id = ANY(${[...cpoIds]}::uuid[]) ${changed}`;
  return rows[0]?.count ?? 0;
}

/** Locations by id, whoever owns them within the client. */
export async function readLocations(tx: Tx, ids: readonly string[]): Promise<LocationRow[]> {
  return tx.$queryRaw<LocationRow[]>`
    SELECT l.id, l.cpo_id AS "cpoId", c.country_code AS "countryCode", c.party_id AS "partyId", c.name AS operator,
           c.support_phone AS "supportPhone", l.name, l.street, l.postal_code AS "postalCode", l.city, l.country,
           l.time_zone AS "timeZone", l.latitude::text, l.longitude::text, l.is_public AS "isPublic",
           l.opening_times AS "openingTimes", l.updated_at AS "updatedAt"
    FROM locations l JOIN cpos c ON c.id = l.cpo_id
    WHERE l.id = ANY(${[...ids]}::uuid[])`;
}

/** EVSEs of some locations in the order in which they were made, each with its connectors; with `only`, none but these. */
export async function readEvses(
  tx: Tx,
  locationIds: readonly string[],
  only: readonly string[] | null,
): Promise<EvseRow[]> {
  const chosen = only === null ? Prisma.empty : Prisma.sql`AND e.id = ANY(${[...only]}::uuid[])`;
  return tx.$queryRaw<EvseRow[]>`
    SELECT ${EVSE_COLUMNS}, s.gateway_id AS "gatewayId", s.last_seen_at AS "lastSeenAt"
    FROM evses e JOIN stations s ON s.id = e.station_id
    WHERE e.location_id = ANY(${[...locationIds]}::uuid[]) ${chosen}
    ORDER BY e.created_at, e.id`;
}

/** The tariff codes that have a wholesale tariff, as `cpoId code`: only these may stand at a connector. */
export async function readWholesaleCodes(tx: Tx, cpoIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.tariff.findMany({
    where: { cpoId: { in: [...cpoIds] }, kind: "WHOLESALE" },
    select: { cpoId: true, code: true },
  });
  return new Set(rows.map(({ cpoId, code }) => `${cpoId} ${code}`));
}
