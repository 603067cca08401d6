import type { Connection } from "@/lib/subscriptions/connection.model";
import type { Location } from "../../canonical/location.model";
import type { LocationPlace } from "../../objects/location-rows.queries";
import { findLocation, listLocations } from "../../objects/locations.queries";
import { addressedConnection } from "../../server/addressed.rules";
import { answerPage, objectAnswer, type Written } from "../../server/answers.rules";
import { earlierTotal, noteTotal } from "../../server/list-totals";
import type { OcpiAnswer, OcpiDeps, OcpiHandler, OcpiRequest } from "../../server/server.model";
import { codecOf } from "../../versions/registry";
import type { PeerSettings } from "../../wire/context.model";
import { locationTexts } from "./location-texts";

const sameId = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();

/**
 * GET /locations, /{location_id}[/{evse_uid}[/{connector_id}]] (OCPI locations, Sender): the locations of the connection's
 * CPOs, and of no other.
 */
export const handleLocations: OcpiHandler = async (deps, caller, request) => {
  if (request.method !== "GET") return { situation: "method_not_allowed" };
  const { clientId } = caller.connection;
  const connection = addressedConnection(caller.connection, request.message.to);
  const { settings } = connection;
  const [id] = request.segments;
  if (id === undefined) return listAnswer(deps, connection, request);
  const location = await deps.context.db.withClient(clientId, (tx) =>
    findLocation(tx, connection, id, request.now),
  );
  if (location === null) return { situation: "no_such_location", message: "no such location" };
  return partOf(location, request, settings);
};

/** A page of which only that is built and written which has changed since it was written last. */
function listAnswer(
  { context }: OcpiDeps,
  connection: Connection,
  request: OcpiRequest,
): Promise<OcpiAnswer> {
  const list = `locations ${connection.clientId} ${connection.cpos.map(({ cpoId }) => cpoId).join()}`;
  return answerPage(request, {}, async (query) => {
    const texts = locationTexts(context, request, connection.settings);
    // What is found now is held: the memory may be emptied while the database is asked.
    const found = new Map<string, Written>();
    const known = {
      total: earlierTotal(context, list, query),
      has: (place: LocationPlace) => {
        const text = texts.find(place);
        if (text) found.set(place.id, text);
        return text !== null;
      },
    };
    const { places, total, built } = await context.db.withClient(connection.clientId, (tx) =>
      listLocations(tx, connection, query, request.now, known),
    );
    if (known.total === null) noteTotal(context, list, query, total);
    const objects = places.slice(0, query.limit).flatMap(({ id }) => {
      const fresh = built.get(id);
      const written = fresh ? texts.write(fresh.location, fresh.digest) : found.get(id);
      return written ? [written] : [];
    });
    return { rows: places, objects, total };
  });
}

function partOf(location: Location, request: OcpiRequest, settings: PeerSettings): OcpiAnswer {
  const codec = codecOf(request.version);
  const [, evseUid, connectorId, ...more] = request.segments;
  if (more.length > 0) return { situation: "no_such_resource" };
  if (evseUid === undefined) return objectAnswer(codec.location(location, settings));
  const evse = location.evses.find(({ uid }) => sameId(uid, evseUid));
  if (evse === undefined) return { situation: "no_such_resource", message: "no such EVSE" };
  if (connectorId === undefined) return objectAnswer(codec.evse(evse, settings));
  const connector = evse.connectors.find(({ id }) => sameId(id, connectorId));
  if (connector === undefined) return { situation: "no_such_resource", message: "no such connector" };
  return objectAnswer(codec.connector(connector, settings));
}
