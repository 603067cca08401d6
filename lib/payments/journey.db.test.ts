import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestCapture } from "./request-capture";
import {
  authorised,
  balances,
  capture,
  captured,
  checkout,
  eventsOf,
  prepare,
  release,
  row,
  stateOf,
} from "./testing/drive";
import { seedQuote } from "./testing/seed";
import { World } from "./testing/world";

describe("a payment from checkout to capture or release", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  it("REL-6: holds, captures the price, lets the rest go, and the books are even", async () => {
    const { paymentId } = await authorised(world);
    expect(await balances(world, paymentId)).toEqual({ hold_receivable: 3_000, hold_liability: -3_000 });
    await capture(world, paymentId, 1_210);
    await world.run(5_000);
    expect(await row(world, paymentId)).toMatchObject({
      state: "CAPTURED",
      captured_minor: 1_210,
      released_minor: 1_790,
      card_brand: "Visa",
      card_last4: "9996",
    });
    expect(await balances(world, paymentId)).toEqual({ psp_clearing: 1_210, revenue: -1_000, vat: -210 });
    expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.captured"]);
    expect(await eventsOf(world, paymentId)).toEqual([
      "prepared",
      "psp_created",
      "psp_authorised",
      "capture_requested",
      "psp_captured",
    ]);
  });

  it("REL-2, REL-21: a price above the hold is captured up to the hold and the rest is written off", async () => {
    const { paymentId, pspId } = await authorised(world);
    await capture(world, paymentId, 3_250, 250);
    await world.run(5_000);
    expect(await row(world, paymentId)).toMatchObject({
      state: "CAPTURED",
      captured_minor: 3_000,
      released_minor: 0,
    });
    expect(world.mollie.control.payment(pspId).captures.map(({ minor }) => minor)).toEqual([3_000]);
    expect(await balances(world, paymentId)).toMatchObject({ psp_clearing: 3_000, write_off: 250 });
  });

  it("REL-25: a second capture request is the same capture; another price is refused", async () => {
    const { paymentId } = await authorised(world);
    await capture(world, paymentId, 1_210);
    await capture(world, paymentId, 1_210);
    await world.run(5_000);
    await capture(world, paymentId, 1_210);
    await expect(capture(world, paymentId, 1_500)).rejects.toMatchObject({ code: "capture_differs" });
    await world.work();
    expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.captured"]);
    expect((await row(world, paymentId)).captured_minor).toBe(1_210);
  });

  it("REL-27: a price of nothing releases the hold", async () => {
    const { paymentId, pspId } = await authorised(world);
    await capture(world, paymentId, 0);
    await world.run(10_000);
    expect(await row(world, paymentId)).toMatchObject({
      state: "RELEASED",
      captured_minor: 0,
      released_minor: 3_000,
    });
    expect(world.mollie.control.payment(pspId).captures).toEqual([]);
    expect(await balances(world, paymentId)).toEqual({});
  });

  it("REL-7: a release is sent at once, once, and told when the PSP shows it", async () => {
    const { paymentId } = await authorised(world);
    const before = world.count("POST", "/release-authorization");
    await release(world, paymentId);
    await release(world, paymentId);
    await world.run(10_000);
    await release(world, paymentId);
    expect(world.count("POST", "/release-authorization") - before).toBe(1);
    expect(await stateOf(world, paymentId)).toBe("RELEASED");
    expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.released"]);
  });

  it("REL-6: a capture is never released and a release is never captured", async () => {
    const first = await authorised(world);
    await capture(world, first.paymentId, 1_210);
    await expect(release(world, first.paymentId)).rejects.toMatchObject({ code: "capture_requested" });
    await world.run(5_000);
    await expect(release(world, first.paymentId)).rejects.toMatchObject({ code: "capture_requested" });
    const second = await authorised(world);
    await release(world, second.paymentId);
    await expect(capture(world, second.paymentId, 1_210)).rejects.toMatchObject({ code: "no_hold" });
  });

  it("a price whose parts contradict each other changes nothing", async () => {
    const { paymentId } = await authorised(world);
    const price = { dueMinor: 1_000, netMinor: 900, taxMinor: 90, writeOffMinor: 0 };
    const attempt = world.context.db.withSystem((tx) =>
      requestCapture(tx, world.context, { paymentId, ...price, description: "" }),
    );
    await expect(attempt).rejects.toMatchObject({ code: "price_contradicts" });
    expect(await stateOf(world, paymentId)).toBe("AUTHORISED");
  });

  it("REL-6: given up before anything was sent, nothing is ever sent", async () => {
    const paymentId = await prepare(world);
    const before = world.count("POST", "/payments");
    await release(world, paymentId);
    await world.run(60_000, 20_000);
    expect(await stateOf(world, paymentId)).toBe("CANCELED");
    expect(world.count("POST", "/payments")).toBe(before);
    expect(world.heard(paymentId)).toEqual(["payment.failed"]);
  });

  it("REL-71: given up at the checkout, it is cancelled at the PSP", async () => {
    const { paymentId, pspId } = await checkout(world);
    await release(world, paymentId);
    await world.work();
    expect(await row(world, paymentId)).toMatchObject({ state: "CANCELED", failure_code: "canceled" });
    expect(world.mollie.control.payment(pspId).status).toBe("canceled");
  });

  it("REL-71: given up and paid in the same moment, the hold goes back at once and nothing starts", async () => {
    world.mollie.control.configure({ openIsCancelable: false });
    const { paymentId, pspId } = await checkout(world);
    await release(world, paymentId);
    await world.work();
    expect(await stateOf(world, paymentId)).toBe("PENDING");
    await world.mollie.checkout(pspId).pay("visa");
    await world.run(10_000);
    world.mollie.control.configure({ openIsCancelable: true });
    expect(await stateOf(world, paymentId)).toBe("RELEASED");
    expect(world.heard(paymentId)).toEqual(["payment.released"]);
  });

  it("UX-17: a declined card, a cancel and a time-out each leave their own code", async () => {
    const declined = await checkout(world);
    await world.mollie.checkout(declined.pspId).decline("insufficient_funds", true);
    const left = await checkout(world);
    await world.mollie.checkout(left.pspId).cancel();
    const late = await checkout(world);
    await world.run(16 * 60_000, 60_000);
    expect(await row(world, declined.paymentId)).toMatchObject({
      state: "FAILED",
      failure_code: "insufficient_funds",
    });
    expect(await row(world, left.paymentId)).toMatchObject({ state: "CANCELED", failure_code: "canceled" });
    expect(await row(world, late.paymentId)).toMatchObject({ state: "EXPIRED", failure_code: "expired" });
    for (const { paymentId } of [declined, left, late])
      expect(world.heard(paymentId)).toEqual(["payment.failed"]);
  });

  it("REL-12: a quote has one open payment, and a new one after a failure", async () => {
    const quoteId = await seedQuote(world.context, world.shop);
    const { pspId } = await checkout(world, { quoteId });
    await expect(prepare(world, { quoteId })).rejects.toMatchObject({
      kind: "conflict",
      code: "payment_exists",
    });
    await world.mollie.checkout(pspId).cancel();
    await world.run(2_000);
    await expect(prepare(world, { quoteId })).resolves.toBeTypeOf("string");
  });

  it("SEC-90: without an account of the mode nothing is prepared", async () => {
    const { cpoId, clientId } = world.shop;
    await world.sql("UPDATE psp_accounts SET disabled_at = now() WHERE cpo_id = $1", [cpoId]);
    const quoteId = await seedQuote(world.context, { ...world.shop, clientId });
    await expect(prepare(world, { quoteId })).rejects.toMatchObject({
      kind: "precondition",
      code: "psp_account_missing",
    });
    await world.sql("UPDATE psp_accounts SET disabled_at = NULL WHERE cpo_id = $1", [cpoId]);
  });
});

