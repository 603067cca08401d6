import type { Reading } from "@/lib/db/change-watch";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Connection } from "@/lib/subscriptions/connection.model";
import { type PageCursor, type PageQuery, pageWithin } from "../../exchange/paging.rules";
import {
  countLocations,
  type Owners,
  pageLocations,
  readLocationOrder,
} from "../../objects/location-rows.queries";
import { locationsById, ownersOf } from "../../objects/locations.queries";
import { type Listed, type Written, writtenOf } from "../../server/answers.rules";
import { earlierTotal, noteTotal } from "../../server/list-totals";
import type { Caller, OcpiRequest } from "../../server/server.model";
import { codecOf } from "../../versions/registry";
import { type LocationMemory, locationMemory } from "./location-memory";

/** A page of which only what has changed since it was read last is read, built and written. */
interface PageVisit {
  readonly context: Context;
  readonly connection: Connection;
  readonly request: OcpiRequest;
  readonly query: PageQuery;
  readonly memory: LocationMemory;
  readonly owners: Owners;
  /** Whose locations, as one text. */
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
  const owners = ownersOf(connection);
  const memory = locationMemory(context);
  const visit: PageVisit = {
    context,
    connection,
    request,
    query,
    memory,
    owners,
    list: owners.cpoIds.join(),
    variant: `${request.version} ${JSON.stringify(connection.settings)}`,
  };
  const isFiltered = query.dateFrom !== null || query.dateTo !== null;
  const mayRemember = !isFiltered && (await memory.isCurrentFor(caller));
  const known = mayRemember ? placesInMemory(visit) : null;
  return (known && remembered(visit, known)) ?? read(visit, mayRemember, known);
}

/** The page when nothing of it need be read. */
function remembered(visit: PageVisit, { places, total }: PagePlaces): Listed<Written> | null {
  const find = textsOf(visit);
  const objects: Written[] = [];
  for (const { id } of places.slice(0, visit.query.limit)) {
    const text = find(id);
    if (text === null) return null;
    objects.push(text);
  }
  return { rows: places, objects, total };
}

async function read(
  visit: PageVisit,
  mayRemember: boolean,
  known: PagePlaces | null,
): Promise<Listed<Written>> {
  const { context, connection, memory, query, request, owners } = visit;
  const { clientId } = owners;
  const reading = memory.begin();
  try {
    return await context.db.withClient(clientId, async (tx) => {
      const { places, total } = known ?? (await readPlaces(tx, visit, mayRemember, reading));
      // Asked after the page was read: no text is older than the page that it stands on.
      const isCurrent = known !== null || (await memory.isCurrent());
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

async function readPlaces(
  tx: Tx,
  { context, memory, owners, list, query }: PageVisit,
  mayRemember: boolean,
  reading: Reading,
): Promise<PagePlaces> {
  if (mayRemember && memory.isCalm(owners.clientId)) {
    const order = await readLocationOrder(tx, owners);
    memory.keepOrder(owners.clientId, list, order, reading);
    return { places: pageWithin(order, query), total: order.length };
  }
  const places = await pageLocations(tx, owners, query);
  const named = `locations ${owners.clientId} ${list}`;
  const earlier = earlierTotal(context, named, query);
  const total = earlier ?? (await countLocations(tx, owners, query));
  if (earlier === null) noteTotal(context, named, query, total);
  return { places, total };
}

function placesInMemory({ memory, owners, list, query }: PageVisit): PagePlaces | null {
  const order = memory.findOrder(owners.clientId, list);
  return order && { places: pageWithin(order, query), total: order.length };
}

function textsOf({ memory, owners, variant, request }: PageVisit): (id: string) => Written | null {
  return memory.textsOf(owners.clientId, variant, request.now);
}
