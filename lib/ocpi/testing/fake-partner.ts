import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { World } from "@/lib/jobs/testing/world";
import type { ConnectionSettings, ConnectionVersion } from "@/lib/subscriptions/connection.model";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown> | null;
}

export interface PlannedAnswer {
  readonly status?: number;
  /** The envelope unless told otherwise; null sends no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Real milliseconds before the answer. */
  readonly delayMs?: number;
  /** Closes the connection without an answer. */
  readonly hangUp?: boolean;
}

const OK = { status_code: 1000, timestamp: "2040-03-01T10:00:00Z" };

/** A partner's Receiver over real HTTP, which says what a test tells it to say. */
export class FakePartner {
  readonly seen: SeenRequest[] = [];
  /** Decides the answer; null: 200 and 1000. */
  answer: (request: SeenRequest) => PlannedAnswer | null = () => null;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<FakePartner> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const partner = new FakePartner(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on("request", (request, response) => void partner.take(request, response));
    return partner;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const seen: SeenRequest = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: text === "" ? null : (JSON.parse(text) as Record<string, unknown>),
    };
    this.seen.push(seen);
    const { status = 200, body = OK, headers, delayMs, hangUp } = this.answer(seen) ?? {};
    if (delayMs) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (hangUp) {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body === null ? undefined : typeof body === "string" ? body : JSON.stringify(body));
  }

  /** "PUT /sessions/NL/K01/…" of everything that came, ids left out. */
  get story(): string[] {
    return this.seen.map(({ method, path }) => `${method} ${path.split("/")[1] ?? ""}`);
  }

  of(module: string): SeenRequest[] {
    return this.seen.filter(({ path }) => path.split("/")[1] === module);
  }

  forget(): void {
    this.seen.length = 0;
    this.answer = () => null;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

export const PEER_TOKEN = "a-token-of-the-partner-0123456789abcdef";
const MODULES = ["locations", "tariffs", "sessions", "cdrs"];
let serial = 0;

export interface ConnectionOptions {
  readonly version?: ConnectionVersion;
  readonly modules?: readonly string[];
  readonly settings?: Partial<ConnectionSettings>;
  readonly state?: "LIVE" | "SUSPENDED";
  readonly directPayment?: boolean;
  readonly publishAllCdrs?: boolean;
  readonly tokenEncoding?: "auto" | "base64" | "raw";
  /** Where the partner's modules are; default: below the fake partner. */
  readonly base?: string;
}

/** A registered connection of a CPO with this partner, as a finished handshake leaves it. Returns its id. */
export async function connectPartner(
  world: World,
  shop: { readonly clientId: string; readonly cpoId: string },
  url: string,
  options: ConnectionOptions = {},
): Promise<string> {
  serial += 1;
  const { context } = world;
  const id = context.ids.next();
  const now = context.clock.now();
  const base = options.base ?? url;
  const modules = options.modules ?? MODULES;
  const endpoints = [
    ...modules.map((identifier) => ({ identifier, role: "RECEIVER", url: `${base}/${identifier}` })),
    ...["payments", "chargingprofiles"]
      .filter((identifier) => modules.includes(identifier))
      .map((identifier) => ({ identifier, role: "SENDER", url: `${base}/${identifier}` })),
  ];
  await context.db.withClient(shop.clientId, async (tx) => {
    await tx.subscription.create({
      data: {
        id,
        clientId: shop.clientId,
        name: `Partner ${serial}`,
        provider: "other",
        environment: "ACCEPTANCE",
        state: options.state ?? "LIVE",
        countryCode: "DE",
        partyId: `P${serial.toString(36).toUpperCase().padStart(2, "0")}`,
        tokenPrefix: `T${serial.toString(36).toUpperCase().padStart(2, "0")}`,
        tokenSeparator: "-",
        version: options.version ?? "2.2.1",
        modules: [...modules],
        settings: { ...options.settings },
        directPayment: options.directPayment ?? false,
        publishAllCdrs: options.publishAllCdrs ?? true,
        approvedHosts: [],
        peerEndpoints: endpoints,
        peerTokenCipher: context.secrets.seal(PEER_TOKEN),
        tokenEncoding: options.tokenEncoding ?? "auto",
        createdAt: now,
        updatedAt: now,
      },
    });
    await tx.subscriptionCpo.create({
      data: { clientId: shop.clientId, subscriptionId: id, cpoId: shop.cpoId, addedAt: now },
    });
  });
  return id;
}
