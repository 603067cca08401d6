import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { executeCapture } from "./execute-capture";
import { executeRelease } from "./execute-release";
import { sweepPayments } from "./sweep-payments";
import { authorised, balances, capture, eventsOf, release, row, stateOf } from "./testing/drive";
import { Crash, crashingAfter } from "./testing/faulty-psp";
import { World } from "./testing/world";

const CAPTURE = { method: "POST", path: "/v2/payments/*/captures" } as const;
const RELEASE = { method: "POST", path: "/v2/payments/*/release-authorization" } as const;
const HOUR = 3_600_000;

describe("captures that go wrong", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterEach(() => world.mollie.control.clearFaults());
  afterAll(() => world.close());

  const capturesOf = (pspId: string) =>
    world.mollie.control.payment(pspId).captures.map(({ minor, status }) => [minor, status]);

  it.each(["cut_after_executing", "cut_mid_body", "malformed_json"] as const)(
    "REL-92: no readable answer (%s) though it happened: looked for, never captured twice",
    async (kind) => {
      const { paymentId, pspId } = await authorised(world);
      await capture(world, paymentId, 1_210);
      world.mollie.control.addFault({ ...CAPTURE, kind });
      await world.run(20_000);
      expect(capturesOf(pspId)).toEqual([[1_210, "succeeded"]]);
      expect(await row(world, paymentId)).toMatchObject({ state: "CAPTURED", captured_minor: 1_210 });
      expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.captured"]);
    },
  );

  it("REL-92: no answer in time though it happened: one capture", async () => {
    const { paymentId, pspId } = await authorised(world);
    await capture(world, paymentId, 1_210);
    world.mollie.control.addFault({ ...CAPTURE, kind: "hang", execute: true });
    await world.run(20_000);
    expect(capturesOf(pspId)).toEqual([[1_210, "succeeded"]]);
    expect(await stateOf(world, paymentId)).toBe("CAPTURED");
  });

  it("REL-92: no answer and nothing happened: sent again with the same key", async () => {
    const { paymentId, pspId } = await authorised(world);
    await capture(world, paymentId, 1_210);
    world.mollie.control.addFault({ ...CAPTURE, kind: "cut_before" });
    await world.run(20_000);
    expect(capturesOf(pspId)).toEqual([[1_210, "succeeded"]]);
    expect(await stateOf(world, paymentId)).toBe("CAPTURED");
  });

  it("REL-95: the PSP has forgotten the key: looked for first, never sent twice", async () => {
    world.mollie.control.configure({ webhooks: { drop: true } });
    const { paymentId, pspId } = await authorised(world);
    await capture(world, paymentId, 1_210);
    const before = world.count("POST", "/captures");
    const dying = crashingAfter(world.psp, "capture");
    await expect(executeCapture(world.context, dying, { paymentId })).rejects.toBeInstanceOf(Crash);
    await world.pass(2 * HOUR);
    await executeCapture(world.context, world.psp, { paymentId });
    world.mollie.control.configure({ webhooks: { drop: false } });
    expect(world.count("POST", "/captures") - before).toBe(1);
    expect(capturesOf(pspId)).toEqual([[1_210, "succeeded"]]);
    expect(await stateOf(world, paymentId)).toBe("CAPTURED");
  });

  it("REL-30: died between call and record, and the job is lost too: the sweep finishes it", async () => {
    const { paymentId, pspId } = await authorised(world);
    await capture(world, paymentId, 1_210);
    await world.sql("DELETE FROM graphile_worker._private_jobs");
    world.mollie.control.configure({ webhooks: { drop: true } });
    const dying = crashingAfter(world.psp, "capture");
    await expect(executeCapture(world.context, dying, { paymentId })).rejects.toBeInstanceOf(Crash);
    await world.pass(2 * 60_000);
    await sweepPayments(world.context, world.psp);
    world.mollie.control.configure({ webhooks: { drop: false } });
    expect(capturesOf(pspId)).toEqual([[1_210, "succeeded"]]);
    expect(await stateOf(world, paymentId)).toBe("CAPTURED");
  });

  it("five workers with the same job make one capture", async () => {
    const { paymentId, pspId } = await authorised(world);
    await capture(world, paymentId, 1_210);
    await Promise.all(
      Array.from({ length: 5 }, () => executeCapture(world.context, world.psp, { paymentId })),
    );
    await world.run(5_000);
    expect(capturesOf(pspId)).toEqual([[1_210, "succeeded"]]);
    expect(await stateOf(world, paymentId)).toBe("CAPTURED");
  });

  it("REL-93: refused outright: capture failed, nothing is taken, and a person may release or try again", async () => {
    const { paymentId } = await authorised(world);
    await capture(world, paymentId, 1_210);
    world.mollie.control.addFault({ ...CAPTURE, kind: "status", status: 422 });
    await world.run(5_000);
    expect(await row(world, paymentId)).toMatchObject({
      state: "CAPTURE_FAILED",
      captured_minor: 0,
      failure_code: "capture_refused",
    });
    expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.capture_failed"]);
    await capture(world, paymentId, 1_210);
    await world.run(5_000);
    expect(await row(world, paymentId)).toMatchObject({
      state: "CAPTURED",
      captured_minor: 1_210,
      failure_code: null,
    });
    expect(await balances(world, paymentId)).toEqual({ psp_clearing: 1_210, revenue: -1_000, vat: -210 });
  });

  it("REL-93: accepted and failed later: capture failed, and the hold is released in full", async () => {
    const { paymentId, pspId } = await authorised(world);
    await capture(world, paymentId, 1_210);
    world.mollie.control.addFault({ kind: "capture_fails" });
    await world.run(5_000);
    expect(await stateOf(world, paymentId)).toBe("CAPTURE_FAILED");
    await release(world, paymentId);
    await world.run(10_000);
    expect(await stateOf(world, paymentId)).toBe("RELEASED");
    expect(world.mollie.control.payment(pspId).status).toBe("canceled");
  });

  it("REL-93: the hold has expired before the capture: hold lost, nothing taken", async () => {
    world.mollie.control.configure({ webhooks: { drop: true } });
    const { paymentId } = await authorised(world);
    await world.pass(8 * 24 * HOUR);
    await capture(world, paymentId, 1_210);
    await world.run(5_000);
    world.mollie.control.configure({ webhooks: { drop: false } });
    expect(await row(world, paymentId)).toMatchObject({ state: "HOLD_LOST", captured_minor: 0 });
    expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.hold_lost"]);
    expect(await balances(world, paymentId)).toEqual({
      driver_receivable: 1_210,
      revenue: -1_000,
      vat: -210,
    });
  });

  it.each(["expired", "failed", "canceled"] as const)("a hold that ends as %s is lost", async (status) => {
    world.mollie.control.configure({ lapsedHoldStatus: status });
    const { paymentId } = await authorised(world);
    await world.run(8 * 24 * HOUR, 24 * HOUR);
    expect(await stateOf(world, paymentId)).toBe("HOLD_LOST");
    expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.hold_lost"]);
    expect(await balances(world, paymentId)).toEqual({});
  });

  it("REL-26: less than a day before the hold ends, a person is told once", async () => {
    const { paymentId } = await authorised(world);
    await sweepPayments(world.context, world.psp);
    await world.work();
    expect(world.heard(paymentId)).toEqual(["payment.authorised"]);
    await world.pass(6 * 24 * HOUR + 60_000);
    await sweepPayments(world.context, world.psp);
    await sweepPayments(world.context, world.psp);
    await world.work();
    expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.hold_deadline"]);
  });

  it("REL-15: a capture that stays pending is told once and confirmed when it comes", async () => {
    const { paymentId, pspId } = await authorised(world);
    await capture(world, paymentId, 1_210);
    world.mollie.control.addFault({ kind: "capture_stuck" });
    await world.run(5_000);
    await world.pass(16 * 60_000);
    await sweepPayments(world.context, world.psp);
    await sweepPayments(world.context, world.psp);
    await world.work();
    expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.overdue"]);
    const [stuck] = world.mollie.control.payment(pspId).captures;
    world.mollie.control.settleCapture(pspId, stuck?.id ?? "", "succeeded");
    await world.run(2_000);
    expect(await stateOf(world, paymentId)).toBe("CAPTURED");
  });

  it("REL-98: captures wait while the PSP is down for half an hour, and all settle", async () => {
    const payments = [await authorised(world), await authorised(world)];
    world.mollie.control.addFault({ kind: "cut_before", times: 0 });
    for (const { paymentId } of payments) await capture(world, paymentId, 1_210);
    await world.run(30 * 60_000, 60_000);
    for (const { paymentId } of payments) expect(await stateOf(world, paymentId)).toBe("CAPTURING");
    world.mollie.control.clearFaults();
    await world.run(60 * 60_000, 60_000);
    for (const { paymentId } of payments) expect(await stateOf(world, paymentId)).toBe("CAPTURED");
  });
});

