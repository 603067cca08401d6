import type { Context } from "@/lib/db/context";
import type { PageQuery } from "../exchange/paging.rules";

/** A partner that reads page after page is told the total of its first page for so long. */
const KEPT_MS = 60_000;
const KEPT_MAX = 1_000;

interface Counted {
  readonly total: number;
  readonly at: number;
}

const memories = new WeakMap<Context, Map<string, Counted>>();

function keyOf(list: string, { dateFrom, dateTo }: PageQuery): string {
  return [list, dateFrom?.getTime(), dateTo?.getTime()].join(" ");
}

/** What was counted for an earlier page of the same list; null for a first page, which counts anew. */
export function earlierTotal(context: Context, list: string, query: PageQuery): number | null {
  const counted = memories.get(context)?.get(keyOf(list, query));
  if (query.cursor === null || !counted) return null;
  return context.clock.now().getTime() - counted.at < KEPT_MS ? counted.total : null;
}

/** `list` says which list and whose. */
export function noteTotal(context: Context, list: string, query: PageQuery, total: number): void {
  const memory = memories.get(context) ?? new Map<string, Counted>();
  if (memory.size >= KEPT_MAX) memory.clear();
  memories.set(context, memory.set(keyOf(list, query), { total, at: context.clock.now().getTime() }));
}
