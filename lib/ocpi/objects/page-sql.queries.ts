import { Prisma } from "@/lib/db/generated/client";
import type { PageQuery } from "../exchange/paging.rules";
import { pageWindow } from "../exchange/paging.rules";

/** The parts of a statement that reads a page of a table with `created_at` and `id`, in that order. */
export interface PageSql {
  /** Begins with AND: the date filters, on what says when a row changed last. Also for the count. */
  readonly changed: Prisma.Sql;
  /** Begins with AND: the rows after the cursor. */
  readonly later: Prisma.Sql;
  readonly slice: Prisma.Sql;
  readonly skip: number;
  readonly take: number;
}

/** How a table is asked for what has changed. All of it is ours, never a partner's. */
export interface ChangedSql {
  /** When a row changed last. */
  readonly at: Prisma.Sql;
  /** The same question as `at >= since`, where an index can answer it faster. */
  readonly since?: (since: Date) => Prisma.Sql;
  /** The row's place in the order, where its columns need the alias of their table. */
  readonly place?: Prisma.Sql;
}

const PLACE = Prisma.sql`(created_at, id)`;

/** The parts of the statement for this page. */
export function pageSql(query: PageQuery, { at, since, place = PLACE }: ChangedSql): PageSql {
  const { after, skip, take } = pageWindow(query);
  const { dateFrom, dateTo } = query;
  const isSince = since ?? ((date: Date) => Prisma.sql`${at} >= ${date}::timestamptz`);
  const from = dateFrom === null ? Prisma.empty : Prisma.sql`AND ${isSince(dateFrom)}`;
  const to = dateTo === null ? Prisma.empty : Prisma.sql`AND ${at} < ${dateTo}::timestamptz`;
  const later =
    after === null
      ? Prisma.empty
      : Prisma.sql`AND ${place} > (${after.createdAt}::timestamptz, ${after.id}::uuid)`;
  return {
    changed: Prisma.sql`${from} ${to}`,
    later,
    slice: Prisma.sql`ORDER BY created_at, id OFFSET ${skip} LIMIT ${take}`,
    skip,
    take,
  };
}
