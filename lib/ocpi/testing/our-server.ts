import type { World } from "@/lib/jobs/testing/world";
import type { ConnectionVersion } from "@/lib/subscriptions/connection.model";
import { insertCredential } from "@/lib/subscriptions/credential.store";
import { authorizationHeader } from "../exchange/authorization.rules";
import { handleOcpiRequest } from "../server/handle-request";
import type { OcpiLimits, RawAnswer } from "../server/server.model";
import { type ConnectionOptions, connectPartner } from "./fake-partner";

const ROOT = "https://charge.example/api/ocpi";
let serial = 0;

/** A token of ours for a connection, as a handshake would have given it. */
export async function giveToken(
  world: World,
  connection: { readonly clientId: string; readonly subscriptionId: string },
  purpose: "REGISTRATION" | "PARTNER" = "PARTNER",
): Promise<string> {
  serial += 1;
  const token = `our-token-${String(serial).padStart(6, "0")}-0123456789abcdef0123456789`;
  const { clientId, subscriptionId } = connection;
  await world.context.db.withClient(clientId, (tx) =>
    insertCredential(
      tx,
      { id: subscriptionId, clientId },
      {
        ...{ id: world.context.ids.next(), purpose, token },
        ...{ createdAt: world.now, acceptedAt: world.now, expiresAt: null },
      },
    ),
  );
  return token;
}

/** One answer of our server, its body parsed. */
export interface Answered {
  readonly http: number;
  readonly ocpi: number;
  readonly data: unknown;
  readonly message: string | undefined;
  readonly headers: RawAnswer["headers"];
  readonly text: string;
}

export interface Call {
  readonly method?: string;
  /** Below the module or version, e.g. `locations/x`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The body as it is, instead of JSON. */
  readonly raw?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly remote?: string;
  /** Null: no Authorization header. */
  readonly authorization?: string | null;
}

/** Calls our server as a partner does, without a socket. */
export class Caller {
  limits: OcpiLimits | undefined;

  constructor(
    readonly world: World,
    readonly version: ConnectionVersion,
    readonly token: string,
    readonly connection: { readonly clientId: string; readonly subscriptionId: string },
  ) {}

  async call(call: Call): Promise<Answered> {
    const encoding = this.version === "2.1.1" ? "raw" : "base64";
    const headers: Record<string, string> = { ...call.headers };
    if (call.authorization !== null)
      headers.Authorization = call.authorization ?? authorizationHeader(this.token, encoding);
    const names = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const query = new URLSearchParams(call.query);
    const search = query.size === 0 ? "" : `?${query}`;
    const body = call.body === undefined ? "" : JSON.stringify(call.body);
    const { context, outbound } = this.world;
    const answer = await handleOcpiRequest(
      { context, outbound, ...(this.limits ? { limits: this.limits } : {}) },
      {
        method: call.method ?? "GET",
        url: `${ROOT}/${call.path}${search}`,
        path: call.path === "" ? [] : call.path.split("/").map(decodeURIComponent),
        query,
        headers: { get: (name) => names.get(name.toLowerCase()) ?? null },
        body: call.raw === undefined ? body : call.raw,
        remote: call.remote ?? "203.0.113.7",
      },
    );
    return read(answer);
  }

  /** A call of a module in the agreed version. */
  module(path: string, call: Omit<Call, "path"> = {}): Promise<Answered> {
    return this.call({ ...call, path: `${this.version}/${path}` });
  }

  /** Follows `Link` from a first query to the end; the pages as they came. */
  async crawl(
    module: string,
    query: Readonly<Record<string, string>>,
    between: () => Promise<void> = async () => {},
  ): Promise<Record<string, unknown>[][]> {
    const pages: Record<string, unknown>[][] = [];
    let next: Readonly<Record<string, string>> | null = query;
    while (next !== null) {
      const page: Answered = await this.module(module, { query: next });
      pages.push(page.data as Record<string, unknown>[]);
      const link = /<([^>]+)>; rel="next"/.exec(page.headers.Link ?? "")?.[1];
      next = link === undefined ? null : Object.fromEntries(new URL(link).searchParams);
      if (next !== null) await between();
    }
    return pages;
  }
}

function read(answer: RawAnswer): Answered {
  const body = JSON.parse(answer.body.toString()) as {
    data?: unknown;
    status_code: number;
    status_message?: string;
    timestamp: string;
  };
  return {
    http: answer.status,
    ocpi: body.status_code,
    data: body.data,
    message: body.status_message,
    headers: answer.headers,
    text: answer.body.toString(),
  };
}

/** A registered partner that calls us. */
export async function openCaller(
  world: World,
  shop: { readonly clientId: string; readonly cpoId: string },
  partnerUrl: string,
  options: ConnectionOptions = {},
): Promise<Caller> {
  const version = options.version ?? "2.2.1";
  const subscriptionId = await connectPartner(world, shop, partnerUrl, { ...options, version });
  const connection = { clientId: shop.clientId, subscriptionId };
  return new Caller(world, version, await giveToken(world, connection), connection);
}
