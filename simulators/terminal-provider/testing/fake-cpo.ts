import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isRecord, type Json } from "../wire/envelope.rules";
import { authorizationHeader, tokenCandidates } from "../wire/token.rules";
import { type Endpoint, findEndpoint, joinUrl, type OcpiVersion, paymentsBase } from "../wire/versions.rules";
import { location, type StartedSession, tariff } from "./sample-objects";

/** A call that the CPO got. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
  readonly text: string;
}

const MODULES: readonly (readonly [string, string])[] = [
  ["credentials", "SENDER"],
  ["locations", "SENDER"],
  ["tariffs", "SENDER"],
  ["sessions", "SENDER"],
  ["cdrs", "SENDER"],
  ["tokens", "RECEIVER"],
  ["commands", "RECEIVER"],
  ["payments", "RECEIVER"],
];
const PAGE = 2;

/** A small CPO of one version: enough of the other side to test a terminal provider against. */
export class FakeCpo {
  readonly received: Received[] = [];
  readonly started: StartedSession[] = [];
  readonly locations: Json[];
  readonly tariffs: Json[];
  /** Answers of the next commands; ACCEPTED when empty. */
  commandResponse = "ACCEPTED";
  /** Result that is posted to response_url; null posts none. */
  commandResult: string | null = "ACCEPTED";
  /** Answers to calls below a path with this HTTP status. */
  failing = new Map<string, number>();
  /** Only Base64 (or only raw) tokens count. */
  accepts: "both" | "base64" | "raw" = "both";
  tokenA: string | null = `cpo-a-${randomBytes(9).toString("hex")}`;
  /** With which the provider calls us. */
  inbound: string | null = null;
  /** With which we call the provider. */
  outbound = "";
  endpoints: Endpoint[] = [];
  /** Status codes of the command results that we delivered. */
  readonly resultAnswers: (number | null)[] = [];
  private constructor(
    private readonly server: Server,
    readonly version: OcpiVersion,
  ) {
    this.locations = ["L1", "L2", "L3"].map((id) => location(id, version));
    this.tariffs = ["T-REG", "T-ADHOC"].map((id) => tariff(id, version));
  }

