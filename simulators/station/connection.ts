import { randomUUID } from "node:crypto";
import WebSocket from "ws";
import { CallExchange } from "./call-exchange";
import type { FaultPlan } from "./faults";
import type { Frame } from "./station.model";
import type { Timer, Timers } from "./timers";
import { CallFailed, CallRefused, decodeFrame, encodeError, encodeResult } from "./wire";

/** Returned by a handler that leaves the server without an answer. */
export const NO_ANSWER = Symbol("no answer");

export interface ConnectionOptions {
  readonly url: string;
  readonly identity: string;
  readonly callTimeoutMs: number;
  readonly waitSpeed: number;
  readonly random: () => number;
  readonly timers: Timers;
  readonly faults: FaultPlan;
  readonly password: () => string;
  onOpen(): void;
  onChange(): void;
  /** Answers a call of the server; throws `CallRefused`; may return `NO_ANSWER`. */
  onCall(action: string, payload: unknown): Promise<object | typeof NO_ANSWER>;
  /** Null when nobody listens, so that no frame object is made. */
  frameListener(): ((frame: Frame) => void) | null;
}

const FIRST_BACK_OFF_S = 1;
const LONGEST_BACK_OFF_S = 30;

/** The station's WebSocket: connects, comes back with back-off and jitter, and carries calls both ways. */
export class StationConnection {
  private socket: WebSocket | null = null;
  private retry: Timer | null = null;
  private attempts = 0;
  private wanted = false;
  private readonly exchange: CallExchange;
  /** Why the last attempt failed, for people. */
  lastError: string | null = null;

  constructor(private readonly options: ConnectionOptions) {
    this.exchange = new CallExchange({
      timers: options.timers,
      timeoutMs: options.callTimeoutMs,
      faults: options.faults,
      newId: randomUUID,
      send: (raw) => this.socket?.send(raw),
      cut: () => this.cut(),
      frame: (details) => this.emitFrame(details),
    });
  }

  get online(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Connects now and keeps the socket up until `disconnect`. */
  connect(): void {
    this.wanted = true;
    this.retry?.cancel();
    this.retry = null;
    if (this.socket === null) this.open();
  }

  /** Cuts the socket and stays away until `connect`. */
  disconnect(): void {
    this.wanted = false;
    this.retry?.cancel();
    this.retry = null;
    this.cut();
  }

  /** Cuts the socket without a closing handshake, as a lost mobile network does; comes back when wanted. */
  cut(): void {
    const socket = this.socket;
    if (socket === null) return;
    this.socket = null;
    socket.terminate();
    this.afterClose("connection cut");
  }

  /** Closes politely and resolves when the socket is gone. */
  async close(): Promise<void> {
    this.wanted = false;
    this.retry?.cancel();
    const socket = this.socket;
    if (socket === null) return;
    this.socket = null;
    this.exchange.failAll("stopped");
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => socket.terminate(), 500);
      socket.once("close", () => {
        clearTimeout(force);
        resolve();
      });
      socket.close(1000, "station stops");
    });
    this.options.onChange();
  }

  /** Sends a call and resolves with the server's result; calls go out one at a time. Rejects with `CallFailed`. */
  call(action: string, payload: object): Promise<unknown> {
    if (!this.online) return Promise.reject(new CallFailed("offline", `${action}: not connected`));
    return this.exchange.call(action, payload);
  }

  private open(): void {
    const { url, identity, password } = this.options;
    const secret = password();
    const basic = Buffer.from(`${identity}:${secret}`).toString("base64");
    const socket = new WebSocket(`${url.replace(/\/$/, "")}/${encodeURIComponent(identity)}`, ["ocpp1.6"], {
      headers: secret === "" ? {} : { authorization: `Basic ${basic}` },
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
    });
    this.socket = socket;
    socket.on("open", () => {
      if (this.socket !== socket) return;
      this.attempts = 0;
      this.lastError = null;
      this.options.onOpen();
    });
    socket.on("message", (data, isBinary) => {
      if (this.socket === socket && !isBinary) this.receive(String(data));
    });
    socket.on("error", (error) => {
      this.lastError = error.message === "" ? "cannot connect" : error.message;
    });
    socket.on("close", () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.afterClose("connection closed");
    });
  }

  private afterClose(why: string): void {
    this.exchange.failAll(why);
    this.lastError ??= why;
    if (this.wanted && this.retry === null) {
      const { random, timers, waitSpeed } = this.options;
      const longest = Math.min(LONGEST_BACK_OFF_S, FIRST_BACK_OFF_S * 2 ** this.attempts);
      this.attempts = Math.min(this.attempts + 1, 10);
      this.retry = timers.after((longest * (0.5 + random() / 2) * 1000) / waitSpeed, () => {
        this.retry = null;
        if (this.wanted && this.socket === null) this.open();
      });
    }
    this.options.onChange();
  }

  private receive(raw: string): void {
    const message = decodeFrame(raw);
    if (message === null) {
      this.emitFrame({
        direction: "received",
        kind: "unreadable",
        action: "",
        messageId: "",
        payload: null,
        raw,
      });
      return;
    }
    if (message.kind !== "call") {
      this.exchange.answer(message, raw);
      return;
    }
    const { action, messageId, payload } = message;
    this.emitFrame({ direction: "received", kind: "call", action, messageId, payload, raw });
    void this.reply(action, messageId, payload);
  }

  private async reply(action: string, messageId: string, payload: unknown): Promise<void> {
    const asked = this.socket;
    try {
      const result = await this.options.onCall(action, payload);
      if (result === NO_ANSWER || this.socket !== asked || !this.online) return;
      const raw = encodeResult(messageId, result);
      asked?.send(raw);
      this.emitFrame({ direction: "sent", kind: "result", action, messageId, payload: result, raw });
    } catch (error) {
      if (this.socket !== asked || !this.online) return;
      const refused =
        error instanceof CallRefused ? error : new CallRefused("InternalError", "handler failed");
      const raw = encodeError(messageId, refused.code, refused.message);
      asked?.send(raw);
      this.emitFrame({
        direction: "sent",
        kind: "error",
        action,
        messageId,
        payload: { code: refused.code },
        raw,
      });
    }
  }

  private emitFrame(details: Omit<Frame, "at" | "identity">): void {
    const listener = this.options.frameListener();
    if (listener) listener({ at: new Date(), identity: this.options.identity, ...details });
  }
}
