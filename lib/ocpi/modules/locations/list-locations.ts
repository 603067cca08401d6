import type { Reading } from "@/lib/db/change-watch";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Connection } from "@/lib/subscriptions/connection.model";
import { type PageCursor, type PageQuery, pageWithin } from "../../exchange/paging.rules";
import {
  locationsById,
  orderOfLocations,
  pageOfLocations,
  totalOfLocations,
} from "../../objects/locations.queries";
import { type Listed, type Written, writtenOf } from "../../server/answers.rules";
import { earlierTotal, noteTotal } from "../../server/list-totals";
import type { Caller, OcpiRequest } from "../../server/server.model";
import { codecOf } from "../../versions/registry";
import { type LocationMemory, locationMemory } from "./location-memory";

/** A page of which only what has changed since it was read last is read, built and written. */
interface PageVisit {
  readonly context: Context;
  readonly caller: Pick<Caller, "isUpToDate">;
  /** As far as the request may see it. */
  readonly connection: Connection;
  readonly request: OcpiRequest;
  readonly query: PageQuery;
  readonly memory: LocationMemory;
  /** Whose locations. */
  readonly list: string;
  /** Of the written locations. */
  readonly variant: string;
}

/** Which locations stand on a page, in order, one more than it shows if there is a next one; and how many match in all. */
interface PagePlaces {
  readonly places: readonly PageCursor[];
  readonly total: number;
}

/**
 * A page of locations as the request's version writes them. It says what the database says at this moment: what is remembered
 * is used only when nothing that was committed until now is missing in it.
 */
export async function listLocations(
  context: Context,
  caller: Pick<Caller, "isUpToDate">,
  connection: Connection,
  request: OcpiRequest,
  query: PageQuery,
): Promise<Listed<Written>> {
  const visit: PageVisit = {
    context,
    caller,
    connection,
    request,
    query,
    memory: locationMemory(context),
    list: connection.cpos.map(({ cpoId }) => cpoId).join(),
    variant: `${request.version} ${JSON.stringify(connection.settings)}`,
  };
  return (await remembered(visit)) ?? read(visit);
}

/** The page when nothing of it need be read. */
async function remembered(visit: PageVisit): Promise<Listed<Written> | null> {
  const { memory, query, caller } = visit;
  if (isFiltered(query) || !(await memory.isCurrentFor(caller))) return null;
  const page = placesInMemory(visit);
  if (page === null) return null;
  const find = textsOf(visit);
  const objects: Written[] = [];
  for (const { id } of page.places.slice(0, query.limit)) {
    const text = find(id);
    if (text === null) return null;
    objects.push(text);
  }
  return { rows: page.places, objects, total: page.total };
}

async function read(visit: PageVisit): Promise<Listed<Written>> {
  const { context, connection, memory, query, request } = visit;
  const { clientId } = connection;
  const reading = memory.begin();
  try {
    return await context.db.withClient(clientId, async (tx) => {
      const { places, total } = await readPlaces(tx, visit, reading);
      // Asked after the page was read: no text is older than the page that it stands on.
      const isCurrent = await memory.isCurrent();
      const ids = places.slice(0, query.limit).map(({ id }) => id);
      const find = textsOf(visit);
      const texts = new Map<string, Written | null>(ids.map((id) => [id, isCurrent ? find(id) : null]));
      const unknown = ids.filter((id) => texts.get(id) === null);
      for (const [id, { location, until }] of await locationsById(tx, connection, unknown, request.now)) {
        const written = writtenOf(codecOf(request.version).location(location, connection.settings));
        texts.set(id, written);
        if (isCurrent) memory.keepText(clientId, visit.variant, id, { written, until }, reading);
      }
      const objects = ids.flatMap((id) => texts.get(id) ?? []);
      return { rows: places, objects, total };
    });
  } finally {
    reading.end();
  }
}

async function readPlaces(tx: Tx, visit: PageVisit, reading: Reading): Promise<PagePlaces> {
  const { context, connection, memory, list, query } = visit;
  const { clientId } = connection;
  if (!isFiltered(query) && (await memory.isCurrent())) {
    const known = placesInMemory(visit);
    if (known !== null) return known;
    if (memory.isCalm(clientId)) {
      const order = await orderOfLocations(tx, connection);
      memory.keepOrder(clientId, list, order, reading);
      return { places: pageWithin(order, query), total: order.length };
    }
  }
  const places = await pageOfLocations(tx, connection, query);
  const named = `locations ${clientId} ${list}`;
  const earlier = earlierTotal(context, named, query);
  const total = earlier ?? (await totalOfLocations(tx, connection, query));
  if (earlier === null) noteTotal(context, named, query, total);
  return { places, total };
}

function placesInMemory({ memory, connection, list, query }: PageVisit): PagePlaces | null {
  const order = memory.findOrder(connection.clientId, list);
  return order && { places: pageWithin(order, query), total: order.length };
}

function textsOf({ memory, connection, variant, request }: PageVisit): (id: string) => Written | null {
  return memory.textsOf(connection.clientId, variant, request.now);
}

function isFiltered({ dateFrom, dateTo }: PageQuery): boolean {
  return dateFrom !== null || dateTo !== null;
}
