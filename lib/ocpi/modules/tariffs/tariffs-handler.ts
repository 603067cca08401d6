import { findTariff, listTariffs } from "../../objects/tariffs.queries";
import { addressedConnection } from "../../server/addressed.rules";
import { answerList, objectAnswer } from "../../server/answers.rules";
import type { OcpiHandler } from "../../server/server.model";
import { codecOf } from "../../versions/registry";

/**
 * GET /tariffs and, beyond the standard, /{tariff_id} (OCPI tariffs, Sender): wholesale tariffs of the connection's CPOs, never
 * a retail price (SEC-84). The id of a tariff is its code, unique per CPO.
 */
export const handleTariffs: OcpiHandler = async (deps, caller, request) => {
  if (request.method !== "GET") return { situation: "method_not_allowed" };
  const { clientId } = caller.connection;
  const connection = addressedConnection(caller.connection, request.message.to);
  const codec = codecOf(request.version);
  const [code, ...more] = request.segments;
  if (more.length > 0) return { situation: "no_such_resource" };
  if (code === undefined)
    return answerList(
      request,
      {},
      (query) => deps.context.db.withClient(clientId, (tx) => listTariffs(tx, connection, query)),
      (tariff) => codec.tariff(tariff),
    );
  const found = await deps.context.db.withClient(clientId, async (tx) => {
    for (const { cpoId } of connection.cpos) {
      const tariff = await findTariff(tx, connection, cpoId, code);
      if (tariff) return tariff;
    }
    return null;
  });
  return found === null
    ? { situation: "no_such_resource", message: "no such tariff" }
    : objectAnswer(codec.tariff(found));
};
