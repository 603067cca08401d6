import type { Tx } from "@/lib/db/database";
import { Prisma } from "@/lib/db/generated/client";
import { parseTariff } from "@/lib/pricing/parse-tariff";
import type { Connection } from "@/lib/subscriptions/connection.model";
import type { TariffSnapshot } from "../canonical/session.model";
import type { PageCursor, PageQuery } from "../exchange/paging.rules";
import { publishedTariff } from "./build-tariff.rules";
import { inOrder, type Listing } from "./listing.model";
import { pageSql } from "./page-sql.queries";

const WITH_CONTENT = {
  id: true,
  cpoId: true,
  code: true,
  currentHash: true,
  updatedAt: true,
  current: { select: { content: true } },
} as const satisfies Prisma.TariffSelect;
type TariffRow = Prisma.TariffGetPayload<{ select: typeof WITH_CONTENT }>;

/** The rates of tax of some CPOs, for what a tariff leaves open: contract before CPO. */
export async function readVatLevels(tx: Tx, cpoIds: readonly string[]) {
  const rows = await tx.cpo.findMany({
    where: { id: { in: [...cpoIds] } },
    select: { id: true, vatPercent: true, contract: { select: { vatPercent: true } } },
  });
  return new Map(
    rows.map(({ id, vatPercent, contract }) => [
      id,
      {
        contractPercent: contract?.vatPercent?.toString() ?? null,
        cpoPercent: vatPercent.toString(),
      },
    ]),
  );
}

async function build(
  tx: Tx,
  connection: Connection,
  rows: readonly TariffRow[],
): Promise<ReadonlyMap<string, TariffSnapshot>> {
  const levels = await readVatLevels(
    tx,
    rows.map(({ cpoId }) => cpoId),
  );
  return new Map(
    rows.flatMap((row): [string, TariffSnapshot][] => {
      const cpo = connection.cpos.find(({ cpoId }) => cpoId === row.cpoId);
      const vat = levels.get(row.cpoId);
      if (!cpo || !vat) return [];
      const { countryCode, partyId } = cpo;
      const identity = { countryCode, partyId, id: row.code, lastUpdated: row.updatedAt };
      const tariff = publishedTariff(parseTariff(row.currentHash, row.current.content), vat, connection);
      return [[row.id, { tariff, identity }]];
    }),
  );
}

/** A wholesale tariff by its code, which is its id towards partners; retail prices are never found (SEC-84). */
export async function findTariff(
  tx: Tx,
  connection: Connection,
  cpoId: string,
  code: string,
): Promise<TariffSnapshot | null> {
  if (connection.cpos.every((cpo) => cpo.cpoId !== cpoId)) return null;
  const row = await tx.tariff.findUnique({
    where: { cpoId_kind_code: { cpoId, kind: "WHOLESALE", code } },
    select: WITH_CONTENT,
  });
  if (!row) return null;
  return (await build(tx, connection, [row])).get(row.id) ?? null;
}

/** A page of the wholesale tariffs of the connection's CPOs. */
export async function listTariffs(
  tx: Tx,
  connection: Connection,
  query: PageQuery,
): Promise<Listing<TariffSnapshot>> {
  const { changed, later, slice } = pageSql(query, { at: Prisma.sql`updated_at` });
  const cpoIds = connection.cpos.map(({ cpoId }) => cpoId);
  const filter = Prisma.sql`
    cpo_id = ANY(${cpoIds}::uuid[]) AND kind = 'WHOLESALE'
    ${changed}`;
  const rows = await tx.$queryRaw<PageCursor[]>`
    SELECT id, created_at AS "createdAt" FROM tariffs WHERE ${filter} ${later}
    ${slice}`;
  const counted = await tx.$queryRaw<
    { count: number }[]
  >`SELECT count(*)::int AS count FROM tariffs WHERE ${filter}`;
  const contents = await tx.tariff.findMany({
    where: { id: { in: rows.slice(0, query.limit).map(({ id }) => id) } },
    select: WITH_CONTENT,
  });
  const objects = inOrder(rows, query.limit, await build(tx, connection, contents));
  return { rows, objects, total: counted[0]?.count ?? 0 };
}
