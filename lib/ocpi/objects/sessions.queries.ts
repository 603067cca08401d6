import type { Tx } from "@/lib/db/database";
import { Prisma } from "@/lib/db/generated/client";
import { pricePeriods } from "@/lib/pricing/price-periods.rules";
import { priceSession } from "@/lib/pricing/price-session.rules";
import type { PricedSession, PricingInput } from "@/lib/pricing/pricing.model";
import { findPricingInputs, shownHash } from "@/lib/sessions/pricing-input.queries";
import { STANDING_CDR } from "@/lib/sessions/session.model";
import type { Connection } from "@/lib/subscriptions/connection.model";
import { parametersFor } from "@/lib/tenants/parameters.model";
import type { Location } from "../canonical/location.model";
import type { Cost } from "../canonical/price.model";
import type { OcpiSession } from "../canonical/session.model";
import type { PageCursor, PageQuery } from "../exchange/paging.rules";
import {
  chargingPeriods,
  type FrozenPlace,
  hasFlat,
  noCost,
  placeAt,
  sessionStatus,
  tokenOf,
  totalCost,
} from "./build-usage.rules";
import { inOrder, type Listing } from "./listing.model";
import { readLocations } from "./location-rows.queries";
import { buildLocations } from "./locations.queries";
import { pageSql } from "./page-sql.queries";
import { isRowId } from "./row-id.rules";

const WITH_CDR = {
  cdrs: { where: STANDING_CDR, select: { content: true }, take: 1 },
} as const satisfies Prisma.ChargingSessionInclude;
type SessionRow = Prisma.ChargingSessionGetPayload<{ include: typeof WITH_CDR }>;

/** The locations of some sessions, each with the EVSEs at which they took place. */
export async function placesOf(
  tx: Tx,
  connection: Pick<Connection, "settings">,
  sessions: readonly { readonly locationId: string; readonly evseId: string }[],
  now: Date,
): Promise<ReadonlyMap<string, Location>> {
  const locations = await readLocations(tx, [...new Set(sessions.map(({ locationId }) => locationId))]);
  const evseIds = [...new Set(sessions.map(({ evseId }) => evseId))];
  const built = await buildLocations(tx, connection, locations, now, evseIds);
  return new Map([...built].map(([id, { location }]) => [id, location]));
}

/** The parties of some CPOs and the energy below which they charge nothing. */
export async function sellersOf(tx: Tx, cpoIds: readonly string[]) {
  const rows = await tx.cpo.findMany({
    where: { id: { in: [...new Set(cpoIds)] } },
    select: { id: true, countryCode: true, partyId: true, mode: true, parameters: true },
  });
  return new Map(rows.map((row) => [row.id, { ...row, zeroEnergyWh: parametersFor(row).zeroEnergyWh }]));
}

/** The price of a session that a CDR already has, so that both say the same; null before that. */
function billedPrice(row: SessionRow): PricedSession | null {
  const content = row.cdrs[0]?.content as { readonly wholesale?: PricedSession | null } | undefined;
  return content?.wholesale ?? null;
}

interface Measured {
  readonly energyWh: number;
  readonly periods: OcpiSession["periods"];
  readonly totalCost?: Cost;
}

function measure(row: SessionRow, input: PricingInput | undefined): Measured {
  if (!input) {
    // Nothing has flowed. Before a start the cost is not known; after a failed one nothing is due.
    const isOver = row.endedAt !== null || sessionStatus(row.state, false) === "INVALID";
    return { energyWh: 0, periods: [], ...(isOver ? { totalCost: noCost(row.currency) } : {}) };
  }
  const priced = billedPrice(row) ?? priceSession(input);
  return {
    energyWh: priced.energyWh,
    periods: chargingPeriods(pricePeriods(input), row.wholesaleCode, hasFlat(priced)),
    totalCost: row.state === "CLOSED" ? noCost(row.currency) : totalCost(priced),
  };
}

async function build(
  tx: Tx,
  connection: Connection,
  sessions: readonly SessionRow[],
  now: Date,
): Promise<ReadonlyMap<string, OcpiSession>> {
  if (sessions.length === 0) return new Map();
  const locations = await placesOf(tx, connection, sessions, now);
  const sellers = await sellersOf(
    tx,
    sessions.map(({ cpoId }) => cpoId),
  );
  const inputs = await findPricingInputs(
    tx,
    sessions.map((session) => ({
      session,
      until: session.endedAt ?? session.meterLastAt ?? now,
      zeroEnergyWh: sellers.get(session.cpoId)?.zeroEnergyWh ?? 0,
      tariffHash: shownHash(session),
    })),
  );
  return new Map(
    sessions.flatMap((row): [string, OcpiSession][] => {
      const seller = sellers.get(row.cpoId);
      const place = placeAt(
        locations.get(row.locationId),
        row.evseId,
        row.connectorId,
        row.place as unknown as FrozenPlace,
      );
      const token = tokenOf(row.token);
      if (!seller || !place || !token) return [];
      const { authorizationReference, endedAt } = row;
      const object: OcpiSession = {
        countryCode: seller.countryCode,
        partyId: seller.partyId,
        id: row.id,
        start: row.startedAt ?? row.createdAt,
        ...(endedAt === null ? {} : { end: endedAt }),
        ...measure(row, inputs.get(row.id)),
        token,
        authMethod: "COMMAND",
        ...(authorizationReference === null ? {} : { authorizationReference }),
        driverCode: row.reference,
        place,
        currency: row.currency,
        status: sessionStatus(row.state, row.startedAt !== null),
        lastUpdated: row.updatedAt,
      };
      return [[row.id, object]];
    }),
  );
}

/** A session that this connection started; all others do not exist for it. */
export async function findSession(
  tx: Tx,
  connection: Connection,
  sessionId: string,
  now: Date,
): Promise<OcpiSession | null> {
  if (!isRowId(sessionId)) return null;
  const row = await tx.chargingSession.findFirst({
    where: { id: sessionId, subscriptionId: connection.subscriptionId },
    include: WITH_CDR,
  });
  return row ? ((await build(tx, connection, [row], now)).get(row.id) ?? null) : null;
}

/** A page of the sessions that this connection started (OCPI sessions, GET); with `cpoIds` those of some CPOs only. */
export async function listSessions(
  tx: Tx,
  connection: Connection,
  query: PageQuery,
  now: Date,
  cpoIds: readonly string[] | null = null,
): Promise<Listing<OcpiSession>> {
  const { changed, later, slice } = pageSql(query, { at: Prisma.sql`updated_at` });
  const filter = Prisma.sql`
    subscription_id = ${connection.subscriptionId}::uuid
    ${cpoIds === null ? Prisma.empty : Prisma.sql`AND cpo_id = ANY(${[...cpoIds]}::uuid[])`}
    ${changed}`;
  const rows = await tx.$queryRaw<PageCursor[]>`
    SELECT id, created_at AS "createdAt" FROM charging_sessions WHERE ${filter} ${later}
    ${slice}`;
  const counted = await tx.$queryRaw<
    { count: number }[]
  >`SELECT count(*)::int AS count FROM charging_sessions WHERE ${filter}`;
  const sessions = await tx.chargingSession.findMany({
    where: { id: { in: rows.slice(0, query.limit).map(({ id }) => id) } },
    include: WITH_CDR,
  });
  const objects = inOrder(rows, query.limit, await build(tx, connection, sessions, now));
  return { rows, objects, total: counted[0]?.count ?? 0 };
}
