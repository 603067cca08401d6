import type { Links } from "./links";
import { ApiProblem } from "./problem.rules";
import type { Json } from "./render.rules";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 250;

/** One page of a collection, newest first: `limit` items beginning with the id `from`. Throws `ApiProblem` 400 on a bad cursor or limit. */
export function pageOf<T extends { readonly id: string }>(
  all: readonly T[],
  query: URLSearchParams,
): { items: readonly T[]; next: string | null; previous: string | null; limit: number } {
  const limit = readLimit(query.get("limit"));
  const from = query.get("from");
  const start = from === null || from === "" ? 0 : all.findIndex(({ id }) => id === from);
  if (start < 0) throw new ApiProblem(400, "Invalid cursor value", "from");
  return {
    items: all.slice(start, start + limit),
    next: all[start + limit]?.id ?? null,
    previous: start === 0 ? null : (all[Math.max(0, start - limit)]?.id ?? null),
    limit,
  };
}

function readLimit(text: string | null): number {
  if (text === null || text === "") return DEFAULT_LIMIT;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_LIMIT) throw new ApiProblem(400, "Invalid limit", "limit");
  return limit;
}

/** A collection answer: `count`, `_embedded`, and links to the neighbouring pages. */
export function listJson<T extends { readonly id: string }>(
  name: string,
  path: string,
  all: readonly T[],
  query: URLSearchParams,
  links: Links,
  render: (item: T) => Json,
): Json {
  const { items, next, previous, limit } = pageOf(all, query);
  const pageLink = (from: string | null) =>
    from === null ? null : links.api(`${path}?from=${encodeURIComponent(from)}&limit=${limit}`);
  return {
    count: items.length,
    _embedded: { [name]: items.map(render) },
    _links: {
      self: links.api(query.size === 0 ? path : `${path}?${query.toString()}`),
      previous: pageLink(previous),
      next: pageLink(next),
      documentation: links.documentation(`list-${name}`),
    },
  };
}
