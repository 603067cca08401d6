import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { authenticatePartner } from "@/lib/subscriptions/authenticate-partner";
import { tokenCandidates } from "../../../exchange/authorization.rules";
import { OCPI_VERSIONS } from "../../../exchange/codec.model";
import { reply } from "../../../exchange/envelope.rules";
import type { OcpiAnswer, OcpiDeps, OcpiRequest } from "../../../server/server.model";
import { handleCredentials } from "../credentials-handler";

/**
 * Our versions, details and credentials over HTTP and nothing else: what a handshake needs of the server. The product's own
 * server has its own tests.
 */
export class CpoServer {
  /** Requests as they came: method, path, status. */
  readonly seen: string[] = [];
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<CpoServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server does not listen");
    return new CpoServer(server, `http://127.0.0.1:${address.port}`);
  }

  serve(deps: OcpiDeps): void {
    this.server.on("request", (request, response) => void this.handle(deps, request, response));
  }

  private async handle(deps: OcpiDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const [, , , version = "", module, ...segments] = (request.url ?? "").split("/");
    const spoken = OCPI_VERSIONS.find((known) => known === version) ?? "2.2.1";
    const answer = await this.answer(deps, request, { version, module, segments, text }).catch(
      (error: unknown): OcpiAnswer => ({ situation: "failed", message: String(error) }),
    );
    const { http, body } = reply(spoken, answer.situation, new Date(), answer);
    this.seen.push(`${request.method} ${[version, module].filter(Boolean).join("/")} ${http}`);
    response.writeHead(http, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  private async answer(
    deps: OcpiDeps,
    request: IncomingMessage,
    path: { version: string; module: string | undefined; segments: string[]; text: string },
  ): Promise<OcpiAnswer> {
    const partner = await authenticatePartner(
      deps.context,
      tokenCandidates(request.headers.authorization ?? null),
    );
    if (partner === null) return { situation: "unauthenticated" };
    const base = `${this.url}/api/ocpi`;
    if (path.version === "versions")
      return {
        situation: "done",
        data: OCPI_VERSIONS.map((version) => ({ version, url: `${base}/${version}` })),
      };
    const version = OCPI_VERSIONS.find((known) => known === path.version);
    if (version === undefined) return { situation: "no_such_resource" };
    const url = `${base}/${version}/credentials`;
    if (path.module === undefined)
      return {
        situation: "done",
        data: { version, endpoints: [{ identifier: "credentials", role: "SENDER", url }] },
      };
    return handleCredentials(deps, partner, {
      method: request.method as OcpiRequest["method"],
      version,
      module: path.module,
      segments: path.segments,
      url: request.url ?? "",
      query: new URLSearchParams(),
      body: path.text === "" ? undefined : JSON.parse(path.text),
      message: { requestId: "r", correlationId: "c", from: null, to: null },
      now: new Date(),
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