  static async start(version: OcpiVersion): Promise<FakeCpo> {
    const server = createServer();
    const cpo = new FakeCpo(server, version);
    server.on("request", (request, response) => void cpo.answer(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return cpo;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get versionsUrl(): string {
    return `${this.url}/versions`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  of(method: string, pattern: RegExp): Received[] {
    return this.received.filter((call) => call.method === method && pattern.test(call.path));
  }

  /** Registers with the provider, which issued token A: the handshake that the CPO starts. */
  async register(versionsUrl: string, tokenA: string, method: "POST" | "PUT" = "POST"): Promise<Json> {
    const token = `cpo-b-${randomUUID()}`;
    const before = this.inbound;
    this.inbound = token;
    const versions = await this.call("GET", versionsUrl, undefined, tokenA);
    const offers = versions.data as { version: string; url: string }[];
    const details = await this.call(
      "GET",
      offers.find(({ version }) => version === this.version)?.url ?? "",
      undefined,
      tokenA,
    );
    const { endpoints } = details.data as { endpoints: Endpoint[] };
    const answer = await this.call(
      method,
      findEndpoint(endpoints, "credentials", "SENDER") ?? "",
      this.credentials(token),
      tokenA,
    );
    if (answer.status_code !== 1000) this.inbound = before;
    else {
      this.endpoints = endpoints;
      this.outbound = String((answer.data as Json).token);
    }
    return answer;
  }

  /** A call to the provider; resolves with the envelope plus `http` and `headers`. */
  async call(
    method: string,
    url: string,
    body?: unknown,
    token = this.outbound,
    headers: Json = {},
  ): Promise<Json> {
    const response = await fetch(url, {
      method,
      redirect: "manual",
      headers: {
        authorization: authorizationHeader(token, this.version === "2.1.1" ? "raw" : "base64"),
        "content-type": "application/json",
        ...(this.version !== "2.1.1" && this.ids()),
        ...headers,
      },
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    let parsed: unknown = null;
    try {
      parsed = JSON.parse(text);
    } catch {}
    return { ...(isRecord(parsed) ? parsed : {}), http: response.status, headers: response.headers, text };
  }

  /** PUT, PATCH, POST … of an object at the provider. */
  push(method: string, module: string, path: readonly string[], body?: unknown): Promise<Json> {
    const owned = ["locations", "tariffs", "sessions"].includes(module) ? ["NL", "KBW"] : [];
    return this.call(method, joinUrl(this.endpoint(module), ...owned, ...path), body);
  }

  endpoint(module: string): string {
    const url = findEndpoint(this.endpoints, module, "RECEIVER") ?? "";
    return module === "payments" ? paymentsBase(url) : url;
  }

  private ids(): Json {
    return {
      "x-request-id": randomUUID(),
      "x-correlation-id": randomUUID(),
      "ocpi-from-country-code": "NL",
      "ocpi-from-party-id": "KBW",
      "ocpi-to-country-code": "DE",
      "ocpi-to-party-id": "PAY",
    };
  }

  private credentials(token: string): Json {
    const owner = { business_details: { name: "Kerbwatt test" }, party_id: "KBW", country_code: "NL" };
    const common = { token, url: this.versionsUrl };
    return this.version === "2.1.1"
      ? { ...common, ...owner }
      : { ...common, roles: [{ role: "CPO", ...owner }] };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const { method = "GET", headers } = request;
    const url = new URL(request.url ?? "/", this.url);
    let body: unknown;
    try {
      body = text === "" ? undefined : JSON.parse(text);
    } catch {}
    this.received.push({ method, path: url.pathname + url.search, headers, body, text });
    const failing = [...this.failing].find(([path]) => url.pathname.includes(path));
    const candidates = tokenCandidates(headers.authorization).filter(
      ({ encoding }) => this.accepts === "both" || this.accepts === encoding,
    );
    const known = candidates.find(({ token }) => token === this.inbound || token === this.tokenA);
    const [http, code, data, extra = {}] =
      failing !== undefined
        ? ([failing[1], 2000, undefined] as const)
        : known === undefined
          ? ([401, 2000, undefined] as const)
          : text !== "" && body === undefined
            ? ([400, 2000, undefined] as const)
            : await this.decide(method, url, body, known.token);
    response.writeHead(http, {
      "content-type": "application/json",
      ...(headers["x-request-id"] && { "x-request-id": headers["x-request-id"] }),
      ...(headers["x-correlation-id"] && { "x-correlation-id": headers["x-correlation-id"] }),
      ...(extra as Record<string, string>),
    });
    response.end(JSON.stringify({ data, status_code: code, timestamp: new Date().toISOString() }));
  }

  private async decide(
    method: string,
    url: URL,
    body: unknown,
    token: string,
  ): Promise<readonly [number, number, unknown, Json?]> {
    const [first, module = "", ...rest] = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
    const base = `${this.url}/${this.version}`;
    if (first === "versions")
      return [
        200,
        1000,
        [
          { version: this.version, url: base },
          { version: "9.9", url: `${base}9` },
        ],
      ];
    if (first !== this.version) return [404, 2000, undefined];
    if (module === "") {
      const endpoints = MODULES.map(([identifier, role]) => ({
        identifier,
        ...(this.version !== "2.1.1" && { role }),
        url: `${base}/${identifier}`,
      }));
      return [200, 1000, { version: this.version, endpoints }];
    }
    if (module === "credentials") return this.serveCredentials(method, body, token);
    if (token === this.tokenA) return [401, 2000, undefined];
    if (module === "commands") return this.serveCommand(rest[0] ?? "", body as Json);
    if (method !== "GET") return [200, 1000, undefined];
    const lists: Record<string, Json[]> = { locations: this.locations, tariffs: this.tariffs };
    const list = lists[module] ?? [];
    if (rest.length > 0) {
      const found = list.find(({ id }) => id === rest[0]);
      return found === undefined ? [404, 2003, undefined] : [200, 1000, found];
    }
    const offset = Number(url.searchParams.get("offset") ?? 0);
    const next = new URL(url);
    next.searchParams.set("offset", String(offset + PAGE));
    const link = offset + PAGE < list.length ? { Link: `<${next.href}>; rel="next"` } : {};
    return [
      200,
      1000,
      list.slice(offset, offset + PAGE),
      { "X-Total-Count": String(list.length), "X-Limit": String(PAGE), ...link },
    ];
  }

  private async serveCredentials(
    method: string,
    body: unknown,
    token: string,
  ): Promise<readonly [number, number, unknown]> {
    if (method === "DELETE") {
      this.inbound = null;
      return [200, 1000, undefined];
    }
    const theirs = body as { token: string; url: string };
    const versions = await this.call("GET", theirs.url, undefined, theirs.token);
    const offer = (versions.data as { version: string; url: string }[] | undefined)?.find(
      ({ version }) => version === this.version,
    );
    const details = await this.call("GET", offer?.url ?? theirs.url, undefined, theirs.token);
    if (details.status_code !== 1000) return [200, 3001, undefined];
    this.endpoints = (details.data as { endpoints: Endpoint[] }).endpoints;
    this.outbound = theirs.token;
    if (token === this.tokenA) this.tokenA = null;
    this.inbound = `cpo-c-${randomUUID()}`;
    return [200, 1000, this.credentials(this.inbound)];
  }

  private serveCommand(command: string, body: Json): readonly [number, number, unknown] {
    if (command === "START_SESSION" && this.commandResponse === "ACCEPTED") {
      this.started.push({
        id: `S${this.started.length + 1}`,
        token: body.token as Json,
        locationId: String(body.location_id),
        evseUid: String(body.evse_uid),
        connectorId: String(body.connector_id ?? "1"),
        reference: typeof body.authorization_reference === "string" ? body.authorization_reference : null,
      });
    }
    const { commandResult: result } = this;
    if (result !== null && this.commandResponse === "ACCEPTED") {
      setTimeout(() => void this.postResult(String(body.response_url), result), 1);
    }
    return [200, 1000, { result: this.commandResponse, ...(this.version !== "2.1.1" && { timeout: 30 }) }];
  }

  private async postResult(url: string, result: string): Promise<void> {
    const answer = await this.call("POST", url, { result }).catch(() => ({ http: null }));
    this.resultAnswers.push(answer.http as number | null);
  }
}
