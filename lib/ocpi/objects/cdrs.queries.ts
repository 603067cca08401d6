import type { CdrContent } from "@/lib/billing/cdr-row.rules";
import { signedValues } from "@/lib/billing/ocmf/get-signed-data";
import type { Tx } from "@/lib/db/database";
import { Prisma } from "@/lib/db/generated/client";
import { pricePeriods } from "@/lib/pricing/price-periods.rules";
import type { PricedSession, PricingInput } from "@/lib/pricing/pricing.model";
import type { Tariff } from "@/lib/pricing/tariff.model";
import { findFrozenTariff } from "@/lib/sessions/frozen-tariff.queries";
import { findPricingInputs } from "@/lib/sessions/pricing-input.queries";
import type { Connection } from "@/lib/subscriptions/connection.model";
import type { Cdr, ChargingPeriod, SignedData } from "../canonical/session.model";
import type { PageCursor, PageQuery } from "../exchange/paging.rules";
import {
  chargingPeriods,
  type FrozenPlace,
  hasFlat,
  partialCosts,
  placeAt,
  tokenOf,
  totalCost,
} from "./build-usage.rules";
import { inOrder, type Listing } from "./listing.model";
import { pageSql } from "./page-sql.queries";
import { isRowId } from "./row-id.rules";
import { placesOf, sellersOf } from "./sessions.queries";
import { signedDataOf } from "./signed-data.rules";

const WITH_SESSION = {
  session: true,
  credits: { select: { number: true } },
} as const satisfies Prisma.CdrInclude;
type CdrRow = Prisma.CdrGetPayload<{ include: typeof WITH_SESSION }>;

/**
 * The measured periods, when they tell what the CDR bills; a CDR whose energy a person has corrected has one period with its
 * totals instead.
 */
function periodsOf(row: CdrRow, priced: PricedSession, input: PricingInput | undefined): ChargingPeriod[] {
  const code = row.session.wholesaleCode;
  const measured = input ? pricePeriods(input) : [];
  const sum = measured.reduce((wh, period) => wh + period.energyWh, 0);
  const isBilled = measured.length > 0 && Math.abs(sum - row.energyWh) < 1;
  const { chargingS, idleS } = priced;
  const whole = [{ from: row.startedAt, energyWh: row.energyWh, chargingS, parkingS: idleS }];
  return chargingPeriods(isBilled ? measured : whole, code, hasFlat(priced));
}

interface Facts {
  readonly party: { readonly countryCode: string; readonly partyId: string };
  readonly place: Cdr["place"];
  readonly token: Cdr["token"];
  readonly priced: PricedSession;
  readonly input: PricingInput | undefined;
  readonly tariff: Tariff | null;
  readonly signedData: SignedData | undefined;
}

function buildCdr(row: CdrRow, facts: Facts): Cdr {
  const { party, place, token, priced, input, tariff, signedData } = facts;
  const { session } = row;
  const code = session.wholesaleCode;
  const tariffs =
    tariff === null || code === null
      ? []
      : [
          {
            tariff: { ...tariff, type: "AD_HOC_PAYMENT" as const },
            identity: { ...party, id: code, lastUpdated: row.startedAt },
          },
        ];
  return {
    countryCode: party.countryCode,
    partyId: party.partyId,
    id: row.number,
    start: row.startedAt,
    end: row.endedAt,
    sessionId: session.id,
    token,
    authMethod: "COMMAND",
    ...(session.authorizationReference === null
      ? {}
      : { authorizationReference: session.authorizationReference }),
    driverCode: session.reference,
    place,
    currency: row.currency,
    tariffs,
    periods: periodsOf(row, priced, input),
    ...(signedData === undefined ? {} : { signedData }),
    totalCost: totalCost(priced),
    ...partialCosts(priced),
    energyWh: row.energyWh,
    totalSeconds: priced.durationS,
    ...(priced.idleS > 0 ? { parkingSeconds: priced.idleS } : {}),
    ...(row.credits === null ? {} : { credits: row.credits.number }),
    lastUpdated: row.createdAt,
  };
}

