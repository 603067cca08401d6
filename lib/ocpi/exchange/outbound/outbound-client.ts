import { isLoopback, isPublicAddress } from "./address.rules";
import type { Target } from "./approved-url.rules";
import { checkUrl } from "./approved-url.rules";
import type {
  Dns,
  OutboundFault,
  OutboundLimits,
  OutboundRequest,
  OutboundResult,
  SocketResponse,
  Sockets,
} from "./outbound.model";
import type { PeerGate } from "./peer-gate";
import { readBody } from "./read-body";

export interface OutboundParts {
  readonly dns: Dns;
  readonly sockets: Sockets;
  readonly gate: PeerGate;
  readonly limits: OutboundLimits;
}

/** The one client for everything that goes to an OCPI partner. */
export interface OutboundClient {
  /** Never throws and never follows anything. */
  send(request: OutboundRequest): Promise<OutboundResult>;
}

/** Ends the wait for something that can not be cancelled, such as a DNS query. */
async function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
  // When the work wins, nobody looks at the loser any more.
  aborted.catch(() => undefined);
  return await Promise.race([work, aborted]);
}

/**
 * The address to connect to (SEC-43). One query; every address of the name must be allowed, otherwise none is used: a name
 * with a public and a private address is an attack or a mistake.
 */
async function resolveTarget(
  target: Target,
  dns: Dns,
): Promise<{ readonly address: string } | { readonly fault: OutboundFault }> {
  if (target.loopback && isLoopback(target.host)) return { address: target.host };
  let addresses: readonly string[];
  try {
    addresses = await dns.addresses(target.host);
  } catch {
    return { fault: "dns" };
  }
  const [address] = addresses;
  if (address === undefined) return { fault: "dns" };
  const isAllowed = target.loopback ? isLoopback : isPublicAddress;
  return addresses.every(isAllowed) ? { address } : { fault: "address" };
}

async function readResponse(response: SocketResponse, limits: OutboundLimits): Promise<OutboundResult> {
  if (response.status >= 300 && response.status < 400)
    return { ok: false, fault: "redirect", mayHaveArrived: true };
  const read = await readBody(response, limits.maxBody);
  if (!read.ok) return { ok: false, fault: read.fault, mayHaveArrived: true };
  return { ok: true, status: response.status, header: (name) => response.header(name), body: read.body };
}

/** Headers that are ours alone; a caller can not add or replace one, in whatever case. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "authorization",
  "connection",
  "content-length",
  "content-type",
  "cookie",
  "host",
  "transfer-encoding",
]);

function headersOf(request: OutboundRequest, body: string | null): Record<string, string> {
  const given = Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()));
  const length = body === null ? 0 : new TextEncoder().encode(body).length;
  return {
    ...Object.fromEntries(given),
    Accept: "application/json",
    "Accept-Encoding": "gzip",
    ...(request.authorization === null ? {} : { Authorization: request.authorization }),
    ...(body === null ? {} : { "Content-Type": "application/json", "Content-Length": String(length) }),
  };
}

async function exchange(
  request: OutboundRequest,
  target: Target,
  parts: OutboundParts,
  signal: AbortSignal,
): Promise<OutboundResult> {
  const resolved = await before(signal, resolveTarget(target, parts.dns));
  if ("fault" in resolved) return { ok: false, fault: resolved.fault, mayHaveArrived: false };
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  const response = await parts.sockets.request({
    address: resolved.address,
    port: target.port,
    host: target.host,
    tls: target.tls,
    method: request.method,
    path: `${target.url.pathname}${target.url.search}`,
    headers: headersOf(request, body),
    body,
    connectMs: parts.limits.connectMs,
    signal,
  });
  try {
    return await before(signal, readResponse(response, parts.limits));
  } finally {
    response.close();
  }
}

/** Builds the client on its ports, so that a test can let a name change its address between two questions. */
export function createOutboundClient(parts: OutboundParts): OutboundClient {
  return {
    async send(request) {
      const checked = checkUrl(request.url, request.policy);
      if (!checked.ok) return { ok: false, fault: checked.fault, mayHaveArrived: false };
      const result = await parts.gate.run(request.peer, async (): Promise<OutboundResult> => {
        const signal = AbortSignal.timeout(parts.limits.totalMs);
        try {
          return await exchange(request, checked.target, parts, signal);
        } catch (error) {
          const isTimeout = signal.aborted || (error instanceof Error && error.name === "TimeoutError");
          return { ok: false, fault: isTimeout ? "timeout" : "network", mayHaveArrived: true };
        }
      });
      return result ?? { ok: false, fault: "busy", mayHaveArrived: false };
    },
  };
}
