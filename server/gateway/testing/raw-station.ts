import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type WebSocket from "ws";

/** A station that sends exactly the frames that a test wants. */
export class RawStation {
  readonly received: string[] = [];
  readonly opened: Promise<void>;
  readonly closed: Promise<number>;

  constructor(readonly socket: WebSocket) {
    socket.on("message", (data) => this.received.push(data.toString()));
    this.closed = new Promise((resolve) => socket.on("close", resolve));
    this.opened = new Promise((resolve, reject) => {
      socket.on("open", () => resolve());
      socket.on("unexpected-response", (_request, response) => {
        response.resume();
        reject(new HttpRefusal(response.statusCode ?? 0));
      });
      socket.on("error", reject);
    });
    // Tests that wait for something else must not fail by an unheard rejection.
    this.opened.catch(() => undefined);
  }

  send(...frame: unknown[]): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Waits for the answer to a message id. */
  async answer(id: string): Promise<unknown[]> {
    return until(() =>
      this.received
        .map((text) => JSON.parse(text) as unknown[])
        .find((frame) => frame[0] !== 2 && frame[1] === id),
    );
  }

  async ask(id: string, action: string, payload: object): Promise<unknown[]> {
    this.send(2, id, action, payload);
    return this.answer(id);
  }

  /** Waits for the next call of the central system with this action. */
  async called(action: string): Promise<[number, string, string, Record<string, unknown>]> {
    return until(() =>
      this.received
        .map((text) => JSON.parse(text) as [number, string, string, Record<string, unknown>])
        .find((frame) => frame[0] === 2 && frame[2] === action),
    );
  }
}

export class HttpRefusal extends Error {
  constructor(readonly status: number) {
    super(`refused with ${status}`);
  }
}

/** Asks again until there is an answer; the test's own time limit ends it otherwise. */
export async function until<T>(
  read: () => T | undefined | null | false | Promise<T | undefined | null | false>,
): Promise<T> {
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) return value;
    await sleep(10);
  }
}

/** The status line of a hand-written HTTP request, for requests that no client library would send. */
export function rawStatus(port: number, request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    socket.once("data", (chunk) => {
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(chunk.toString())?.[1]));
      socket.destroy();
    });
    socket.on("error", reject);
  });
}