describe("a method that takes the money at once", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
    world.mollie.control.configure({ googlePayHolds: false });
  });
  afterAll(() => world.close());

  async function paidAtOnce() {
    const payment = await checkout(world);
    await world.mollie.checkout(payment.pspId).pay("googlepay");
    await world.run(2_000);
    return payment;
  }

  it("starts, and the unused part is refunded at the end", async () => {
    const { paymentId, pspId } = await paidAtOnce();
    expect(await row(world, paymentId)).toMatchObject({
      state: "CAPTURED",
      prepaid: true,
      captured_minor: 3_000,
    });
    expect(world.heard(paymentId)).toEqual(["payment.authorised"]);
    await capture(world, paymentId, 1_210);
    await capture(world, paymentId, 1_210);
    await world.run(2_000);
    expect(world.mollie.control.payment(pspId).refunds.map(({ minor }) => minor)).toEqual([1_790]);
    expect(world.heard(paymentId)).toEqual(["payment.authorised", "payment.captured", "payment.refunded"]);
    expect(await row(world, paymentId)).toMatchObject({ due_minor: 1_210, refunded_minor: 1_790 });
    expect(await balances(world, paymentId)).toEqual({ psp_clearing: 1_210, revenue: -1_000, vat: -210 });
  });

  it("REL-7: goes back in full when nothing starts", async () => {
    const { paymentId, pspId } = await paidAtOnce();
    await release(world, paymentId);
    await release(world, paymentId);
    await world.run(2_000);
    expect(world.mollie.control.payment(pspId).refunds.map(({ minor }) => minor)).toEqual([3_000]);
    expect(await balances(world, paymentId)).toEqual({});
    await expect(capture(world, paymentId, 1_210)).rejects.toMatchObject({ code: "no_hold" });
  });

  it("REL-6: given up before it was paid, it goes back in full and nothing starts", async () => {
    world.mollie.control.configure({ openIsCancelable: false });
    const { paymentId, pspId } = await checkout(world);
    await release(world, paymentId);
    await world.mollie.checkout(pspId).pay("googlepay");
    await world.run(5_000);
    expect(world.mollie.control.payment(pspId).refunds.map(({ minor }) => minor)).toEqual([3_000]);
    expect(world.heard(paymentId)).toEqual(["payment.refunded"]);
  });

  it("the capture of a held card beside it is not touched", async () => {
    const { paymentId } = await captured(world);
    expect(await row(world, paymentId)).toMatchObject({
      state: "CAPTURED",
      prepaid: false,
      refunded_minor: 0,
    });
  });
});
