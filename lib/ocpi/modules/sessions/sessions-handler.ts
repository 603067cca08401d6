import { findSession, listSessions } from "../../objects/sessions.queries";
import { addressedCpos } from "../../server/addressed.rules";
import { answerList, objectAnswer } from "../../server/answers.rules";
import type { Caller, OcpiAnswer, OcpiDeps, OcpiHandler, OcpiRequest } from "../../server/server.model";
import { codecOf } from "../../versions/registry";

/**
 * GET /sessions and, beyond the standard, /{session_id}; PUT /{session_id}/charging_preferences (OCPI sessions, Sender). Only
 * sessions that this connection started.
 */
export const handleSessions: OcpiHandler = async (deps, caller, request) => {
  const [id, part, ...more] = request.segments;
  if (part !== undefined) {
    const isPreferences = part === "charging_preferences" && more.length === 0 && request.version !== "2.1.1";
    return isPreferences ? setPreferences(deps, caller, request) : { situation: "no_such_resource" };
  }
  if (request.method !== "GET") return { situation: "method_not_allowed" };
  if (id === undefined) return listAll(deps, caller, request);
  const session = await find(deps, caller, request, id);
  if (session === null) return { situation: "no_such_resource", message: "no such session" };
  const answer = objectAnswer(codecOf(request.version).session(session, caller.connection.settings));
  return { ...answer, sessionId: session.id };
};

function listAll(deps: OcpiDeps, { connection }: Caller, request: OcpiRequest): Promise<OcpiAnswer> {
  const { to } = request.message;
  const cpoIds = to === null ? null : addressedCpos(connection, to);
  return answerList(
    request,
    { needsDateFrom: connection.settings.strictDateFrom },
    (query) =>
      deps.context.db.withClient(connection.clientId, (tx) =>
        listSessions(tx, connection, query, request.now, cpoIds),
      ),
    (session) => codecOf(request.version).session(session, connection.settings),
  );
}

function find({ context }: OcpiDeps, { connection }: Caller, { now }: OcpiRequest, id: string) {
  return context.db.withClient(connection.clientId, (tx) => findSession(tx, connection, id, now));
}

/** No station of ours is steered by preferences; a session at one without the capability is answered with 404 and 2001. */
async function setPreferences(deps: OcpiDeps, caller: Caller, request: OcpiRequest): Promise<OcpiAnswer> {
  if (request.method !== "PUT") return { situation: "method_not_allowed" };
  const session = await find(deps, caller, request, request.segments[0] ?? "");
  if (session === null) return { situation: "no_such_resource", message: "no such session" };
  return {
    situation: "preferences_not_possible",
    message: "this EVSE takes no charging preferences",
    sessionId: session.id,
  };
}
