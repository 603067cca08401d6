import { describe, expect, it } from "vitest";
import { AttemptLimit } from "./attempt-limit";

describe("SEC-27: AttemptLimit", () => {
  it("allows ten failures, then one per minute", () => {
    let now = 0;
    const limit = new AttemptLimit(() => now);
    const burst = Array.from({ length: 12 }, () => limit.fail("ip:a"));
    expect(burst.filter((refused) => !refused)).toHaveLength(10);
    now += 60_000;
    expect([limit.fail("ip:a"), limit.fail("ip:a")]).toEqual([false, true]);
  });

  it("counts address and identity apart", () => {
    const limit = new AttemptLimit(() => 0);
    for (let at = 0; at < 10; at++) limit.fail("ip:a", `id:${at}`);
    expect(limit.fail("ip:a", "id:new")).toBe(true);
    expect(limit.fail("ip:b", "id:new")).toBe(false);
  });

  it("forgets the oldest keys under a flood instead of growing", () => {
    const limit = new AttemptLimit(() => 0);
    for (let at = 0; at < 11; at++) limit.fail("id:old");
    for (let at = 0; at < 10_000; at++) limit.fail(`id:${at}`);
    expect(limit.fail("id:old")).toBe(false);
  });
});
