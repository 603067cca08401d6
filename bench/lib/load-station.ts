import { once } from "node:events";
import { WebSocket } from "ws";

/** A call that the central system sent to the station. */
export type IncomingCall = (action: string, payload: Record<string, unknown>) => Record<string, unknown>;

const ANSWER_MS = 30_000;

/**
 * The cheapest station that can be: it only writes and reads frames (OCPP-J 1.6 §4), so that the load comes from the central
 * system and not from its partner. The station simulator of the product does far more.
 */
export class LoadStation {
  readonly #waiting = new Map<
    string,
    { done: (payload: Record<string, unknown>) => void; failed: (error: Error) => void }
  >();
  #serial = 0;

  private constructor(
    private readonly socket: WebSocket,
    private readonly onCall: IncomingCall,
  ) {
    socket.on("message", (data) => this.#receive(String(data)));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the socket was closed")));
  }

  /** Connects with Basic authentication. Rejects when the door stays shut. */
  static async connect(
    url: string,
    identity: string,
    password: string,
    onCall: IncomingCall = () => ({ status: "Accepted" }),
  ): Promise<LoadStation> {
    const authorization = `Basic ${Buffer.from(`${identity}:${password}`).toString("base64")}`;
    const socket = new WebSocket(`${url}/${identity}`, ["ocpp1.6"], {
      headers: { authorization },
      perMessageDeflate: false,
    });
    await once(socket, "open");
    return new LoadStation(socket, onCall);
  }

  /** Sends a call; fulfilled with the answer's payload, rejected by an error frame, a closed socket or after 30 s. */
  call(action: string, payload: unknown): Promise<Record<string, unknown>> {
    const id = String(++this.#serial);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => settle(() => reject(new Error(`${action} was not answered`))),
        ANSWER_MS,
      );
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        then();
      };
      this.#waiting.set(id, {
        done: (answer) => settle(() => resolve(answer)),
        failed: (error) => settle(() => reject(error)),
      });
      this.socket.send(JSON.stringify([2, id, action, payload]));
    });
  }

  /** Ends the connection and returns when it has ended. */
  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.socket, "close");
    this.socket.close(1000);
    const patience = setTimeout(() => this.socket.terminate(), 2_000);
    await closed;
    clearTimeout(patience);
  }

  #receive(text: string): void {
    const frame = JSON.parse(text) as [number, string, ...unknown[]];
    const [type, id, third, fourth] = frame;
    if (type === 2) {
      const answer = this.onCall(String(third), fourth as Record<string, unknown>);
      this.socket.send(JSON.stringify([3, id, answer]));
      return;
    }
    const waiting = this.#waiting.get(id);
    if (type === 3) waiting?.done(third as Record<string, unknown>);
    else waiting?.failed(new Error(`the central system answered ${text}`));
  }

  #fail(error: Error): void {
    for (const { failed } of [...this.#waiting.values()]) failed(error);
  }
}
