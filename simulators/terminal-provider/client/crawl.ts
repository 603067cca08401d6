import type { Provider } from "../provider";
import type { ObjectModule } from "../provider-state.model";
import { isRecord, type Json, nextLink, text } from "../wire/envelope.rules";
import { findEndpoint, joinUrl } from "../wire/versions.rules";
import { callPeer, failureText, isSuccess, type PeerAnswer } from "./call-peer";

const MOST_PAGES = 10_000;

export interface CrawlOptions {
  readonly dateFrom?: string | undefined;
  readonly dateTo?: string | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

export interface CrawlReport {
  readonly module: ObjectModule;
  readonly pages: number;
  readonly objects: Json[];
  /** X-Total-Count of the first page. */
  readonly totalCount: number | null;
  /** Why the crawl ended early. */
  readonly error: string | null;
}

/** The CPO's address of a module. Throws when it does not offer it. */
export function peerEndpoint(provider: Provider, module: string, role: "SENDER" | "RECEIVER"): string {
  provider.connectedVersion();
  const url = findEndpoint(provider.state.connection.peerEndpoints, module, role);
  if (url === null) throw new RangeError(`the CPO offers no ${module}`);
  return url;
}

function firstPage(provider: Provider, module: ObjectModule, options: CrawlOptions): string {
  const url = new URL(peerEndpoint(provider, module, "SENDER"));
  // GET sessions must have a lower bound (mod_sessions 9.2.1.1).
  const dateFrom = options.dateFrom ?? (module === "sessions" ? "2020-01-01T00:00:00Z" : undefined);
  const query = {
    date_from: dateFrom,
    date_to: options.dateTo,
    offset: options.offset,
    limit: options.limit,
  };
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url.href;
}

/** Reads every page of a list by following Link (transport_and_format 4.1.4); never leaves the origin, never trusts counts. */
export async function crawl(
  provider: Provider,
  module: ObjectModule,
  options: CrawlOptions = {},
): Promise<CrawlReport> {
  const start = firstPage(provider, module, options);
  const { origin } = new URL(start);
  const objects: Json[] = [];
  let totalCount: number | null = null;
  let pages = 0;
  let error: string | null = null;
  for (let url: string | null = start; url !== null && pages < MOST_PAGES; ) {
    const answer: PeerAnswer = await callPeer(provider, { method: "GET", url, module });
    if (!isSuccess(answer) || !Array.isArray(answer.data)) {
      error = isSuccess(answer) ? "the answer holds no list" : failureText(answer);
      break;
    }
    pages += 1;
    if (pages === 1) totalCount = count(answer.headers.get("x-total-count"));
    objects.push(...answer.data.filter(isRecord));
    const next = nextLink(answer.headers.get("link"), url);
    if (next !== null && new URL(next).origin !== origin) error = "Link leaves the origin";
    url = next === null || new URL(next).origin !== origin ? null : next;
  }
  keep(provider, module, objects, error === null && Object.keys(options).length === 0);
  return { module, pages, objects, totalCount, error };
}

const count = (header: string | null) =>
  header === null || !/^\d+$/.test(header.trim()) ? null : Number(header);

/** A complete crawl replaces what was known; a partial one adds to it. */
function keep(provider: Provider, module: ObjectModule, objects: readonly Json[], complete: boolean): void {
  const known = provider.state.objects[module];
  if (complete && (module === "locations" || module === "tariffs")) known.clear();
  for (const object of objects) {
    const id = text(object.id);
    if (id !== null) known.set(id, object);
  }
  provider.world.changed();
}

/** GET of one object: a location, an EVSE or a connector of it; or any other path below a module. */
export async function fetchObject(
  provider: Provider,
  module: string,
  path: readonly string[],
): Promise<PeerAnswer> {
  const base = peerEndpoint(provider, module, module === "payments" ? "RECEIVER" : "SENDER");
  return callPeer(provider, { method: "GET", url: joinUrl(base, ...path), module });
}

/** What a terminal does before it shows a price: the location as it is now. Keeps the old one when the CPO fails. */
export async function refreshLocation(provider: Provider, locationId: string): Promise<void> {
  const answer = await fetchObject(provider, "locations", [locationId]);
  if (!isSuccess(answer) || !isRecord(answer.data)) return;
  provider.state.objects.locations.set(locationId, answer.data);
  provider.world.changed();
}
