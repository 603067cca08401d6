import type { JsonObject } from "./frame.model";
import { encodeCall } from "./frame.rules";
import type { CallOutcome, OutgoingCall, PeerLimits, PeerOptions } from "./peer.model";

/** Message ids of calls that timed out, kept so that a late answer is told apart from rubbish. */
const REMEMBERED_LATE = 32;

/** A command that could not be answered before its deadline is better not sent: its effect would be unknown for nothing. */
const MIN_ANSWER_MS = 500;

interface Waiting {
  readonly request: OutgoingCall;
  readonly finish: (outcome: CallOutcome) => void;
}

interface Pending {
  readonly id: string;
  readonly action: string;
  readonly finish: (outcome: CallOutcome) => void;
  sent: boolean;
  cancelTimer: () => void;
}

/** Our calls to one station: one on the wire at a time (OCPP-J 1.6 §4.1.1), the rest waits in order. */
export class Outbox {
  readonly #waiting: Waiting[] = [];
  readonly #late = new Map<string, string>();
  #pending: Pending | undefined;
  #closed = false;

  constructor(
    private readonly options: PeerOptions,
    private readonly limits: PeerLimits,
  ) {}

  call(request: OutgoingCall): Promise<CallOutcome> {
    if (this.#closed) return Promise.resolve({ kind: "unsent", reason: "closed" });
    if (this.#waiting.length >= this.limits.queuedCalls) {
      return Promise.resolve({ kind: "unsent", reason: "queue-full" });
    }
    return new Promise((finish) => {
      this.#waiting.push({ request, finish });
      this.#next();
    });
  }

  /** An answer with this message id came. The action of the call that waited for it; null when none did. */
  answered(id: string, outcome: CallOutcome): string | null {
    const pending = this.#pending;
    if (!pending?.sent || pending.id !== id) return null;
    this.#settle(pending, outcome);
    return pending.action;
  }

  /** The action of a call that timed out and whose answer may still come; null when there is no such call. */
  lateAction(id: string): string | null {
    return this.#late.get(id) ?? null;
  }

  close(): void {
    this.#closed = true;
    const pending = this.#pending;
    if (pending)
      this.#settle(pending, pending.sent ? { kind: "lost" } : { kind: "unsent", reason: "closed" });
    for (const { finish } of this.#waiting.splice(0)) finish({ kind: "unsent", reason: "closed" });
  }

  #next(): void {
    if (this.#pending || this.#closed) return;
    const waiting = this.#waiting.shift();
    if (!waiting) return;
    const { request, finish } = waiting;
    if (this.#expired(request)) {
      finish({ kind: "unsent", reason: "expired" });
      this.#next();
      return;
    }
    const pending: Pending = {
      id: this.options.nextId(),
      action: request.action,
      finish,
      sent: false,
      cancelTimer: () => undefined,
    };
    this.#pending = pending;
    this.#allowed(request, pending.id).then(
      (allowed) => this.#send(pending, request, allowed),
      (error: unknown) => {
        this.options.notice({ kind: "handler-failed", action: request.action, error });
        this.#send(pending, request, false);
      },
    );
  }

  async #allowed(request: OutgoingCall, id: string): Promise<boolean> {
    return request.beforeSend ? request.beforeSend(id) : true;
  }

  #send(pending: Pending, request: OutgoingCall, allowed: boolean): void {
    if (this.#pending !== pending) return;
    if (!allowed || this.#expired(request)) {
      this.#settle(pending, { kind: "unsent", reason: allowed ? "expired" : "cancelled" });
      return;
    }
    pending.sent = true;
    pending.cancelTimer = this.options.timers.after(this.#remaining(request), () => {
      this.#rememberLate(pending);
      this.#settle(pending, { kind: "timeout" });
    });
    this.#write(pending, request.payload);
  }

  #write(pending: Pending, payload: JsonObject): void {
    const raw = encodeCall(pending.id, pending.action, payload);
    this.options.send(raw);
    this.options.observe({ direction: "out", raw, messageId: pending.id, action: pending.action });
  }

  #settle(pending: Pending, outcome: CallOutcome): void {
    pending.cancelTimer();
    this.#pending = undefined;
    pending.finish(outcome);
    this.#next();
  }

  #expired(request: OutgoingCall): boolean {
    return this.#remaining(request) < MIN_ANSWER_MS;
  }

  #remaining(request: OutgoingCall): number {
    return request.deadline.getTime() - this.options.clock.now().getTime();
  }

  #rememberLate(pending: Pending): void {
    this.#late.set(pending.id, pending.action);
    for (const oldest of this.#late.keys()) {
      if (this.#late.size <= REMEMBERED_LATE) break;
      this.#late.delete(oldest);
    }
  }
}
