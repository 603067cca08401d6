import { AppError } from "@/lib/core/errors";
import type { Connection } from "@/lib/subscriptions/connection.model";
import { recordTerminal } from "@/lib/subscriptions/record-terminal";
import { findTerminalOf } from "@/lib/subscriptions/terminal.queries";
import { isJsonObject, type JsonObject } from "../../exchange/codec.model";
import type { OcpiAnswer, OcpiDeps, OcpiHandler, OcpiRequest } from "../../server/server.model";
import type { PaymentsCodec } from "../../wire/codec.model";
import { findAdvice } from "./payments.queries";
import { paymentsCodecOf, problemTexts, reportedTerminal } from "./payments-codec";
import { takeAdvice } from "./take-advice";
import { terminalObject } from "./terminal-object.rules";

interface PaymentsCall {
  readonly deps: OcpiDeps;
  readonly connection: Connection;
  readonly request: OcpiRequest;
  readonly codec: PaymentsCodec;
}

/**
 * The payments module as a CPO serves it (OCPI payments, Receiver): providers post their terminals and the confirmations of
 * their captures, and read back what they have posted. Everything within the caller's connection only.
 */
export const handlePayments: OcpiHandler = async (deps, caller, request) => {
  const { connection } = caller;
  const codec = paymentsCodecOf(connection);
  if (codec === null)
    return { situation: "no_such_resource", message: "payments are not part of this connection" };
  const call: PaymentsCall = { deps, connection, request, codec };
  const [part, id, ...more] = request.segments;
  if (more.length > 0) return { situation: "no_such_resource" };
  if (part === "terminals") return id === undefined ? postTerminal(call) : getTerminal(call, id);
  if (part === "financial-advice-confirmations")
    return id === undefined ? postAdvice(call) : getAdvice(call, id);
  return { situation: "no_such_resource" };
};

/** The body as an object, or the answer that refuses the request. */
function postedBody({ request }: PaymentsCall): JsonObject | OcpiAnswer {
  if (request.method !== "POST") return { situation: "method_not_allowed" };
  return isJsonObject(request.body)
    ? request.body
    : { situation: "invalid", message: "the body must be an object" };
}

const isAnswer = (value: JsonObject | OcpiAnswer): value is OcpiAnswer => "situation" in value;

/** POST /terminals: a new terminal, or one that we know; only its id must be there. */
async function postTerminal(call: PaymentsCall): Promise<OcpiAnswer> {
  const body = postedBody(call);
  if (isAnswer(body)) return body;
  const read = call.codec.readTerminal(body, null);
  const problems = problemTexts(read.notes);
  if (!read.ok) return { situation: "invalid", message: problems.join(", "), problems };
  const { isNew } = await recordTerminal(
    call.deps.context,
    call.connection,
    reportedTerminal(read.value, body),
  );
  return { situation: isNew ? "created" : "done", problems };
}

async function getTerminal(call: PaymentsCall, id: string): Promise<OcpiAnswer> {
  if (call.request.method !== "GET") return { situation: "method_not_allowed" };
  const { clientId, subscriptionId } = call.connection;
  const found = await call.deps.context.db.withClient(clientId, (tx) =>
    findTerminalOf(tx, subscriptionId, id),
  );
  if (!found) return { situation: "no_such_resource", message: "no such terminal" };
  const encoded = call.codec.terminal(terminalObject(found, found.updatedAt));
  return encoded.ok ? { situation: "done", data: encoded.wire } : { situation: "failed" };
}

/** POST /financial-advice-confirmations: what was captured. Its reference may be unknown to us still. */
async function postAdvice(call: PaymentsCall): Promise<OcpiAnswer> {
  const body = postedBody(call);
  if (isAnswer(body)) return body;
  const read = call.codec.readFinancialAdvice(body);
  const problems = problemTexts(read.notes);
  if (!read.ok) return { situation: "invalid", message: problems.join(", "), problems };
  try {
    const recorded = await takeAdvice(call.deps.context, call.connection, read.value, body);
    return {
      situation: recorded.isRepeat ? "done" : "created",
      problems,
      ...(recorded.sessionId === null ? {} : { sessionId: recorded.sessionId }),
    };
  } catch (error) {
    if (error instanceof AppError && error.kind === "validation")
      return { situation: "invalid", message: error.message, problems: [error.code] };
    throw error;
  }
}

/** What the provider posted, as it was stored. */
async function getAdvice(call: PaymentsCall, id: string): Promise<OcpiAnswer> {
  if (call.request.method !== "GET") return { situation: "method_not_allowed" };
  const { clientId, subscriptionId } = call.connection;
  const found = await call.deps.context.db.withClient(clientId, (tx) => findAdvice(tx, subscriptionId, id));
  return found
    ? { situation: "done", data: found }
    : { situation: "no_such_resource", message: "no such confirmation" };
}
