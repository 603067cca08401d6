import { findCdrByNumber, listCdrs } from "../../objects/cdrs.queries";
import { addressedCpos } from "../../server/addressed.rules";
import { answerList, objectAnswer } from "../../server/answers.rules";
import type { OcpiHandler } from "../../server/server.model";
import { codecOf } from "../../versions/registry";

/** GET /cdrs and, beyond the standard, /{cdr_id} (OCPI cdrs, Sender): of sessions that this connection started. */
export const handleCdrs: OcpiHandler = async (deps, caller, request) => {
  if (request.method !== "GET") return { situation: "method_not_allowed" };
  const { connection } = caller;
  const { db } = deps.context;
  const codec = codecOf(request.version);
  const [id, ...more] = request.segments;
  if (more.length > 0) return { situation: "no_such_resource" };
  const { to } = request.message;
  if (id === undefined) {
    const cpoIds = to === null ? null : addressedCpos(connection, to);
    return answerList(
      request,
      {},
      (query) =>
        db.withClient(connection.clientId, (tx) => listCdrs(tx, connection, query, request.now, cpoIds)),
      (cdr) => codec.cdr(cdr, connection.settings),
    );
  }
  const cdr = await db.withClient(connection.clientId, (tx) =>
    findCdrByNumber(tx, connection, id, request.now),
  );
  if (cdr === null) return { situation: "no_such_resource", message: "no such CDR" };
  const about = cdr.sessionId === undefined ? {} : { sessionId: cdr.sessionId };
  return { ...objectAnswer(codec.cdr(cdr, connection.settings)), ...about };
};
