import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createAtPsp } from "./create-at-psp";
import { checkout, eventsOf, prepare, release, row, stateOf } from "./testing/drive";
import { Crash, crashingAfter } from "./testing/faulty-psp";
import { World } from "./testing/world";

const POST_PAYMENT = { method: "POST", path: "/v2/payments" } as const;

describe("creating a payment at the PSP", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterEach(() => world.mollie.control.clearFaults());
  afterAll(() => world.close());

  const create = (paymentId: string, psp = world.psp) => createAtPsp(world.context, psp, { paymentId });
  /** Payments at the PSP that carry our id. */
  const atPsp = (paymentId: string) =>
    world.mollie.control
      .payments()
      .filter(({ metadata }) => (metadata as { paymentId?: string } | null)?.paymentId === paymentId);

  it("LAW-51: sends the amount to the cent, as a hold on cards and wallets", async () => {
    const { pspId, paymentId } = await checkout(world);
    const sent = world.mollie.control.payment(pspId);
    expect(sent).toMatchObject({
      amount: { minor: 3_000, currency: "EUR" },
      captureMode: "manual",
      allowedMethods: ["creditcard", "applepay"],
      locale: "nl_NL",
      redirectUrl: "https://charge.example/s/secret-return-token",
    });
    expect(sent.metadata).toEqual({ paymentId, reference: "7KQ2-M4XD" });
    expect(sent.webhookUrl).toMatch(/\/api\/webhooks\/mollie\/[A-Za-z0-9_-]{43}$/);
  });

  it("REL-64: submitted five times in parallel, there is one payment and one target", async () => {
    const paymentId = await prepare(world);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => create(paymentId)));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(outcomes[0]).toMatchObject({
      state: "PENDING",
      checkoutUrl: expect.stringContaining("/checkout/"),
    });
    expect(atPsp(paymentId)).toHaveLength(1);
    expect(await create(paymentId)).toEqual(outcomes[0]);
  });

  it("REL-61: died after the PSP created it: found by the key, no second payment", async () => {
    const paymentId = await prepare(world);
    await expect(create(paymentId, crashingAfter(world.psp, "create"))).rejects.toBeInstanceOf(Crash);
    expect(await stateOf(world, paymentId)).toBe("CREATED");
    await world.run(30_000, 10_000);
    expect(await stateOf(world, paymentId)).toBe("PENDING");
    expect(atPsp(paymentId)).toHaveLength(1);
    expect((await row(world, paymentId)).psp_payment_id).toBe(atPsp(paymentId)[0]?.id);
  });

  it.each(["cut_after_executing", "cut_mid_body", "malformed_json", "null_body", "no_resource"] as const)(
    "REL-62: no readable answer (%s) though it happened: one payment",
    async (kind) => {
      const paymentId = await prepare(world);
      world.mollie.control.addFault({ ...POST_PAYMENT, kind });
      expect(await create(paymentId)).toEqual({ state: "UNKNOWN" });
      await world.run(5_000);
      expect(await create(paymentId)).toMatchObject({ state: "PENDING" });
      expect(atPsp(paymentId)).toHaveLength(1);
    },
  );

  it("REL-62: no answer in time though it happened: one payment", async () => {
    const paymentId = await prepare(world);
    world.mollie.control.addFault({ ...POST_PAYMENT, kind: "hang", execute: true });
    expect(await create(paymentId)).toEqual({ state: "UNKNOWN" });
    expect(await create(paymentId)).toMatchObject({ state: "PENDING" });
    expect(atPsp(paymentId)).toHaveLength(1);
  });

  it.each(["hang", "cut_before"] as const)(
    "REL-63: no answer (%s) and nothing happened: the retry works",
    async (kind) => {
      const paymentId = await prepare(world);
      world.mollie.control.addFault({ ...POST_PAYMENT, kind });
      expect(await create(paymentId)).toEqual({ state: "UNKNOWN" });
      await world.run(5_000);
      expect(await create(paymentId)).toMatchObject({ state: "PENDING" });
      expect(atPsp(paymentId)).toHaveLength(1);
    },
  );

  it("429 is waited out with the same key", async () => {
    const paymentId = await prepare(world);
    world.mollie.control.addFault({ ...POST_PAYMENT, kind: "status", status: 429, retryAfterSeconds: 1 });
    expect(await create(paymentId)).toEqual({ state: "UNKNOWN" });
    await world.run(5_000);
    expect(await stateOf(world, paymentId)).toBe("PENDING");
  });

  it("a refusal ends it: the driver may try again with a new quote", async () => {
    const paymentId = await prepare(world, { holdMinor: 5_000_000 });
    expect(await create(paymentId)).toEqual({ state: "FAILED", failureCode: "psp_refused" });
    await world.work();
    expect(world.heard(paymentId)).toEqual(["payment.failed"]);
  });

  it("REL-61: the caller died before the call: the safety net makes it", async () => {
    const paymentId = await prepare(world);
    await world.run(21_000, 7_000);
    expect(await stateOf(world, paymentId)).toBe("PENDING");
  });

  it("REL-95: silent for longer than anybody waits, and it happened: found by our id, not made again", async () => {
    const paymentId = await prepare(world);
    await expect(create(paymentId, crashingAfter(world.psp, "create"))).rejects.toBeInstanceOf(Crash);
    await world.pass(2 * 3_600_000);
    await create(paymentId);
    expect(atPsp(paymentId)).toHaveLength(1);
    await world.run(2_000);
    expect(await stateOf(world, paymentId)).toBe("EXPIRED");
  });

  it("REL-95: silent for longer than anybody waits, and it never happened: closed", async () => {
    const paymentId = await prepare(world);
    world.mollie.control.addFault({ ...POST_PAYMENT, kind: "cut_before" });
    await create(paymentId);
    await world.pass(2 * 3_600_000);
    expect(await create(paymentId)).toEqual({ state: "FAILED", failureCode: "psp_unavailable" });
    expect(atPsp(paymentId)).toEqual([]);
  });

  it("given up while the answer was lost: found, cancelled, never shown", async () => {
    const paymentId = await prepare(world);
    world.mollie.control.addFault({ ...POST_PAYMENT, kind: "cut_after_executing" });
    await create(paymentId);
    await release(world, paymentId);
    await world.run(10_000);
    expect(await stateOf(world, paymentId)).toBe("CANCELED");
    expect(atPsp(paymentId).map(({ status }) => status)).toEqual(["canceled"]);
    expect(await eventsOf(world, paymentId)).toEqual(["prepared", "given_up", "psp_created", "psp_canceled"]);
  });

  it("SEC-90: a test key never serves a live payment, and nothing is sent", async () => {
    const paymentId = await prepare(world);
    await world.sql("UPDATE payments SET mode = 'LIVE' WHERE id = $1", [paymentId]);
    const before = world.mollie.control.requests().length;
    expect(await create(paymentId)).toEqual({ state: "FAILED", failureCode: "psp_refused" });
    expect(world.mollie.control.requests()).toHaveLength(before);
  });

  it("SEC-66: no key and no token stands in the journal or in the payment's row", async () => {
    const { paymentId, pspId } = await checkout(world);
    const journal = await world.sql("SELECT * FROM journal_entries WHERE payment_id = $1", [paymentId]);
    expect(journal.map(({ direction, action }) => [direction, action])).toEqual([
      ["OUT", "POST /v2/payments"],
      ["IN", "POST /v2/payments"],
    ]);
    const text = JSON.stringify([journal, await row(world, paymentId), world.logs]);
    const token = world.mollie.control.payment(pspId).webhookUrl?.split("/").at(-1) ?? "none";
    for (const secret of [world.shop.apiKey, token, "secret-return-token"])
      expect(text).not.toContain(secret);
  });
});

describe("a PSP that is down", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  it("REL-98: new checkouts are refused kindly and at once, and welcome again when it is back", async () => {
    world.mollie.control.addFault({ kind: "cut_before", times: 0 });
    for (let i = 0; i < 5; i++)
      await createAtPsp(world.context, world.psp, { paymentId: await prepare(world) });
    const refused = await prepare(world);
    const before = world.count("POST", "/payments");
    expect(await createAtPsp(world.context, world.psp, { paymentId: refused })).toEqual({
      state: "FAILED",
      failureCode: "psp_unavailable",
    });
    expect(world.count("POST", "/payments")).toBe(before);
    world.mollie.control.clearFaults();
    await world.pass(31_000);
    expect(await createAtPsp(world.context, world.psp, { paymentId: await prepare(world) })).toMatchObject({
      state: "PENDING",
    });
  });
});
