import { describe, expect, it } from "vitest";
import { inFlight, mayHaveActed, OVERDUE_MS, releaseCheckDelayMs, retryDelayMs } from "./retry.rules";

const now = new Date("2026-05-01T10:00:00Z");
const later = new Date(now.getTime() + 1);

describe("retries", () => {
  it("REL-94: waits longer each time and never gives up", () => {
    const waits = Array.from({ length: 100 }, (_, i) => retryDelayMs(i));
    for (let i = 1; i < waits.length; i++) expect(waits[i]).toBeGreaterThanOrEqual(waits[i - 1] ?? 0);
    expect(waits[0]).toBe(2_000);
    expect(waits.at(-1)).toBe(1_800_000);
  });

  it("REL-7: looks often while a release is young and rarely when it is old", () => {
    const ages = [0, 60_000, OVERDUE_MS, 24 * 3_600_000];
    expect(ages.map(releaseCheckDelayMs)).toEqual([5_000, 60_000, 900_000, 3_600_000]);
  });

  it("REL-16: tells a call that may have acted from one that certainly has not", () => {
    expect(mayHaveActed({ state: "INTENDED", attempts: 0, leaseUntil: null })).toBe(false);
    expect(mayHaveActed({ state: "INTENDED", attempts: 1, leaseUntil: null })).toBe(false);
    expect(mayHaveActed({ state: "INTENDED", attempts: 1, leaseUntil: now })).toBe(true);
    expect(mayHaveActed({ state: "UNKNOWN", attempts: 1, leaseUntil: null })).toBe(true);
  });

  it("REL-102: a call is in flight until its lease ends, and never when it is finished", () => {
    expect(inFlight({ state: "INTENDED", attempts: 1, leaseUntil: later }, now)).toBe(true);
    expect(inFlight({ state: "INTENDED", attempts: 1, leaseUntil: now }, now)).toBe(false);
    expect(inFlight({ state: "DONE", attempts: 1, leaseUntil: later }, now)).toBe(false);
  });
});
