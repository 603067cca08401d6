import { findSession } from "../../objects/sessions.queries";
import type { OcpiHandler } from "../../server/server.model";

/** Mandatory, and without meaning where nothing follows. */
const NOTHING_FOLLOWS_S = 30;

/**
 * GET, PUT and DELETE /chargingprofiles/{session_id} (OCPI charging profiles, Receiver). No session of a terminal is steered by
 * its provider: the exchange works and says so. A session of somebody else does not exist.
 */
export const handleChargingProfiles: OcpiHandler = async (deps, caller, request) => {
  const [sessionId, ...more] = request.segments;
  if (sessionId === undefined || more.length > 0) return { situation: "no_such_resource" };
  if (!["GET", "PUT", "DELETE"].includes(request.method)) return { situation: "method_not_allowed" };
  const { connection } = caller;
  const session = await deps.context.db.withClient(connection.clientId, (tx) =>
    findSession(tx, connection, sessionId, request.now),
  );
  // Nothing is posted to response_url after these results: there is nothing to wait for.
  const result = session === null ? "UNKNOWN_SESSION" : "NOT_SUPPORTED";
  return {
    situation: "done",
    data: { result, timeout: NOTHING_FOLLOWS_S },
    ...(session === null ? {} : { sessionId: session.id }),
  };
};
