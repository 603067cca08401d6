/** What a station asks for when it opens its socket. */
export interface StationRequest {
  readonly identity: string;
  readonly authorization: string | undefined;
  /** The subprotocols it offers, in its order; empty when it names none. */
  readonly protocols: readonly string[];
  readonly address: string;
  readonly encrypted: boolean;
}

/** The parts of an HTTP request that are read here. */
export interface RawRequest {
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly remoteAddress: string | undefined;
  readonly encrypted: boolean;
}

const PATH = /^\/ocpp\/([^/?#]{1,400})\/?(?:\?.*)?$/;

/**
 * Reads an upgrade request to `/ocpp/<identity>`, the identity percent-decoded (OCPP-J 1.6 §3.1.1). Null for any other path.
 * Forwarded headers count only as far as `trustedProxies` stand in front of us (SEC-61).
 */
export function readStationRequest(request: RawRequest, trustedProxies: number): StationRequest | null {
  const encoded = PATH.exec(request.url ?? "")?.[1];
  const identity = encoded === undefined ? null : decode(encoded);
  if (identity === null) return null;
  const offered = header(request, "sec-websocket-protocol") ?? "";
  const address = forwarded(header(request, "x-forwarded-for"), trustedProxies);
  const protocol = forwarded(header(request, "x-forwarded-proto"), Math.min(trustedProxies, 1));
  return {
    identity,
    authorization: header(request, "authorization"),
    protocols: offered.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()])),
    address: address ?? request.remoteAddress ?? "unknown",
    encrypted: request.encrypted || protocol === "https" || protocol === "wss",
  };
}

/** The value that the outermost trusted proxy wrote: each proxy appends what it saw, so it stands that far from the end. */
function forwarded(value: string | undefined, proxies: number): string | undefined {
  if (proxies === 0 || value === undefined) return undefined;
  const parts = value.split(",").map((part) => part.trim().toLowerCase());
  return parts.at(-proxies) || undefined;
}

function header(request: RawRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

function decode(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}
