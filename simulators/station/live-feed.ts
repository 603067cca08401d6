import type { ServerResponse } from "node:http";
import type { FleetMember } from "./fleet-member";
import { frameRow } from "./page/frame-row";
import { stationCard } from "./page/station-card";
import type { Frame } from "./station.model";

/** So many frames are kept for the log. */
export const LOG_LENGTH = 200;
const REFRESH_MS = 500;

/** Keeps the last frames and streams changed cards and new frames to open pages (server-sent events). */
export class LiveFeed {
  readonly frames: Frame[] = [];
  private readonly listeners = new Set<ServerResponse>();
  private readonly sent = new Map<string, string>();
  private readonly unsubscribe: (() => void)[];
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly members: ReadonlyMap<string, FleetMember>) {
    this.unsubscribe = [...members.values()].map(({ station }) =>
      station.on("frame", (frame) => this.add(frame)),
    );
  }

  /** Holds the response open and writes events to it until it closes. */
  subscribe(response: ServerResponse): void {
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      connection: "keep-alive",
    });
    response.write("retry: 1000\n\n");
    this.listeners.add(response);
    this.sent.clear();
    response.on("close", () => {
      this.listeners.delete(response);
      if (this.listeners.size === 0) this.pause();
    });
    this.timer ??= setInterval(() => this.refresh(), REFRESH_MS);
    this.refresh();
  }

  close(): void {
    for (const off of this.unsubscribe) off();
    this.pause();
    for (const response of this.listeners) response.end();
    this.listeners.clear();
  }

  private pause(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private add(frame: Frame): void {
    this.frames.push(frame);
    if (this.frames.length > LOG_LENGTH) this.frames.shift();
    if (this.listeners.size > 0) this.write("frame", { identity: frame.identity, html: frameRow(frame) });
  }

  /** Sends the cards that look different from what was sent last. */
  private refresh(): void {
    for (const [identity, member] of this.members) {
      const card = stationCard(member);
      if (this.sent.get(identity) === card) continue;
      this.sent.set(identity, card);
      this.write("card", { identity, html: card });
    }
  }

  private write(event: string, data: object): void {
    const message = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const response of this.listeners) response.write(message);
  }
}
