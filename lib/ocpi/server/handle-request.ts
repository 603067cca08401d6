import { env } from "@/lib/env";
import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Situation } from "../exchange/envelope.rules";
import { reply } from "../exchange/envelope.rules";
import type { MessageContext, ModuleKind } from "../exchange/headers.rules";
import { readContext, responseHeaders } from "../exchange/headers.rules";
import { answerRoute, type Visit } from "./answer-route";
import { identify } from "./identify";
import { journalRequest } from "./journal-request";
import { ownParties } from "./parties.rules";
import { type OcpiRoute, readRoute } from "./path.rules";
import type { OcpiAnswer, OcpiDeps, RawAnswer, RawRequest } from "./server.model";

/** Whose words the envelope has when no version is named: they differ in nothing that it contains. */
const NO_VERSION: OcpiVersion = "2.2.1";

/** How a request ended, and what the journal must know of it. */
interface Ended {
  readonly answer: OcpiAnswer;
  readonly visit: Visit | null;
  /** Configuration modules are not routed. */
  readonly kind: ModuleKind;
}

/**
 * One request of a partner, from its bytes to ours (OCPI transport_and_format). Never throws: what goes wrong inside is
 * answered with 3000 and a reference, without detail (SEC-67). Every exchange of a known partner is journaled.
 */
export async function handleOcpiRequest(deps: OcpiDeps, raw: RawRequest): Promise<RawAnswer> {
  const { context } = deps;
  const startedAt = context.clock.now();
  const route = readRoute(raw.path);
  const version = "version" in route ? route.version : NO_VERSION;
  const message = readContext(version, raw.headers, () => context.ids.next());
  const ended = await settle(deps, raw, route, message);
  const { answer, visit } = ended;
  const connection = visit?.caller?.connection ?? null;
  const written = write(version, answer, startedAt, {
    ...responseHeaders(version, ended.kind, message, connection ? (ownParties(connection)[0] ?? null) : null),
    // Also where the version has none: they help both sides to find a message, and harm nobody.
    "X-Request-ID": message.requestId,
    "X-Correlation-ID": message.correlationId,
  });
  // Callers that are kept out are not written down one by one: a flood must not fill the journal.
  if (answer.situation !== "rate_limited")
    journalRequest(context, raw, written, {
      clientId: connection?.clientId ?? null,
      subscriptionId: connection?.subscriptionId ?? null,
      module: route.kind === "module" ? route.module : route.kind,
      message,
      sessionId: answer.sessionId ?? null,
      problems: answer.problems ?? [],
      startedAt,
      count: answer.list?.length ?? (Array.isArray(answer.data) ? answer.data.length : null),
    });
  return written;
}

async function settle(
  deps: OcpiDeps,
  raw: RawRequest,
  route: OcpiRoute,
  message: MessageContext,
): Promise<Ended> {
  let visit: Visit | null = null;
  try {
    const identified = await identify(deps, raw, route);
    if ("situation" in identified) return { answer: identified, visit, kind: "configuration" };
    visit = { route, caller: identified.caller, message };
    const base = `${env().PUBLIC_URL.replace(/\/+$/, "")}/api/ocpi`;
    const { answer, kind } = await answerRoute(deps, raw, visit, base);
    return { answer, visit, kind };
  } catch (error) {
    const reference = message.correlationId;
    const trace = error instanceof Error ? error.stack : String(error);
    deps.context.log.error({ correlationId: reference, error: trace }, "an OCPI request has failed");
    const answer = { situation: "failed" as const, message: `unexpected error, reference ${reference}` };
    return { answer, visit, kind: "configuration" };
  }
}

function write(
  version: OcpiVersion,
  { situation, data, list, message, headers }: OcpiAnswer,
  now: Date,
  common: Readonly<Record<string, string>>,
): RawAnswer {
  const text = message ?? TEXTS[situation];
  const { http, body } = reply(version, situation, now, {
    ...(data === undefined ? {} : { data }),
    ...(text === undefined ? {} : { message: text }),
  });
  return {
    status: http,
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Cache-Control": "no-store",
      ...common,
      ...headers,
    },
    body: list ? withList(list, JSON.stringify(body)) : Buffer.from(JSON.stringify(body)),
  };
}

const COMMA = 0x2c;

/** The envelope with `data` before its other members. Pages are large: their bytes are only put together. */
function withList(list: readonly Buffer[], envelope: string): Buffer<ArrayBuffer> {
  const head = Buffer.from('{"data":[');
  const tail = Buffer.from(`],${envelope.slice(1)}`);
  const commas = Math.max(0, list.length - 1);
  const size = list.reduce((sum, member) => sum + member.length, head.length + commas + tail.length);
  const body = Buffer.allocUnsafe(size);
  let end = head.copy(body);
  list.forEach((member, i) => {
    if (i > 0) end = body.writeUInt8(COMMA, end);
    end += member.copy(body, end);
  });
  tail.copy(body, end);
  return body;
}

/** What is said where a handler says nothing. One text for everybody without a valid token, whatever is wrong with it. */
const TEXTS: Readonly<Partial<Record<Situation, string>>> = {
  unauthenticated: "this token is not valid here",
  method_not_allowed: "this method does not exist here",
  no_such_resource: "no such resource",
  rate_limited: "too many requests",
  too_large: "the body is too large",
  not_json: "the body is not JSON",
};
