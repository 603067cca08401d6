import type { ConfigurationTable } from "./configuration-table";
import type { Timer, Timers } from "./timers";
import { CallFailed } from "./wire";

export type TransactionAction = "StartTransaction" | "MeterValues" | "StopTransaction";
export type Delivery = "delivered" | "discarded";

/** A message that must reach the server, in order (OCPP 1.6 §3.7). */
export interface TransactionMessage {
  readonly action: TransactionAction;
  /** Called once, at the first attempt, when earlier answers (the transaction id) are known. Retries repeat its result. */
  build(): object;
  /** The server's result. Not called when the station gives the message up. */
  delivered?(result: unknown): void;
}

interface Item {
  readonly message: TransactionMessage;
  payload: object | null;
  failures: number;
  done(delivery: Delivery): void;
}

export interface QueueOptions {
  readonly configuration: ConfigurationTable;
  readonly timers: Timers;
  readonly waitSpeed: number;
  /** True when transaction messages may go out: connected, and the BootNotification was accepted. */
  ready(): boolean;
  call(action: string, payload: object): Promise<unknown>;
  onChange(): void;
}

/**
 * Transaction messages in order. While offline they wait. An error or a missing answer is retried
 * `TransactionMessageAttempts` times in all, the n-th time after n × `TransactionMessageRetryInterval`; then the
 * message is discarded (OCPP 1.6 §3.7.1). A retry has the same content and a new message id.
 */
export class TransactionQueue {
  private readonly items: Item[] = [];
  private busy = false;
  private pause: Timer | null = null;
  private readonly idle: (() => void)[] = [];

  constructor(private readonly options: QueueOptions) {}

  get length(): number {
    return this.items.length;
  }

  /** Queues a message; resolves when the server answered it or the station gave it up. */
  push(message: TransactionMessage): Promise<Delivery> {
    return new Promise((done) => {
      this.items.push({ message, payload: null, failures: 0, done });
      this.options.onChange();
      this.wake();
    });
  }

  /** Resolves when nothing waits any more. */
  drained(): Promise<void> {
    if (this.items.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.idle.push(resolve));
  }

  /** Goes on after a reconnect; a retry pause is cut short by nothing but its own timer. */
  wake(): void {
    const head = this.items[0];
    if (this.busy || this.pause !== null || head === undefined || !this.options.ready()) return;
    this.busy = true;
    void this.deliver(head).finally(() => {
      this.busy = false;
      this.wake();
    });
  }

  private async deliver(item: Item): Promise<void> {
    const { action } = item.message;
    item.payload ??= item.message.build();
    try {
      const result = await this.options.call(action, item.payload);
      this.finish("delivered");
      item.message.delivered?.(result);
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (error.why !== "offline") this.failed(item);
    }
  }

  private failed(item: Item): void {
    const { configuration, timers, waitSpeed } = this.options;
    item.failures += 1;
    if (item.failures >= configuration.number("TransactionMessageAttempts")) {
      this.finish("discarded");
      return;
    }
    const waitS = configuration.number("TransactionMessageRetryInterval") * item.failures;
    this.pause = timers.after((waitS * 1000) / waitSpeed, () => {
      this.pause = null;
      this.wake();
    });
  }

  private finish(delivery: Delivery): void {
    this.items.shift()?.done(delivery);
    this.options.onChange();
    if (this.items.length === 0) for (const resolve of this.idle.splice(0)) resolve();
  }
}
