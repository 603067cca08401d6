import { type Bucket, fullBucket, takeToken } from "@/lib/ocpp/rpc/token-bucket.rules";

/** Ten failures at once, then one per minute (SEC-27). */
const SIZE = { burst: 10, perSecond: 1 / 60 };

/** Keys that are remembered; a flood of invented identities pushes out the oldest. */
const KEYS_MAX = 10_000;

/**
 * Counts failed logins by address and by identity. Only failures count and only failures are refused, so that nobody can lock
 * out a station that knows its password (SEC-27).
 */
export class AttemptLimit {
  readonly #buckets = new Map<string, Bucket>();

  constructor(private readonly now: () => number) {}

  /** Notes a failed login. True when one of the keys has had too many. */
  fail(...keys: string[]): boolean {
    return keys.map((key) => this.#take(key)).includes(true);
  }

  #take(key: string): boolean {
    const now = this.now();
    const { bucket, waitMs } = takeToken(this.#buckets.get(key) ?? fullBucket(SIZE, now), SIZE, now);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= KEYS_MAX) break;
      this.#buckets.delete(oldest);
    }
    return waitMs > 0;
  }
}
