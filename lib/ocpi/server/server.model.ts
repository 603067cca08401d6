import type { Context } from "@/lib/db/context";
import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Connection } from "@/lib/subscriptions/connection.model";
import type { Situation } from "../exchange/envelope.rules";
import type { HeaderBag, MessageContext } from "../exchange/headers.rules";
import type { OutboundClient } from "../exchange/outbound/outbound-client";

/** How often somebody may call: uses per window, in seconds. */
export interface OcpiLimits {
  /** One connection, with whichever of its tokens. */
  readonly perConnection: { readonly limit: number; readonly windowS: number };
  /** Tokens that belong to nobody, from one network. */
  readonly badTokens: { readonly limit: number; readonly windowS: number };
}

/** What a handler may use. */
export interface OcpiDeps {
  readonly context: Context;
  readonly outbound: OutboundClient;
  /** Other limits than those of `guard.ts`. */
  readonly limits?: OcpiLimits;
}

/** A request on its way in, before it is known who sends it. */
export interface RawRequest {
  readonly method: string;
  /** The address that the partner sees, with its query: PUBLIC_URL + path. */
  readonly url: string;
  /** Path below /api/ocpi, split and decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: HeaderBag;
  /** The raw text; null when it is larger than a body may be. */
  readonly body: string | null;
  /** The sender's network address, for limits. */
  readonly remote: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON in UTF-8. */
  readonly body: Buffer<ArrayBuffer>;
}

/** Who calls: a connection, by which of its tokens. */
export interface Caller {
  readonly connection: Connection;
  readonly credential: { readonly id: string; readonly purpose: "REGISTRATION" | "PARTNER" };
  /** The token as it was sent; needed where credentials are answered. Never logged (SEC-66). */
  readonly token: string;
  /** True when this process has been told of everything that was committed before the request came (`Listener.caughtUp`). */
  readonly isUpToDate: boolean;
}

/** A request of a known partner to one module of one version. */
export interface OcpiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly version: OcpiVersion;
  readonly module: string;
  /** What stands behind the module in the path, decoded. */
  readonly segments: readonly string[];
  readonly url: string;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
  readonly message: MessageContext;
  readonly now: Date;
}

/** What a handler answers; the server makes the envelope and the headers of it. */
export interface OcpiAnswer {
  readonly situation: Situation;
  readonly data?: unknown;
  /** Instead of `data`: the members of an array, each written already. */
  readonly list?: readonly Buffer[];
  readonly message?: string;
  /** Paging headers, Location … */
  readonly headers?: Readonly<Record<string, string>>;
  /** Remarks for the journal: problems of the partner's message in our words. */
  readonly problems?: readonly string[];
  /** For the journal: what this was about. */
  readonly sessionId?: string;
}

export type OcpiHandler = (deps: OcpiDeps, caller: Caller, request: OcpiRequest) => Promise<OcpiAnswer>;
