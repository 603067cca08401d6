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

/** `changedAt`: when a row changed last; `prefix`: the alias of the table with its dot. Both are ours, never a partner's. */
export function pageSql(query: PageQuery, changedAt: Prisma.Sql, prefix = ""): PageSql {
  const { after, skip, take } = pageWindow(query);
  const { dateFrom, dateTo } = query;
  const from = dateFrom === null ? Prisma.empty : Prisma.sql`AND ${changedAt} >= ${dateFrom}::timestamptz`;
  const to = dateTo === null ? Prisma.empty : Prisma.sql`AND ${changedAt} < ${dateTo}::timestamptz`;
  const place = Prisma.raw(`(${prefix}created_at, ${prefix}id)`);
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
