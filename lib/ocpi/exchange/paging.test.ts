import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PageCursor, PageQuery } from "./paging.rules";
import { buildPage, nextLink, pageWindow, pageWithin, readPageQuery } from "./paging.rules";

const RULES = { maxLimit: 3 };
const URL_ = "https://kerbwatt.example/ocpi/2.2.1/locations";

interface Row extends PageCursor {
  updatedAt: number;
}

/** What a store does with a window: the order (createdAt, id), the filters, then cursor or offset. */
function select(rows: readonly Row[], query: PageQuery): { page: Row[]; total: number } {
  const { after, skip, take } = pageWindow(query);
  const from = query.dateFrom?.getTime() ?? Number.NEGATIVE_INFINITY;
  const to = query.dateTo?.getTime() ?? Number.POSITIVE_INFINITY;
  const order = (a: PageCursor, b: PageCursor) =>
    a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  const matching = rows.filter(({ updatedAt }) => updatedAt >= from && updatedAt < to).sort(order);
  const rest = after === null ? matching : matching.filter((row) => order(row, after) > 0);
  return { page: rest.slice(skip, skip + take), total: matching.length };
}

function fetchPage(rows: readonly Row[], url: string) {
  const read = readPageQuery(new URL(url).searchParams, RULES);
  if (!read.ok) throw new Error(read.member);
  const { page, total } = select(rows, read.query);
  return buildPage(page, read.query, RULES, url, total);
}

const row = (n: number, updatedAt = n): Row => ({
  createdAt: new Date(Math.floor(n / 2) * 1000),
  id: `L${String(n).padStart(4, "0")}`,
  updatedAt,
});

