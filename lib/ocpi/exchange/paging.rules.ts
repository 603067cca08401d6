import { parseDateTime } from "./dates.rules";

/** Where a page begins: after this object in the order (createdAt, id), which never changes for an object. */
export interface PageCursor {
  readonly createdAt: Date;
  readonly id: string;
}

export interface PageQuery {
  /** Inclusive bound on last_updated. */
  readonly dateFrom: Date | null;
  /** Exclusive bound on last_updated. */
  readonly dateTo: Date | null;
  readonly offset: number;
  readonly limit: number;
  readonly cursor: PageCursor | null;
}

export interface PageRules {
  /** Most objects that a page of this list may have. */
  readonly maxLimit: number;
  /** Sessions demand date_from by the text; partners forget it, so it is only demanded where the connection says so. */
  readonly needsDateFrom?: boolean;
}

export type ReadPageQuery =
  | { readonly ok: true; readonly query: PageQuery }
  | { readonly ok: false; readonly member: "date_from" | "date_to" | "offset" | "limit" | "cursor" };

const ID = /^[\x20-\x7e]{1,64}$/;
/** Milliseconds that fit a Date. */
const MAX_INSTANT = 8_640_000_000_000_000;

function writeCursor({ createdAt, id }: PageCursor): string {
  return `${createdAt.getTime().toString(36)}.${id}`;
}

function readCursor(text: string): PageCursor | null {
  const dot = text.indexOf(".");
  const instant = /^[0-9a-z]{1,11}$/.test(text.slice(0, dot)) ? Number.parseInt(text.slice(0, dot), 36) : -1;
  const id = text.slice(dot + 1);
  if (dot < 1 || instant < 0 || instant > MAX_INSTANT || !ID.test(id)) return null;
  return { createdAt: new Date(instant), id };
}

/**
 * Reads the query of a list (OCPI transport_and_format, pagination). `offset` and `limit` are what a partner may send;
 * `cursor` is our own and stands only in our `Link`: it keeps pages exact while objects are added and changed.
 */
export function readPageQuery(parameters: URLSearchParams, rules: PageRules): ReadPageQuery {
  const instant = (name: string): Date | null | undefined => {
    const text = parameters.get(name);
    // A plus sign of an offset arrives as a blank when the partner forgot to encode it.
    return text === null || text === "" ? null : (parseDateTime(text.replace(" ", "+")) ?? undefined);
  };
  const count = (name: string): number | null | undefined => {
    const text = parameters.get(name);
    if (text === null || text === "") return null;
    return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const dateFrom = instant("date_from");
  const dateTo = instant("date_to");
  const offset = count("offset");
  const limit = count("limit");
  const text = parameters.get("cursor");
  const cursor = text === null ? null : (readCursor(text) ?? undefined);
  if (dateFrom === undefined || (dateFrom === null && rules.needsDateFrom === true))
    return { ok: false, member: "date_from" };
  if (dateTo === undefined) return { ok: false, member: "date_to" };
  if (offset === undefined) return { ok: false, member: "offset" };
  if (limit === undefined || limit === 0) return { ok: false, member: "limit" };
  if (cursor === undefined) return { ok: false, member: "cursor" };
  const page = { offset: offset ?? 0, limit: Math.min(limit ?? rules.maxLimit, rules.maxLimit) };
  return { ok: true, query: { dateFrom, dateTo, ...page, cursor } };
}

/**
 * What a store must read for a page: in the order (createdAt, id), after `after` if given, else `skip` objects further on;
 * one object more than the page shows, which tells whether there is a next page.
 */
export function pageWindow(query: PageQuery): {
  readonly after: PageCursor | null;
  readonly skip: number;
  readonly take: number;
} {
  return { after: query.cursor, skip: query.cursor === null ? query.offset : 0, take: query.limit + 1 };
}

/** The same rows out of all of them, which stand in order. */
export function pageWithin(order: readonly PageCursor[], query: PageQuery): readonly PageCursor[] {
  const { after, skip, take } = pageWindow(query);
  const begin = after === null ? skip : countUpTo(order, after);
  return order.slice(begin, begin + take);
}

/** How many stand up to and with this place. PostgreSQL compares uuids byte by byte, as their small letters compare. */
function countUpTo(order: readonly PageCursor[], { createdAt, id }: PageCursor): number {
  const at = createdAt.getTime();
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = order[middle] as PageCursor;
    const isBefore = row.createdAt.getTime() < at || (row.createdAt.getTime() === at && row.id <= id);
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A page and its headers. `url` is the address that the partner sees, with its query; filters and limit are kept in `Link`.
 * `total` counts what matches the filters for this partner. `X-Limit` is the most that a page may have, not what was asked.
 */
export function buildPage<T extends PageCursor>(
  rows: readonly T[],
  query: PageQuery,
  rules: PageRules,
  url: string,
  total: number,
): Page<T> {
  const items = rows.slice(0, query.limit);
  const headers = { "X-Total-Count": String(total), "X-Limit": String(rules.maxLimit) };
  const last = items.at(-1);
  if (rows.length <= query.limit || last === undefined) return { items, headers };
  const next = new URL(url);
  next.searchParams.set("offset", String(query.offset + items.length));
  next.searchParams.set("limit", String(query.limit));
  next.searchParams.set("cursor", writeCursor(last));
  return { items, headers: { ...headers, Link: `<${next.href}>; rel="next"` } };
}

/**
 * The target of `rel="next"` in a partner's Link header, as written; null without one. Tolerates several links, missing
 * quotes, several relations in one value, and any case (RFC 8288).
 */
export function nextLink(header: string | null): string | null {
  if (header === null || header.length > 8_000) return null;
  for (const [, target, parameters] of header.matchAll(/<([^<>]*)>([^,<]*)/g)) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters ?? "");
    const names = (relation?.[1] ?? relation?.[2] ?? "").toLowerCase().split(/\s+/);
    if (names.includes("next")) return target ?? null;
  }
  return null;
}
