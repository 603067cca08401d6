import type { Connection } from "@/lib/subscriptions/connection.model";
import { recordStep } from "@/lib/subscriptions/record-step";
import type { RegistrationRef } from "@/lib/subscriptions/registration.model";
import type { TokenEncoding } from "../../exchange/authorization.rules";
import { readEnvelope } from "../../exchange/envelope.rules";
import type { PeerAccess } from "../../exchange/outbound/call-peer";
import type { OutboundMethod, OutboundResult } from "../../exchange/outbound/outbound.model";
import { journaledCall } from "../../partner/journaled-call";
import { policyOf } from "../../partner/open-partner";
import type { OcpiDeps } from "../../server/server.model";
import type { HandshakeFault, Outcome } from "./handshake.model";
import { faultAdvice, faultSentence } from "./handshake-words.rules";

/** A handshake under way: whose it is, and with which token we call. */
export interface Handshake {
  readonly deps: OcpiDeps;
  readonly ref: RegistrationRef;
  readonly connection: Connection;
  readonly access: PeerAccess;
}

/** The handshake with this connection's partner under the token that counts in this moment. */
export function handshakeWith(
  deps: OcpiDeps,
  ref: RegistrationRef,
  connection: Connection,
  token: string,
): Handshake {
  return {
    deps,
    ref,
    connection,
    access: {
      connectionId: connection.subscriptionId,
      version: connection.version ?? "2.2.1",
      policy: policyOf(connection),
      token,
      encoding: connection.tokenEncoding,
      rememberedEncoding: connection.rememberedEncoding,
    },
  };
}

/** The last characters of a token, to recognise it in the step log and not to use it (SEC-66). */
const masked = (token: string): string => `…${token.slice(-4)}`;

/** One request of the handshake, judged: data of a successful answer, or what went wrong. */
export async function handshakeCall(
  { deps, ref, access }: Handshake,
  step: string,
  request: { readonly method: OutboundMethod; readonly url: string; readonly body?: unknown },
): Promise<Outcome<{ readonly data: unknown; readonly encoding: TokenEncoding | null }>> {
  const id = deps.context.ids.next();
  const partner = { clientId: ref.clientId, subscriptionId: ref.subscriptionId, access };
  const { result, encoding } = await journaledCall(
    deps,
    partner,
    {
      ...request,
      kind: "configuration",
      context: { requestId: id, correlationId: deps.context.ids.next(), from: null, to: null },
    },
    { module: request.method === "GET" ? "versions" : "credentials" },
  );
  const fault = (code: HandshakeFault["code"], detail: string, mayHaveArrived = true) =>
    ({ ok: false, fault: { code, step, detail, mayHaveArrived } }) as const;
  if (!result.ok) return { ok: false, fault: transportFault(step, request.url, result) };
  if (result.status === 401) return fault("token_refused", "401", false);
  if (result.status === 405) return fault("wrong_state_there", "405", false);
  const envelope = readEnvelope(result.status, result.body);
  if (envelope.ok) return { ok: true, value: { data: envelope.data, encoding } };
  const { statusCode, message } = envelope;
  const words = [statusCode === null ? null : `OCPI ${statusCode}`, message].filter((part) => part !== null);
  if (envelope.reason === "no_envelope") return fault("not_ocpi", `HTTP ${result.status}`);
  // A refusal is an answer: nothing was done. A 5xx may have been thrown after the work.
  if (envelope.reason === "status") return fault("ocpi_error", words.join(": "), false);
  return fault("http_error", [`HTTP ${result.status}`, ...words].join(", "), result.status >= 500);
}

function transportFault(
  step: string,
  url: string,
  { fault, mayHaveArrived }: Extract<OutboundResult, { ok: false }>,
): HandshakeFault {
  const host = URL.canParse(url) ? new URL(url).host : url;
  return fault === "host_not_approved"
    ? { code: "host_not_approved", step, detail: host, mayHaveArrived }
    : { code: "unreachable", step, detail: `${host}: ${fault.replaceAll("_", " ")}`, mayHaveArrived };
}

/** Writes a good step into the history: what was asked, with which token, and what came back in one sentence. */
export async function noteStep(
  { deps, ref, access }: Handshake,
  step: string,
  facts: { readonly url: string; readonly sentence: string; readonly received?: readonly string[] },
): Promise<void> {
  const data = { step, ...facts, token: masked(access.token) };
  await recordStep(deps.context, { ...ref, kind: "handshake_step", data });
}

/** Writes a failed step, with what can be done about it. */
export async function noteFault(
  { deps, ref }: Pick<Handshake, "deps" | "ref">,
  fault: HandshakeFault,
): Promise<void> {
  const data = {
    step: fault.step,
    code: fault.code,
    sentence: faultSentence(fault),
    advice: faultAdvice(fault),
  };
  await recordStep(deps.context, { ...ref, kind: "handshake_failed", data });
}
