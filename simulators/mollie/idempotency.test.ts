import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MollieSimulator } from "./server";
import { call, createAuthorized, HOUR, holdRequest, LIVE_KEY, startStanding } from "./testing/harness";

describe("idempotency keys", () => {
  let simulator: MollieSimulator;
  beforeEach(async () => {
    simulator = await startStanding();
  });
  afterEach(() => simulator.stop());

  const create = (idempotencyKey: string, change = {}, key?: string) =>
    call(simulator, "POST", "payments", holdRequest(change), {
      idempotencyKey,
      ...(key === undefined ? {} : { key }),
    });

  it("REL-61: replays the first answer, marked, and does the work once", async () => {
    const first = await create("k");
    const second = await create("k");
    expect(second.text).toBe(first.text);
    expect([first.headers.get("idempotent-replayed"), second.headers.get("idempotent-replayed")]).toEqual([
      null,
      "true",
    ]);
    expect(simulator.control.payments()).toHaveLength(1);
    expect(simulator.control.requests().map(({ replayed }) => replayed)).toEqual([false, true]);
  });

  it("REL-61: other parameters or another endpoint with the same key are refused", async () => {
    const id = await createAuthorized(simulator);
    await create("k");
    expect((await create("k", { description: "Other" })).status).toBe(400);
    const other = await call(simulator, "POST", `payments/${id}/captures`, {}, { idempotencyKey: "k" });
    expect(other.status).toBe(400);
    expect(simulator.control.payment(id).captures).toEqual([]);
  });

  it("REL-95: after an hour the key is a new request", async () => {
    await create("k");
    await simulator.control.advance(HOUR - 1);
    await create("k");
    expect(simulator.control.payments()).toHaveLength(1);
    await simulator.control.advance(1);
    const later = await create("k");
    expect(later.headers.get("idempotent-replayed")).toBeNull();
    expect(simulator.control.payments()).toHaveLength(2);
  });

  it("REL-61: refusals are replayed too, faults of the server are not remembered", async () => {
    const id = await createAuthorized(simulator);
    const capture = () =>
      call(
        simulator,
        "POST",
        `payments/${id}/captures`,
        { amount: { currency: "EUR", value: "99.00" } },
        { idempotencyKey: "c" },
      );
    expect((await capture()).status).toBe(422);
    expect((await capture()).headers.get("idempotent-replayed")).toBe("true");
    simulator.control.addFault({ kind: "status", status: 503 });
    expect((await create("k")).status).toBe(503);
    expect((await create("k")).status).toBe(201);
  });

  it("REL-61: keys belong to one credential", async () => {
    await create("k");
    await create("k", {}, LIVE_KEY);
    expect(simulator.control.payments().map(({ mode }) => mode)).toEqual(["live", "test"]);
  });

  it("REL-61: a second request while the first still runs is a conflict", async () => {
    simulator.control.addFault({ kind: "delay", delayMs: 300 });
    const first = create("k");
    await expect.poll(async () => (await create("k")).status, { interval: 20 }).toBe(409);
    expect((await first).status).toBe(201);
    expect((await create("k")).status).toBe(201);
    expect(simulator.control.payments()).toHaveLength(1);
  });

  it("REL-61: keys mean nothing on other verbs", async () => {
    const id = await createAuthorized(simulator);
    const read = () => call(simulator, "GET", `payments/${id}`, undefined, { idempotencyKey: "k" });
    await read();
    expect((await read()).headers.get("idempotent-replayed")).toBeNull();
    const patch = (description: string) =>
      call(simulator, "PATCH", `payments/${id}`, { description }, { idempotencyKey: "k" });
    await patch("One");
    expect((await patch("Two")).json.description).toBe("Two");
  });
});
