import type { CdrContent } from "@/lib/billing/cdr-row.rules";
import type { Tx } from "@/lib/db/database";
import { Prisma } from "@/lib/db/generated/client";
import { findFrozenTariff } from "@/lib/sessions/frozen-tariff.queries";
import type { Connection } from "@/lib/subscriptions/connection.model";
import type { Cdr } from "../canonical/session.model";
import type { PageCursor, PageQuery } from "../exchange/paging.rules";
import { buildCdr } from "./build-cdr.rules";
import { tokenOf } from "./build-usage.rules";
import { CDR_ROW, type CdrRow, readSurroundings } from "./cdr-rows.queries";
import { inOrder, type Listing } from "./listing.model";
import { pageSql } from "./page-sql.queries";
import { isRowId } from "./row-id.rules";

async function build(
  tx: Tx,
  connection: Connection,
  rows: readonly CdrRow[],
  now: Date,
): Promise<ReadonlyMap<string, Cdr>> {
  if (rows.length === 0) return new Map();
  const around = await readSurroundings(
    tx,
    connection,
    rows,
    now,
    ({ wholesaleHash, tariffHash }) => wholesaleHash ?? tariffHash,
  );
  const built = new Map<string, Cdr>();
  for (const row of rows) {
    const { session, wholesaleHash } = row;
    const { place, party, input, signedData } = around(row);
    const token = tokenOf(session.token);
    const priced = (row.content as unknown as CdrContent).wholesale;
    if (!party || !place || !token || !priced) continue;
    const stored = wholesaleHash === null ? null : await findFrozenTariff(tx, row.clientId, wholesaleHash);
    const tariff = stored && { ...stored, type: "AD_HOC_PAYMENT" as const };
    const { wholesaleCode: code, reference: driverCode } = session;
    const facts = { party, place, token, priced, input, tariff, code, driverCode, signedData };
    built.set(row.id, buildCdr(row, facts));
  }
  return built;
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
    include: CDR_ROW,
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
    include: CDR_ROW,
  });
  const objects = inOrder(rows, query.limit, await build(tx, connection, cdrs, now));
  return { rows, objects, total: counted[0]?.count ?? 0 };
}
