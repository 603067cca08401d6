import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeRate } from "./take-rate";
import { openTestContext, type TestContext } from "./testing/context";

let test: TestContext;
beforeAll(async () => {
  test = await openTestContext();
});
afterAll(() => test.close());

describe("takeRate", () => {
  it("SEC-15: allows up to the limit, then tells how long to wait, and opens again after the window", async () => {
    const ask = () => takeRate(test.context, { key: "scan:a", limit: 3, windowS: 60 });
    for (let use = 0; use < 3; use++) expect(await ask()).toEqual({ allowed: true, retryAfterS: 0 });
    test.advance(20);
    expect(await ask()).toEqual({ allowed: false, retryAfterS: 40 });
    test.advance(40);
    expect(await ask()).toEqual({ allowed: true, retryAfterS: 0 });
  });

  it("SEC-73, SEC-66: the first refusal of a window is told in the log, by purpose and without the person", async () => {
    const lines: Record<string, unknown>[] = [];
    const keep = (fields: Readonly<Record<string, unknown>>) => void lines.push({ ...fields });
    const context = { ...test.context, log: { info: keep, warn: keep, error: keep } };
    for (let use = 0; use < 5; use++)
      await takeRate(context, { key: "scan:somebody", limit: 2, windowS: 60 });
    expect(lines).toEqual([{ security: true, event: "rate_limited", purpose: "scan" }]);
  });

  it("counts keys apart", async () => {
    await takeRate(test.context, { key: "scan:b", limit: 1, windowS: 60 });
    expect((await takeRate(test.context, { key: "scan:b", limit: 1, windowS: 60 })).allowed).toBe(false);
    expect((await takeRate(test.context, { key: "scan:c", limit: 1, windowS: 60 })).allowed).toBe(true);
  });

  it("SEC-15: 40 requests at once get exactly the limit through", async () => {
    const asks = Array.from({ length: 40 }, () =>
      takeRate(test.context, { key: "scan:burst", limit: 10, windowS: 60 }),
    );
    const allowed = (await Promise.all(asks)).filter((answer) => answer.allowed);
    expect(allowed).toHaveLength(10);
  });
});
