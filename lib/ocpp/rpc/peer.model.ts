import type { Clock } from "@/lib/core/ports";
import type { JsonObject, Malformed, Reply, RpcErrorCodes } from "./frame.model";

/** Timers as a port, so that tests own the time. */
export interface Timers {
  /** Runs `run` once after `ms` milliseconds; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** A CALL of the station, ready for the handler. `raw` is the text as it came, for the journal. */
export interface IncomingCall {
  readonly id: string;
  readonly action: string;
  readonly payload: JsonObject;
  readonly raw: string;
  readonly receivedAt: Date;
}

/** Frames that the handler does not see: our own calls and answers, and the station's answers and rubbish. */
export interface ObservedFrame {
  readonly direction: "in" | "out";
  readonly raw: string;
  readonly messageId: string | null;
  /** For a CALL its action; for an answer the action of the call it belongs to, when known. */
  readonly action: string | null;
}

/** Things worth a line in the log or a signal to the operator; none of them breaks the connection. */
export type PeerNotice =
  | { readonly kind: "malformed"; readonly reason: Malformed["reason"] }
  | { readonly kind: "unknown-type"; readonly messageType: unknown }
  | { readonly kind: "late-reply"; readonly messageId: string }
  | { readonly kind: "result-error"; readonly messageId: string; readonly code: string }
  | { readonly kind: "unanswered-send"; readonly action: string }
  | { readonly kind: "duplicate"; readonly messageId: string }
  | { readonly kind: "throttled"; readonly waiting: number }
  | { readonly kind: "handler-failed"; readonly action: string; readonly error: unknown };

/** One command to the station. */
export interface OutgoingCall {
  readonly action: string;
  readonly payload: JsonObject;
  /**
   * Covers the wait in the queue and the answer. What has not left shortly before is not sent any more (the payment behind it
   * may be gone); what has left and is not answered by then is a `timeout`.
   */
  readonly deadline: Date;
  /**
   * Runs directly before the frame leaves; records "sent". False means: do not send any more.
   * The frame leaves only after the promise is fulfilled, so a crash in between leaves "sent", never a silent second send.
   */
  readonly beforeSend?: (messageId: string) => Promise<boolean>;
}

/** How a command ended. `unsent` and `expired` prove that the station never saw it; `timeout` and `lost` prove nothing. */
export type CallOutcome =
  | { readonly kind: "result"; readonly payload: JsonObject }
  | { readonly kind: "error"; readonly code: string; readonly description: string }
  | { readonly kind: "timeout" }
  | { readonly kind: "lost" }
  | { readonly kind: "unsent"; readonly reason: "closed" | "cancelled" | "expired" | "queue-full" };

export interface PeerLimits {
  /** Frames waiting for the handler above which reading from the station is paused. */
  readonly highWater: number;
  /** Sustained frames per second that are handled (SEC-33); more waits, it is never refused (REL-29). */
  readonly perSecond: number;
  /** Frames that may come at once, for example the queue of a station that was offline. */
  readonly burst: number;
  /** Answers kept for repeated message ids. */
  readonly cachedReplies: number;
  /** Commands that may wait for one station. */
  readonly queuedCalls: number;
}

export const DEFAULT_LIMITS: PeerLimits = {
  highWater: 64,
  perSecond: 20,
  burst: 200,
  cachedReplies: 64,
  queuedCalls: 50,
};

export interface PeerOptions {
  /** Puts one text message on the wire. Must not throw after the socket is gone. */
  readonly send: (text: string) => void;
  /** Handles one CALL; calls come strictly one after the other. A rejection is answered with InternalError. */
  readonly handle: (call: IncomingCall) => Promise<Reply>;
  readonly observe: (frame: ObservedFrame) => void;
  readonly notice: (notice: PeerNotice) => void;
  /** Back-pressure: stop and resume reading from the socket. */
  readonly flow: { pause(): void; resume(): void };
  readonly clock: Clock;
  readonly timers: Timers;
  readonly nextId: () => string;
  readonly codes: RpcErrorCodes;
  readonly limits?: Partial<PeerLimits>;
}

/** One side of an OCPP-J connection, without a socket. */
export interface Peer {
  /** Takes one text message from the wire. Never throws. */
  receive(text: string): void;
  /** Sends a command: one at a time, the rest waits in order. Never rejects. */
  call(request: OutgoingCall): Promise<CallOutcome>;
  /** Fulfilled as soon as no received CALL waits for its answer. */
  settled(): Promise<void>;
  /** The wire is gone: sent calls are `lost`, waiting ones `unsent`, nothing is written any more. */
  close(): void;
}
