import type { Location } from "../../canonical/location.model";
import { findLocation } from "../../objects/locations.queries";
import { addressedConnection } from "../../server/addressed.rules";
import { answerPage, objectAnswer } from "../../server/answers.rules";
import type { OcpiAnswer, OcpiHandler, OcpiRequest } from "../../server/server.model";
import { codecOf } from "../../versions/registry";
import type { PeerSettings } from "../../wire/context.model";
import { listLocations } from "./list-locations";

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
  if (id === undefined)
    return answerPage(request, {}, (query) =>
      listLocations(deps.context, caller, connection, request, query),
    );
  const location = await deps.context.db.withClient(clientId, (tx) =>
    findLocation(tx, connection, id, request.now),
  );
  if (location === null) return { situation: "no_such_location", message: "no such location" };
  return partOf(location, request, settings);
};

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
