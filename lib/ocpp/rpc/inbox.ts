import type { CallFrame, Reply } from "./frame.model";
import { encodeReply } from "./frame.rules";
import type { IncomingCall, PeerLimits, PeerOptions } from "./peer.model";
import { ReplyCache } from "./reply-cache";
import { type Bucket, fullBucket, takeToken } from "./token-bucket.rules";

/**
 * The calls of one station: handled strictly one after the other and answered in the order of arrival, even when the
 * station does not wait for answers (OCPP-J 1.6 §4.1.1 forbids it, stations do it). Too many frames wait, none is refused.
 */
export class Inbox {
  readonly #queue: IncomingCall[] = [];
  readonly #cache: ReplyCache;
  readonly #idle: Array<() => void> = [];
  #bucket: Bucket;
  #running = false;
  #paused = false;
  #closed = false;
  #cancelWait: (() => void) | undefined;

  constructor(
    private readonly options: PeerOptions,
    private readonly limits: PeerLimits,
  ) {
    this.#cache = new ReplyCache(limits.cachedReplies);
    this.#bucket = fullBucket(limits, options.clock.now().getTime());
  }

  add(frame: CallFrame, raw: string): void {
    const { id, action, payload } = frame;
    this.#queue.push({ id, action, payload, raw, receivedAt: this.options.clock.now() });
    if (!this.#paused && this.#queue.length >= this.limits.highWater) {
      this.#paused = true;
      this.options.flow.pause();
      this.options.notice({ kind: "throttled", waiting: this.#queue.length });
    }
    this.#run();
  }

  /** Fulfilled when nothing waits or runs. */
  settled(): Promise<void> {
    return this.#running ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  /** Drops what waits: the station will send it again. What runs now runs to its end, its answer is not written. */
  close(): void {
    this.#closed = true;
    this.#queue.length = 0;
    this.#cancelWait?.();
    if (this.#cancelWait) this.#finish();
  }

  #run(): void {
    if (this.#running || this.#closed) return;
    this.#running = true;
    this.#next();
  }

  #next(): void {
    const call = this.#queue[0];
    if (this.#closed || !call) {
      this.#finish();
      return;
    }
    const taken = takeToken(this.#bucket, this.limits, this.options.clock.now().getTime());
    this.#bucket = taken.bucket;
    if (taken.waitMs > 0) {
      this.#cancelWait = this.options.timers.after(taken.waitMs, () => {
        this.#cancelWait = undefined;
        this.#next();
      });
      return;
    }
    this.#queue.shift();
    this.#resumeIfLow();
    this.#answer(call).then(
      () => this.#next(),
      (error: unknown) => {
        this.options.notice({ kind: "handler-failed", action: call.action, error });
        this.#next();
      },
    );
  }

  #finish(): void {
    this.#running = false;
    this.#cancelWait = undefined;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #resumeIfLow(): void {
    if (!this.#paused || this.#queue.length > this.limits.highWater / 2) return;
    this.#paused = false;
    this.options.flow.resume();
  }

  async #answer(call: IncomingCall): Promise<void> {
    const known = this.#cache.find(call.id, call.raw);
    if (known !== undefined) {
      this.options.notice({ kind: "duplicate", messageId: call.id });
      this.#write(call, known);
      return;
    }
    const reply = await this.#handle(call);
    const text = encodeReply(call.id, reply, this.options.codes);
    // An internal error is not an answer to keep: the repetition deserves a second try.
    if (reply.kind === "result" || reply.error !== "internal") this.#cache.store(call.id, call.raw, text);
    this.#write(call, text);
  }

  async #handle(call: IncomingCall): Promise<Reply> {
    try {
      return await this.options.handle(call);
    } catch (error) {
      this.options.notice({ kind: "handler-failed", action: call.action, error });
      return { kind: "error", error: "internal", description: "The message could not be processed" };
    }
  }

  #write(call: IncomingCall, text: string): void {
    if (this.#closed) return;
    this.options.send(text);
    this.options.observe({ direction: "out", raw: text, messageId: call.id, action: call.action });
  }
}