async function build(
  tx: Tx,
  connection: Connection,
  rows: readonly CdrRow[],
  now: Date,
): Promise<ReadonlyMap<string, Cdr>> {
  if (rows.length === 0) return new Map();
  const sessions = rows.map(({ session }) => session);
  const locations = await placesOf(tx, connection, sessions, now);
  const sellers = await sellersOf(
    tx,
    rows.map(({ cpoId }) => cpoId),
  );
  const inputs = await findPricingInputs(
    tx,
    rows.map(({ session, endedAt, wholesaleHash, tariffHash }) => ({
      session,
      until: endedAt,
      zeroEnergyWh: 0,
      tariffHash: wholesaleHash ?? tariffHash,
    })),
  );
  const signed = await findSigned(
    tx,
    rows.map(({ sessionId }) => sessionId),
  );
  const built = new Map<string, Cdr>();
  for (const row of rows) {
    const { session, wholesaleHash } = row;
    const seller = sellers.get(row.cpoId);
    const place = placeAt(
      locations.get(session.locationId),
      row.evseId,
      session.connectorId,
      session.place as unknown as FrozenPlace,
    );
    const token = tokenOf(session.token);
    const priced = (row.content as unknown as CdrContent).wholesale;
    if (!seller || !place || !token || !priced) continue;
    const party = { countryCode: seller.countryCode, partyId: seller.partyId };
    const tariff = wholesaleHash === null ? null : await findFrozenTariff(tx, row.clientId, wholesaleHash);
    const signedData = signed.has(session.id) ? signedDataOf(await signedValues(tx, session)) : undefined;
    const input = inputs.get(session.id);
    built.set(row.id, buildCdr(row, { party, place, token, priced, input, tariff, signedData }));
  }
  return built;
}

/** Which of the sessions have values that their meter has signed. */
async function findSigned(tx: Tx, sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.meterReading.findMany({
    where: { sessionId: { in: [...sessionIds] }, signedData: { not: null } },
    distinct: ["sessionId"],
    select: { sessionId: true },
  });
  return new Set(rows.flatMap(({ sessionId }) => (sessionId === null ? [] : [sessionId])));
}

/** What of the CDRs a connection may see: those of its own sessions, small ones only where it wants all. */
function visibleTo(connection: Connection): Prisma.CdrWhereInput {
  return {
    session: { subscriptionId: connection.subscriptionId },
    wholesaleHash: { not: null },
    ...(connection.publishAllCdrs ? {} : { isSmall: false }),
  };
}

/** A CDR of a session that this connection started, by our row id. Its id towards the partner is its number. */
export async function findCdr(tx: Tx, connection: Connection, cdrId: string, now: Date): Promise<Cdr | null> {
  if (!isRowId(cdrId)) return null;
  return findOne(tx, connection, { id: cdrId }, now);
}

/** The same by the id that the partner has. */
export async function findCdrByNumber(
  tx: Tx,
  connection: Connection,
  number: string,
  now: Date,
): Promise<Cdr | null> {
  return findOne(tx, connection, { number: { equals: number, mode: "insensitive" } }, now);
}

async function findOne(tx: Tx, connection: Connection, which: Prisma.CdrWhereInput, now: Date) {
  const row = await tx.cdr.findFirst({
    where: { AND: [which, visibleTo(connection)] },
    include: WITH_SESSION,
  });
  return row ? ((await build(tx, connection, [row], now)).get(row.id) ?? null) : null;
}

/**
 * A page of the CDRs of this connection's sessions (OCPI cdrs, GET). Credit CDRs only for versions that have them: to the
 * others a correction is told by people.
 */
export async function listCdrs(
  tx: Tx,
  connection: Connection,
  query: PageQuery,
  now: Date,
  cpoIds: readonly string[] | null = null,
): Promise<Listing<Cdr>> {
  const { changed, later, slice } = pageSql(query, {
    at: Prisma.sql`c.created_at`,
    place: Prisma.sql`(c.created_at, c.id)`,
  });
  const filter = Prisma.sql`
    FROM cdrs c JOIN charging_sessions s ON s.id = c.session_id
    WHERE s.subscription_id = ${connection.subscriptionId}::uuid AND c.wholesale_hash IS NOT NULL
    ${cpoIds === null ? Prisma.empty : Prisma.sql`AND c.cpo_id = ANY(${[...cpoIds]}::uuid[])`}
    ${connection.publishAllCdrs ? Prisma.empty : Prisma.sql`AND NOT c.is_small`}
    ${connection.version === "2.1.1" ? Prisma.sql`AND c.kind = 'ORIGINAL'` : Prisma.empty} ${changed}`;
  const rows = await tx.$queryRaw<PageCursor[]>`
    SELECT id, created_at AS "createdAt" FROM (SELECT c.id, c.created_at ${filter} ${later}) page ${slice}`;
  const counted = await tx.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count ${filter}`;
  const cdrs = await tx.cdr.findMany({
    where: { id: { in: rows.slice(0, query.limit).map(({ id }) => id) } },
    include: WITH_SESSION,
  });
  const objects = inOrder(rows, query.limit, await build(tx, connection, cdrs, now));
  return { rows, objects, total: counted[0]?.count ?? 0 };
}
