import { recordTerminal } from "@/lib/subscriptions/record-terminal";
import { findTerminalAssignment } from "@/lib/subscriptions/terminal.queries";
import { isJsonObject } from "../../exchange/codec.model";
import { readEnvelope } from "../../exchange/envelope.rules";
import { journaledCall, type PartnerDeps } from "../../partner/journaled-call";
import { endpointOf, type OpenedPartner, rememberEncoding } from "../../partner/open-partner";
import { messageContext } from "./message-context";
import { paymentsCodecOf, problemTexts, reportedTerminal } from "./payments-codec";
import { paymentsUrl } from "./payments-endpoint.rules";

/**
 * After our assignment was taken: reads the terminal back and keeps what the provider has otherwise. A failure is no one's
 * loss: the hourly list reads it again.
 */
export async function rereadTerminal(deps: PartnerDeps, partner: OpenedPartner, id: string): Promise<void> {
  const { connection, access } = partner;
  const { clientId, subscriptionId } = connection;
  const codec = paymentsCodecOf(connection);
  const endpoint = endpointOf(connection, "payments", "SENDER");
  const terminal = await deps.context.db.withClient(clientId, (tx) => findTerminalAssignment(tx, id));
  if (!codec || !endpoint || terminal?.state !== "ACTIVE") return;
  const answer = await journaledCall(
    deps,
    { clientId, subscriptionId, access },
    {
      method: "GET",
      url: paymentsUrl(endpoint, "terminals", [terminal.terminalId]),
      kind: "functional",
      context: messageContext(deps.context, connection),
    },
    { module: "payments", problemsOf: (body) => problemsIn(codec, body, terminal.terminalId) },
  );
  await rememberEncoding(deps.context, connection, answer.encoding);
  if (!answer.result.ok) return;
  const envelope = readEnvelope(answer.result.status, answer.result.body);
  if (!envelope.ok || !isJsonObject(envelope.data)) return;
  const read = codec.readTerminal(envelope.data, terminal.terminalId);
  if (read.ok && read.value.terminalId.toLowerCase() === terminal.terminalId.toLowerCase())
    await recordTerminal(deps.context, connection, reportedTerminal(read.value, envelope.data));
}

function problemsIn(
  codec: NonNullable<ReturnType<typeof paymentsCodecOf>>,
  body: unknown,
  terminalId: string,
): readonly string[] {
  const data = isJsonObject(body) ? body.data : null;
  return problemTexts(codec.readTerminal(data, terminalId).notes);
}