describe("releases that go wrong", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterEach(() => world.mollie.control.clearFaults());
  afterAll(() => world.close());

  it("REL-94: fails for three days: asked again and again, told once, released at last", async () => {
    const { paymentId } = await authorised(world);
    world.mollie.control.addFault({ ...RELEASE, kind: "cut_before", times: 0 });
    await release(world, paymentId);
    await world.run(72 * HOUR, HOUR);
    expect(await stateOf(world, paymentId)).toBe("RELEASING");
    expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.overdue"]);
    world.mollie.control.clearFaults();
    await world.run(3 * HOUR, HOUR / 2);
    expect(await row(world, paymentId)).toMatchObject({ state: "RELEASED", released_minor: 3_000 });
    expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.overdue", "payment.released"]);
  });

  it("REL-94: accepted and not done: asked again after a while", async () => {
    const { paymentId, pspId } = await authorised(world);
    const before = world.count("POST", "/release-authorization");
    world.mollie.control.addFault({ kind: "release_ignored" });
    await release(world, paymentId);
    await world.run(10 * 60_000, 30_000);
    expect(world.count("POST", "/release-authorization") - before).toBe(1);
    expect(await stateOf(world, paymentId)).toBe("RELEASING");
    await world.run(40 * 60_000, 60_000);
    expect(world.mollie.control.payment(pspId).status).toBe("canceled");
    expect(await stateOf(world, paymentId)).toBe("RELEASED");
  });

  it.each(["cut_after_executing", "malformed_json"] as const)(
    "no readable answer (%s) though it happened: seen at the next look",
    async (kind) => {
      const { paymentId } = await authorised(world);
      world.mollie.control.addFault({ ...RELEASE, kind });
      await release(world, paymentId);
      await world.run(30_000, 5_000);
      expect(await stateOf(world, paymentId)).toBe("RELEASED");
      expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.released"]);
    },
  );

  it("REL-30: died between call and record, and the job is lost too: the sweep finishes it", async () => {
    const { paymentId } = await authorised(world);
    world.mollie.control.configure({ webhooks: { drop: true } });
    await release(world, paymentId);
    const dying = crashingAfter(world.psp, "release");
    await expect(executeRelease(world.context, dying, { paymentId })).rejects.toBeInstanceOf(Crash);
    await world.sql("DELETE FROM graphile_worker._private_jobs");
    await world.pass(70 * 60_000);
    await sweepPayments(world.context, world.psp);
    world.mollie.control.configure({ webhooks: { drop: false } });
    expect(await stateOf(world, paymentId)).toBe("RELEASED");
  });

  it("refused because the hold is gone already: that is the end that we wanted", async () => {
    world.mollie.control.configure({ webhooks: { drop: true } });
    const { paymentId } = await authorised(world);
    await world.pass(8 * 24 * HOUR);
    await release(world, paymentId);
    await world.run(2_000);
    expect(await stateOf(world, paymentId)).toBe("RELEASED");
    expect(await eventsOf(world, paymentId)).toContain("psp_lost_hold");
  });
});
