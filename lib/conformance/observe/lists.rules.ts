import type { Exchange, RunFacts, Verdict } from "../facts.model";
import { failed, isGood, isPushed, member, passed, statusWords, waiting } from "./verdict.rules";

/** Address of the next page in a Link header; null on the last page. */
export function nextPage(exchange: Exchange): string | null {
  const link = exchange.headers.get("link") ?? "";
  return /<([^>]*)>\s*;[^,]*rel="?next"?/i.exec(link)?.[1] ?? null;
}

const query = (url: string): URLSearchParams =>
  URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams();

/** Members of a query by which a page says that it is not the first, or not of everything. */
const PARTIAL = ["offset", "cursor", "after", "date_from", "date_to"];

function isFirstPage({ url }: Exchange): boolean {
  const asked = query(url);
  return PARTIAL.every((name) => (asked.get(name) ?? "0") === "0");
}

/** Without the order of its members, which a client may change. */
function isSameAddress(a: string, b: string): boolean {
  if (!URL.canParse(a) || !URL.canParse(b)) return a === b;
  const [one, two] = [new URL(a), new URL(b)];
  one.searchParams.sort();
  two.searchParams.sort();
  return one.pathname === two.pathname && one.search === two.search;
}

/** A page that a client has counted out itself, behind this one; allowed, if less safe than Link. */
function isCountedOn(page: Exchange, candidate: Exchange): boolean {
  const offset = (exchange: Exchange) => Number(query(exchange.url).get("offset") ?? 0);
  return offset(candidate) > offset(page);
}

/** What of a list was read: the pages in order, and whether the last of them was the last of the list. */
export interface CrawlFound {
  readonly pages: readonly Exchange[];
  readonly isComplete: boolean;
}

/** The partner's longest way through a list, from a first page along Link. Null when no first page was read. */
export function findCrawl(lists: readonly Exchange[]): CrawlFound | null {
  const good = lists.filter(isGood);
  const crawls = good.flatMap((first, index) => (isFirstPage(first) ? [follow(good.slice(index))] : []));
  return crawls.find(({ isComplete }) => isComplete) ?? crawls.at(-1) ?? null;
}

function follow(exchanges: readonly Exchange[]): CrawlFound {
  const pages: Exchange[] = [];
  let rest = exchanges;
  let page = rest[0];
  while (page !== undefined) {
    pages.push(page);
    const next = nextPage(page);
    if (next === null) return { pages, isComplete: true };
    const current = page;
    rest = rest.slice(rest.indexOf(current) + 1);
    page =
      rest.find(({ url }) => isSameAddress(url, next)) ?? rest.find((other) => isCountedOn(current, other));
  }
  return { pages, isComplete: false };
}

/** The partner's GETs of a whole list of ours. */
function listsOf({ exchanges }: RunFacts, module: string): Exchange[] {
  return exchanges.filter(
    ({ direction, method, module: of, segments }) =>
      direction === "IN" && method === "GET" && of === module && segments.length === 0,
  );
}

function unfinished(lists: readonly Exchange[], found: CrawlFound | null): Verdict {
  const last = lists.at(-1);
  if (last === undefined) return waiting("The partner has not read the list since the run began.");
  if (found === null)
    return waiting(
      isGood(last)
        ? "The list was read with filters or from the middle, never from its beginning."
        : `The last try: ${statusWords(last.status)}.`,
    );
  const total = last.headers.get("x-total-count");
  const of = total === undefined ? "" : ` of ${total} objects`;
  return waiting(`${found.pages.length} page(s)${of} were read; the next page was not asked for.`);
}

function crawlWords({ pages }: CrawlFound): string {
  const total = pages.at(-1)?.headers.get("x-total-count");
  const count = total === undefined ? "The list" : `${total} object${total === "1" ? "" : "s"}`;
  return `${count}, in ${pages.length} page${pages.length === 1 ? "" : "s"}`;
}

export function observeLocationsPulled(facts: RunFacts): Verdict {
  const lists = listsOf(facts, "locations");
  const found = findCrawl(lists);
  if (!found?.isComplete) return unfinished(lists, found);
  return passed(`${crawlWords(found)}, was read to its end.`, found.pages);
}

/** Only the wholesale tariffs may be seen by a provider (founding documents: the terminal shows the wholesale price). */
export function observeTariffsPulled(facts: RunFacts): Verdict {
  const lists = listsOf(facts, "tariffs");
  const found = findCrawl(lists);
  if (!found?.isComplete) return unfinished(lists, found);
  const tariffs = found.pages.flatMap(({ answer }): unknown[] => {
    const data = member(answer, "data");
    return Array.isArray(data) ? data : [];
  });
  const shown = tariffs.map((tariff) => String(member(tariff, "id")));
  // 2.1.1 has no type.
  const foreign = tariffs.filter(
    (tariff) =>
      !facts.wholesaleCodes.has(String(member(tariff, "id"))) ||
      (member(tariff, "type") ?? "AD_HOC_PAYMENT") !== "AD_HOC_PAYMENT",
  );
  if (foreign.length > 0) {
    const ids = foreign.map((tariff) => String(member(tariff, "id"))).join(", ");
    return failed(`Tariffs that are not wholesale prices were shown: ${ids}.`, found.pages);
  }
  const names = shown.length > 0 ? `: ${shown.slice(0, 5).join(", ")}` : "";
  return passed(`${crawlWords(found)}, was read to its end${names}. Wholesale prices only.`, found.pages);
}

/** The status of the run's charging point, pushed because the step began. */
export function observeLocationPushed(facts: RunFacts): Verdict {
  const { step, run, pushes, exchanges } = facts;
  if (!isPushed(facts, "locations"))
    return {
      state: "SKIPPED",
      detail: "The partner does not receive locations; it reads them.",
      evidence: [],
    };
  const { evseId, locationId } = run.setup.evse;
  const since = step.startedAt ?? new Date(0);
  const sent = exchanges.filter(
    ({ direction, module, at, segments, method }) =>
      direction === "OUT" &&
      module === "locations" &&
      method !== "GET" &&
      at >= since &&
      segments[2] === locationId,
  );
  const good = sent.filter((exchange) => isGood(exchange) && (exchange.segments[3] ?? evseId) === evseId);
  if (good.length > 0) return passed("The push was acknowledged.", good.slice(-1));
  const ours = pushes.filter(({ objectId, createdAt }) => objectId === evseId && createdAt >= since);
  if (ours.some(({ state }) => state === "DEAD")) return failed("The partner refuses the push.", sent);
  const last = sent.at(-1);
  return waiting(last === undefined ? null : `The last try: ${statusWords(last.status)}.`);
}
