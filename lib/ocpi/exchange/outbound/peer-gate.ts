/** Requests to one partner at the same time (SEC-47). */
const MAX_RUNNING = 5;
/** Requests that may wait for one partner; more are refused at once, and come back through their job. */
const MAX_WAITING = 100;

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Keeps a slow partner from slowing down others: at most five requests per partner run at once, a bounded number waits.
 * In memory and per process on purpose: it protects this process, not the partner.
 */
export class PeerGate {
  readonly #queues = new Map<string, Queue>();

  /** Runs `work` when it is its turn. Null when the queue is full: nothing was done. */
  async run<T>(peer: string, work: () => Promise<T>): Promise<T | null> {
    const queue = this.#queues.get(peer) ?? { running: 0, waiting: [] };
    this.#queues.set(peer, queue);
    if (queue.running >= MAX_RUNNING) {
      if (queue.waiting.length >= MAX_WAITING) return null;
      // Whoever leaves hands over the place, so `running` is not touched here.
      await new Promise<void>((resolve) => queue.waiting.push(resolve));
    } else queue.running += 1;
    try {
      return await work();
    } finally {
      const next = queue.waiting.shift();
      if (next !== undefined) next();
      else {
        queue.running -= 1;
        if (queue.running === 0) this.#queues.delete(peer);
      }
    }
  }
}
