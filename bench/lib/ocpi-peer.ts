import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";

/** What a partner was sent, and when. */
export interface Received {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** A partner on the loopback interface who takes everything at once. */
export class Peer {
  readonly received: Received[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<Peer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const peer = new Peer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on("request", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.once("end", () => {
        const body = Buffer.concat(chunks).toString();
        const { method = "", url = "" } = request;
        peer.received.push({ at: performance.now(), method, path: url, body });
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ status_code: 1000, timestamp: new Date().toISOString() }));
      });
    });
    return peer;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
