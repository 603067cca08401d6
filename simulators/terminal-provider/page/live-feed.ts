import type { ServerResponse } from "node:http";
import type { LogEntry } from "../message-log";
import { messageRow } from "./message-row";
import type { Page } from "./pages";

const REFRESH_MS = 100;

interface Listener {
  readonly response: ServerResponse;
  readonly render: () => Page | null;
  readonly providerId: string | null;
  sent: string;
}

/** Streams changed parts and new messages to open pages (server-sent events). */
export class LiveFeed {
  private readonly listeners = new Set<Listener>();
  private timer: NodeJS.Timeout | null = null;

  /** Holds the response open and writes events to it until it closes. */
  subscribe(response: ServerResponse, render: () => Page | null): void {
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      connection: "keep-alive",
    });
    response.write("retry: 1000\n\n");
    const listener: Listener = { response, render, providerId: render()?.providerId ?? null, sent: "" };
    this.listeners.add(listener);
    response.on("close", () => this.listeners.delete(listener));
    this.refresh(listener);
  }

  /** Something changed; pages hear of it soon, all changes of a moment together. */
  touch(): void {
    if (this.listeners.size === 0) return;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      for (const listener of this.listeners) this.refresh(listener);
    }, REFRESH_MS);
  }

  message(entry: LogEntry): void {
    for (const listener of this.listeners) {
      if (listener.providerId === entry.providerId) write(listener, "message-row", messageRow(entry));
    }
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    for (const { response } of this.listeners) response.end();
    this.listeners.clear();
  }

  private refresh(listener: Listener): void {
    // The log grows by rows of its own.
    const html = (listener.render()?.content.text ?? "").replace(/<ol class="messages"[\s\S]*?<\/ol>/, "");
    if (html === listener.sent) return;
    listener.sent = html;
    write(listener, "parts", html);
  }
}

function write({ response }: Listener, event: string, data: string): void {
  response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
