import { randomUUID } from "node:crypto";
import type { Provider } from "../provider";
import { isRecord, type Json, readEnvelope } from "../wire/envelope.rules";
import { authorizationHeader, type TokenEncoding } from "../wire/token.rules";
import { hasRouting, OCPI_VERSIONS, type OcpiVersion } from "../wire/versions.rules";

/** A call to the CPO. */
export interface PeerRequest {
  readonly method: string;
  readonly url: string;
  /** For the log, and for the routing headers: credentials and versions have none. */
  readonly module: string;
  readonly body?: unknown;
  /** Instead of the connection's token; null sends none. */
  readonly token?: string | null;
  readonly version?: OcpiVersion;
  readonly encoding?: TokenEncoding;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back. `error` is a network failure; then everything else is null. */
export interface PeerAnswer {
  readonly httpStatus: number | null;
  readonly statusCode: number | null;
  readonly statusMessage: string | null;
  readonly data: unknown;
  readonly headers: Headers;
  readonly bodyText: string;
  readonly error: string | null;
}

/** HTTP 2xx and OCPI 1xxx. */
export const isSuccess = ({ httpStatus, statusCode }: PeerAnswer): boolean =>
  httpStatus !== null && httpStatus >= 200 && httpStatus < 300 && statusCode !== null && statusCode < 2_000;

/** One sentence about a failed call. */
export function failureText(answer: PeerAnswer): string {
  if (answer.error !== null) return answer.error;
  const code = answer.statusCode === null ? "no OCPI envelope" : `OCPI ${answer.statusCode}`;
  return `HTTP ${answer.httpStatus}, ${code}${answer.statusMessage === null ? "" : `: ${answer.statusMessage}`}`;
}

/**
 * Calls the CPO and logs both directions. Never throws, never follows a redirect. With the encoding `auto` a 401 is
 * tried once the other way, and what worked is remembered.
 */
export async function callPeer(provider: Provider, request: PeerRequest): Promise<PeerAnswer> {
  const version = request.version ?? provider.state.connection.version ?? highest(provider.versions);
  const token = request.token === undefined ? provider.state.connection.outboundToken : request.token;
  const setting = provider.settings.tokenEncoding;
  const usual = hasRouting(version) ? "base64" : "raw";
  const remembered = provider.state.connection.outboundEncoding;
  const encoding = request.encoding ?? (setting === "auto" ? (remembered ?? usual) : setting);

  const answer = await exchange(provider, request, version, token, encoding);
  if (answer.httpStatus !== 401 || setting !== "auto" || request.encoding !== undefined || token === null) {
    return answer;
  }
  const other = encoding === "base64" ? "raw" : "base64";
  const second = await exchange(provider, request, version, token, other);
  if (second.httpStatus === 401) return answer;
  provider.state.connection.outboundEncoding = other;
  return second;
}

const highest = (versions: readonly OcpiVersion[]): OcpiVersion =>
  OCPI_VERSIONS.findLast((version) => versions.includes(version)) ?? "2.2.1";

/** Message ids on every call, party ids on functional modules (transport_and_format 3.2.5 and 5.2); not in 2.1.1. */
function routingHeaders(provider: Provider, module: string, version: OcpiVersion): Record<string, string> {
  if (!hasRouting(version)) return {};
  const ids = { "x-request-id": randomUUID(), "x-correlation-id": randomUUID() };
  if (["versions", "credentials", "hubclientinfo"].includes(module)) return ids;
  const [peer] = provider.state.connection.peerParties;
  const astray = provider.faults.take("wrongRouting") !== null;
  return {
    ...ids,
    "ocpi-from-country-code": provider.countryCode,
    "ocpi-from-party-id": provider.partyId,
    ...(peer !== undefined && {
      "ocpi-to-country-code": astray ? "ZZ" : peer.countryCode,
      "ocpi-to-party-id": astray ? "ZZZ" : peer.partyId,
    }),
  };
}

/** The body as it goes on the wire, with the faults that spoil it. */
function bodyText(provider: Provider, body: unknown, faults: string[]): string | null {
  if (body === undefined) return null;
  const padding = provider.faults.take("oversizedBody");
  if (padding !== null) faults.push("oversizedBody");
  const padded = padding === null || !isRecord(body) ? body : { ...body, padding: "x".repeat(padding) };
  const whole = JSON.stringify(padded);
  if (provider.faults.take("malformedJson") === null) return whole;
  faults.push("malformedJson");
  return whole.slice(0, Math.ceil(whole.length / 2));
}

async function exchange(
  provider: Provider,
  request: PeerRequest,
  version: OcpiVersion,
  token: string | null,
  encoding: TokenEncoding,
): Promise<PeerAnswer> {
  const faults: string[] = [];
  const text = bodyText(provider, request.body, faults);
  const headers: Record<string, string> = {
    accept: "application/json",
    ...(text !== null && { "content-type": "application/json" }),
    ...(token !== null && { authorization: authorizationHeader(token, encoding) }),
    ...routingHeaders(provider, request.module, version),
  };
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
  const started = Date.now();
  const answer = await send(request, headers, text, provider.settings.timeoutMs);
  provider.world.log.add({
    providerId: provider.id,
    direction: "out",
    method: request.method,
    url: request.url,
    module: request.module,
    requestHeaders: headers,
    requestBody: text ?? "",
    status: answer.httpStatus,
    ocpiStatus: answer.statusCode,
    responseBody: answer.bodyText,
    ms: Date.now() - started,
    error: answer.error,
    faults,
    complaints: answerComplaints(answer, headers, version),
  });
  return answer;
}

async function send(
  request: PeerRequest,
  headers: Record<string, string>,
  body: string | null,
  timeoutMs: number,
): Promise<PeerAnswer> {
  const nothing = { statusCode: null, statusMessage: null, data: undefined };
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers,
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer = await response.text();
    const read = readEnvelope(parse(answer)) ?? nothing;
    return { ...read, httpStatus: response.status, headers: response.headers, bodyText: answer, error: null };
  } catch (error) {
    return { ...nothing, httpStatus: null, headers: new Headers(), bodyText: "", error: networkError(error) };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function networkError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error as { cause?: unknown };
  const detail = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : "";
  return detail === "" || detail === undefined ? error.message : `${error.message} (${detail})`;
}

/** What an answer breaks in the transport rules of its version. */
function answerComplaints(answer: PeerAnswer, sent: Readonly<Json>, version: OcpiVersion): string[] {
  if (answer.httpStatus === null) return [];
  const complaints: string[] = [];
  if (answer.statusCode === null) complaints.push("the answer is no OCPI envelope");
  for (const name of ["x-request-id", "x-correlation-id"]) {
    if (hasRouting(version) && answer.headers.get(name) !== sent[name])
      complaints.push(`${name} is not echoed`);
  }
  return complaints;
}
