import type { OutboundPolicy, UrlFault } from "./approved-url.rules";

/** Limits of every request (SEC-45). Times in milliseconds, sizes in bytes. */
export interface OutboundLimits {
  readonly connectMs: number;
  readonly totalMs: number;
  readonly maxBody: number;
}

export const DEFAULT_LIMITS: OutboundLimits = { connectMs: 3_000, totalMs: 10_000, maxBody: 1_048_576 };

/** Finds every address of a name, IPv4 and IPv6. Rejects when there is none. */
export interface Dns {
  addresses(host: string): Promise<readonly string[]>;
}

export interface SocketRequest {
  /** Connect here and nowhere else; never resolved again. */
  readonly address: string;
  readonly port: number;
  /** For SNI, certificate check and the Host header. */
  readonly host: string;
  readonly tls: boolean;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly connectMs: number;
  readonly signal: AbortSignal;
}

export interface SocketResponse {
  readonly status: number;
  header(name: string): string | null;
  /** The bytes as they come from the wire, still encoded. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Drops the connection. Must be called in every case. */
  close(): void;
}

/** Opens one connection per request; nothing is kept alive, so that every connection is checked (SEC-43). */
export interface Sockets {
  request(request: SocketRequest): Promise<SocketResponse>;
}

export type OutboundMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface OutboundRequest {
  /** Connection id: the key of the concurrency limit. */
  readonly peer: string;
  readonly policy: OutboundPolicy;
  readonly method: OutboundMethod;
  readonly url: string;
  /** The Authorization header's value; attached only after the URL was approved (SEC-40). */
  readonly authorization: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; undefined sends no body. */
  readonly body?: unknown;
}

export type OutboundFault =
  | UrlFault
  | "busy"
  | "dns"
  | "address"
  | "timeout"
  | "network"
  | "redirect"
  | "too_large"
  | "encoding"
  | "not_json";

export type OutboundResult =
  | {
      readonly ok: true;
      readonly status: number;
      header(name: string): string | null;
      /** Parsed JSON; null when there was none. */
      readonly body: unknown;
    }
  | {
      readonly ok: false;
      readonly fault: OutboundFault /** False only when nothing can have left this machine. */;
      readonly mayHaveArrived: boolean;
    };

/** Faults that a later attempt may cure. The others need a person or another URL. */
const PASSING: ReadonlySet<OutboundFault> = new Set(["busy", "dns", "timeout", "network"]);

/** True when the request may be tried again later. */
export function isPassing(fault: OutboundFault): boolean {
  return PASSING.has(fault);
}

/** The only thing that a partner is told about a URL that it gave us (SEC-46): nothing about why. */
export const PEER_MESSAGE = "The address could not be used.";
