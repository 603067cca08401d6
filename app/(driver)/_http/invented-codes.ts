import { type Bucket, fullBucket, takeToken } from "@/lib/ocpp/rpc/token-bucket.rules";
import { networkPart } from "@/lib/sessions/open-checkout";

/** A person mistypes a few times; whoever searches for codes is slowed to one in ten seconds. */
const SIZE = { burst: 30, perSecond: 0.1 };

/** Networks that are remembered; a flood from many pushes out the oldest. */
const NETWORKS_MAX = 10_000;

/**
 * Counts codes that were never issued, by network (SEC-3). In the memory of this process, because an invented code must cost
 * no access to the database. Only misses count: who scans a real sticker is never slowed.
 */
export class InventedCodes {
  readonly #buckets = new Map<string, Bucket>();

  constructor(private readonly now: () => number) {}

  /** Notes a code that does not exist. True when this network has tried too many. */
  tooMany(network: string): boolean {
    const key = networkPart(network);
    const now = this.now();
    const { bucket, waitMs } = takeToken(this.#buckets.get(key) ?? fullBucket(SIZE, now), SIZE, now);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= NETWORKS_MAX) break;
      this.#buckets.delete(oldest);
    }
    return waitMs > 0;
  }
}
