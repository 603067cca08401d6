import { describe, expect, it } from "vitest";
import { fullBucket, takeToken } from "./token-bucket.rules";

const SIZE = { perSecond: 20, burst: 3 };

describe("takeToken", () => {
  it("lets a burst through and then one token per 50 ms", () => {
    let bucket = fullBucket(SIZE, 0);
    const waits = [0, 0, 0, 0, 25, 50].map((now) => {
      const taken = takeToken(bucket, SIZE, now);
      bucket = taken.bucket;
      return taken.waitMs;
    });
    expect(waits).toEqual([0, 0, 0, 50, 25, 0]);
  });

  it("never gathers more than the burst and gains nothing from a clock that goes back", () => {
    const later = takeToken(fullBucket(SIZE, 0), SIZE, 3_600_000);
    expect(later.bucket.tokens).toBe(2);
    expect(takeToken({ tokens: 0.5, at: 1_000 }, SIZE, 0).waitMs).toBe(25);
  });
});
