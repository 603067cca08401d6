import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pathSegments } from "@/lib/ocpi/exchange/endpoint-url.rules";
import { handleOcpiRequest } from "@/lib/ocpi/server/handle-request";
import type { OcpiDeps } from "@/lib/ocpi/server/server.model";

const PREFIX = /^\/api\/ocpi\/?/;

/** Our OCPI server over real HTTP, as the web process has it: partners of tests come in here. */
export class PartnerDoor {
  private deps: OcpiDeps | null = null;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<PartnerDoor> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server does not listen");
    const door = new PartnerDoor(server, `http://127.0.0.1:${address.port}`);
    server.on("request", (request, response) => void door.answer(request, response));
    return door;
  }

  serve(deps: OcpiDeps): void {
    this.deps = deps;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.deps === null) throw new Error("the door has nobody behind it");
    const url = new URL(request.url ?? "/", this.url);
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const answer = await handleOcpiRequest(this.deps, {
      method: request.method ?? "GET",
      url: url.href,
      path: pathSegments(url.pathname.replace(PREFIX, "")) ?? ["?"],
      query: url.searchParams,
      headers: { get: (name) => request.headers[name.toLowerCase()]?.toString() ?? null },
      body: text,
      remote: "127.0.0.1",
    });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
