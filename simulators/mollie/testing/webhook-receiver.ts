import { createServer } from "node:http";

export interface ReceivedWebhook {
  readonly method: string;
  readonly body: string;
  readonly contentType: string;
  readonly userAgent: string;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** Status of the next answers; 302 and 307 lead to `/moved`. */
  answerWith(status: number): void;
  stop(): Promise<void>;
}

/** A shop's webhook endpoint that writes down what it gets. */
export async function startReceiver(onCall: () => void = () => undefined): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({
        method: request.method ?? "",
        body: Buffer.concat(chunks).toString(),
        contentType: request.headers["content-type"] ?? "",
        userAgent: request.headers["user-agent"] ?? "",
      });
      onCall();
      const moved = request.url === "/moved";
      response.writeHead(
        moved ? 200 : status,
        !moved && status >= 300 && status < 400 ? { location: "/moved" } : {},
      );
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    received,
    answerWith: (next) => {
      status = next;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