describe("paging", () => {
  it.each([0, 1, 3, 4, 6, 7])(
    "%i objects: every one exactly once, Link only where there is more",
    (count) => {
      const rows = Array.from({ length: count }, (_, i) => row(i));
      const seen: string[] = [];
      let url: string | null = `${URL_}?limit=99`;
      let pages = 0;
      while (url !== null) {
        const page = fetchPage(rows, url);
        seen.push(...page.items.map(({ id }) => id));
        expect(page.headers["X-Total-Count"]).toBe(String(count));
        expect(page.headers["X-Limit"]).toBe("3");
        pages += 1;
        url = nextLink(page.headers.Link ?? null);
      }
      expect(seen).toEqual(rows.map(({ id }) => id));
      expect(pages).toBe(Math.max(1, Math.ceil(count / 3)));
    },
  );

  it("a page within the whole order is what a store would have read", () => {
    const places = fc.uniqueArray(fc.nat(40), { maxLength: 30 });
    fc.assert(
      fc.property(
        places,
        fc.nat(35),
        fc.integer({ min: 1, max: 9 }),
        fc.option(fc.nat(40)),
        (numbers, offset, limit, after) => {
          const rows = numbers.sort((a, b) => a - b).map((n) => row(n));
          const cursor = after === null ? null : row(after);
          const query: PageQuery = { dateFrom: null, dateTo: null, offset, limit, cursor };
          expect(pageWithin(rows, query)).toEqual(select(rows, query).page);
        },
      ),
    );
  });

  it("Link keeps filters and limit and names our own address", () => {
    const rows = Array.from({ length: 5 }, (_, i) => row(i, Date.parse("2026-01-01T00:00:00Z") + i));
    const page = fetchPage(
      rows,
      `${URL_}?date_from=2026-01-01T00:00:00Z&date_to=2026-02-01T00:00:00Z&limit=2`,
    );
    const next = new URL(nextLink(page.headers.Link ?? null) ?? "");
    expect(next.origin + next.pathname).toBe(URL_);
    expect(next.searchParams.get("date_from")).toBe("2026-01-01T00:00:00Z");
    expect(next.searchParams.get("date_to")).toBe("2026-02-01T00:00:00Z");
    expect(next.searchParams.get("limit")).toBe("2");
    expect(next.searchParams.get("offset")).toBe("2");
  });

  it("date_from is inclusive, date_to exclusive; an offset beyond the end is an empty page", () => {
    const at = Date.parse("2026-01-01T00:00:00Z");
    const rows = [row(0, at - 1), row(1, at), row(2, at + 1000)];
    const ids = (query: string) => fetchPage(rows, `${URL_}?${query}`).items.map(({ id }) => id);
    expect(ids("date_from=2026-01-01T00:00:00Z")).toEqual(["L0001", "L0002"]);
    expect(ids("date_to=2026-01-01T00:00:00Z")).toEqual(["L0000"]);
    expect(ids("date_from=2026-01-01T00:00:01%2B00:00")).toEqual(["L0002"]);
    expect(ids("date_from=2026-01-01T00:00:01+00:00")).toEqual(["L0002"]);
    expect(ids("offset=50")).toEqual([]);
    expect(ids("offset=2&limit=1")).toEqual(["L0002"]);
  });

  it("a crawl gives each object exactly once while objects are added, changed and taken away", () => {
    const change = fc.record({
      add: fc.boolean(),
      touch: fc.nat(50),
      remove: fc.option(fc.nat(50), { freq: 4 }),
    });
    fc.assert(
      fc.property(fc.nat(30), fc.array(change, { minLength: 40, maxLength: 40 }), (count, changes) => {
        let rows = Array.from({ length: count }, (_, i) => row(i));
        const first = new Set(rows.map(({ id }) => id));
        const removed = new Set<string>();
        const seen: string[] = [];
        let url: string | null = `${URL_}?date_from=1970-01-01T00:00:00Z`;
        let next = 1000;
        for (const { add, touch, remove } of changes) {
          if (url === null) break;
          const page = fetchPage(rows, url);
          seen.push(...page.items.map(({ id }) => id));
          url = nextLink(page.headers.Link ?? null);
          if (add) rows.push(row(next++));
          rows = rows.map((r, i) => (i === touch ? { ...r, updatedAt: r.updatedAt + 1e6 } : r));
          const gone = remove === null ? undefined : rows[remove];
          if (gone !== undefined) {
            removed.add(gone.id);
            rows = rows.filter((r) => r !== gone);
          }
        }
        expect(new Set(seen).size).toBe(seen.length);
        if (url === null) for (const id of first) if (!removed.has(id)) expect(seen).toContain(id);
      }),
    );
  });

  it.each([
    ["date_from=yesterday", "date_from"],
    ["date_to=2026-02-30T00:00:00Z", "date_to"],
    ["offset=-1", "offset"],
    ["offset=1e3", "offset"],
    ["limit=0", "limit"],
    ["limit=ten", "limit"],
    ["cursor=", "cursor"],
    ["cursor=zz", "cursor"],
    ["cursor=zzzzzzzzzzz.L1", "cursor"],
    ["cursor=1.%00", "cursor"],
  ])("%s is 2001", (query, member) => {
    expect(readPageQuery(new URLSearchParams(query), RULES)).toEqual({ ok: false, member });
  });

  it("sessions demand date_from only in strict mode", () => {
    expect(readPageQuery(new URLSearchParams(), RULES).ok).toBe(true);
    expect(readPageQuery(new URLSearchParams(), { ...RULES, needsDateFrom: true })).toEqual({
      ok: false,
      member: "date_from",
    });
  });

  it.each([
    ['<https://a/?x=1>; rel="next"', "https://a/?x=1"],
    ["<https://a/2>;REL=next", "https://a/2"],
    ['<https://a/1>; rel="prev", <https://a/3,4>; title="a"; rel="last next"', "https://a/3,4"],
    ["<?offset=5>; rel=next", "?offset=5"],
    ['<https://a/1>; rel="prev"', null],
    ['<https://a/1>; rel="nextish"', null],
    ["https://a/2; rel=next", null],
    [`<https://a/${"<".repeat(9_000)}`, null],
    ["", null],
    [null, null],
  ])("Link %j", (header, url) => expect(nextLink(header)).toBe(url));
});
