/** State of a token bucket: how many tokens were there at `at` (milliseconds). */
export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

export interface BucketSize {
  /** Tokens that flow in per second. */
  readonly perSecond: number;
  /** Most tokens that can gather. */
  readonly burst: number;
}

/** A full bucket. */
export function fullBucket(size: BucketSize, at: number): Bucket {
  return { tokens: size.burst, at };
}

/**
 * Takes one token at `now` (milliseconds). `waitMs` is 0 when it was there, else the time until it will be;
 * then nothing was taken. A clock that goes back adds nothing.
 */
export function takeToken(bucket: Bucket, size: BucketSize, now: number): { bucket: Bucket; waitMs: number } {
  const elapsed = Math.max(0, now - bucket.at);
  const tokens = Math.min(size.burst, bucket.tokens + (elapsed * size.perSecond) / 1000);
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, at: now }, waitMs: 0 };
  return { bucket: { tokens, at: now }, waitMs: Math.ceil(((1 - tokens) * 1000) / size.perSecond) };
}
