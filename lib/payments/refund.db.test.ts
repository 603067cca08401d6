import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { executeRefund } from "./execute-refund";
import { reconcilePayment } from "./reconcile-payment";
import { reconcilePayments } from "./reconcile-payments";
import { refreshPayment } from "./refresh-payment";
import { requestRefund } from "./request-refund";
import { sweepPayments } from "./sweep-payments";
import { authorised, balances, capture, captured, eventsOf, release, row } from "./testing/drive";
import { Crash, crashingAfter } from "./testing/faulty-psp";
import { World } from "./testing/world";

const REFUND = { method: "POST", path: "/v2/payments/*/refunds" } as const;
const HOUR = 3_600_000;

describe("refunds and chargebacks", () => {
  let world: World;
  let users = 0;
  beforeAll(async () => {
    world = await World.open();
  });
  afterEach(() => {
    world.mollie.control.clearFaults();
    world.mollie.control.configure({ refundOutcome: "refunded" });
  });
  afterAll(() => world.close());

  function ask(paymentId: string, amountMinor: number, more: { userId?: string; approvedBy?: string } = {}) {
    users += 1;
    const { clientId } = world.shop;
    const userId = more.userId ?? `user-${users}`;
    return requestRefund(world.context, {
      clientId,
      paymentId,
      amountMinor,
      reason: "goodwill",
      ...more,
      userId,
    });
  }
  const atPsp = (pspId: string) => world.mollie.control.payment(pspId).refunds.map(({ minor }) => minor);
  /** Somebody refunds in the PSP's own portal. */
  const elsewhere = (pspId: string, value: string) =>
    fetch(`${world.mollie.apiUrl}payments/${pspId}/refunds`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.shop.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ amount: { currency: "EUR", value }, description: "in the portal" }),
    });

  it("REL-3: partly, then the rest; the books follow to the cent", async () => {
    const { paymentId, pspId } = await captured(world, 1_000);
    await ask(paymentId, 333);
    await world.work();
    expect(await balances(world, paymentId)).toEqual({ psp_clearing: 667, revenue: -551, vat: -116 });
    await ask(paymentId, 667);
    await world.run(5 * HOUR, HOUR);
    expect(atPsp(pspId)).toEqual([333, 667]);
    expect(await balances(world, paymentId)).toEqual({});
    expect((await row(world, paymentId)).refunded_minor).toBe(1_000);
    expect(world.heard(paymentId).slice(2)).toEqual(["payment.refunded", "payment.refunded"]);
    const states = await world.sql("SELECT state FROM refunds WHERE payment_id = $1", [paymentId]);
    expect(states).toEqual([{ state: "REFUNDED" }, { state: "REFUNDED" }]);
  });

  it.each([0, -1, 1.5, Number.NaN, 1_211])("REL-3: %d of 1210 is refused", async (amount) => {
    const { paymentId } = await captured(world);
    await expect(ask(paymentId, amount)).rejects.toMatchObject({ name: "AppError" });
    expect((await row(world, paymentId)).refunded_minor).toBe(0);
  });

  it("SEC-58: a held or released payment cannot be refunded", async () => {
    const { paymentId } = await authorised(world);
    await expect(ask(paymentId, 100)).rejects.toMatchObject({ code: "not_captured" });
    await release(world, paymentId);
    await world.run(5_000);
    await expect(ask(paymentId, 100)).rejects.toMatchObject({ code: "not_captured" });
  });

  it("SEC-52: another client's payment does not exist", async () => {
    const { paymentId } = await captured(world);
    const other = requestRefund(world.context, {
      clientId: world.context.ids.next(),
      paymentId,
      amountMinor: 1,
      reason: "",
      userId: "u",
    });
    await expect(other).rejects.toMatchObject({ code: "payment" });
  });

  it("REL-96: two users at once, both in full: one refund", async () => {
    const { paymentId, pspId } = await captured(world);
    const asked = await Promise.allSettled([ask(paymentId, 1_210), ask(paymentId, 1_210)]);
    await world.work();
    expect(asked.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(atPsp(pspId)).toEqual([1_210]);
  });

  it("REL-96: a refund made in the PSP's portal counts", async () => {
    const { paymentId, pspId } = await captured(world);
    await elsewhere(pspId, "10.00");
    await refreshPayment(world.context, world.psp, { paymentId, cause: "poll" });
    await expect(ask(paymentId, 211)).rejects.toMatchObject({ code: "refund_exceeds_captured" });
    await ask(paymentId, 210);
    await world.work();
    expect(atPsp(pspId)).toEqual([1_000, 210]);
    expect((await row(world, paymentId)).refunded_minor).toBe(1_210);
    expect(await balances(world, paymentId)).toEqual({});
  });

  it("REL-96: ours is on its way when the portal's takes the money: ours fails, the sum holds", async () => {
    const { paymentId, pspId } = await captured(world);
    const { refundId } = await ask(paymentId, 1_210);
    await elsewhere(pspId, "10.00");
    await world.work();
    await refreshPayment(world.context, world.psp, { paymentId, cause: "poll" });
    await world.work();
    expect(atPsp(pspId)).toEqual([1_000]);
    expect(await world.sql("SELECT state FROM refunds WHERE id = $1", [refundId])).toEqual([
      { state: "FAILED" },
    ]);
    expect((await row(world, paymentId)).refunded_minor).toBe(1_000);
    expect(world.heard(paymentId)).toContain("payment.refund_failed");
    expect(await balances(world, paymentId)).toMatchObject({ psp_clearing: 210 });
  });

  it("the PSP takes an equal second refund for a duplicate: it waits an hour and goes through", async () => {
    const { paymentId, pspId } = await captured(world);
    await ask(paymentId, 500);
    await world.work();
    await ask(paymentId, 500);
    await world.run(30 * 60_000, 10 * 60_000);
    expect(atPsp(pspId)).toEqual([500]);
    await world.run(60 * 60_000, 10 * 60_000);
    expect(atPsp(pspId)).toEqual([500, 500]);
    expect((await row(world, paymentId)).refunded_minor).toBe(1_000);
  });

  it.each(["cut_after_executing", "cut_mid_body", "malformed_json"] as const)(
    "REL-16: no readable answer (%s) though it happened: listed first, one refund",
    async (kind) => {
      const { paymentId, pspId } = await captured(world);
      world.mollie.control.addFault({ ...REFUND, kind });
      await ask(paymentId, 1_210);
      await world.run(20_000, 5_000);
      expect(atPsp(pspId)).toEqual([1_210]);
      expect(world.heard(paymentId)).toContain("payment.refunded");
    },
  );

  it("REL-95: died after the call and came back when the key was forgotten: one refund", async () => {
    const { paymentId, pspId } = await captured(world);
    const { refundId } = await ask(paymentId, 600);
    const dying = crashingAfter(world.psp, "refund");
    await expect(executeRefund(world.context, dying, { paymentId, refundId })).rejects.toBeInstanceOf(Crash);
    await world.sql("DELETE FROM graphile_worker._private_jobs");
    await world.pass(3 * HOUR);
    await sweepPayments(world.context, world.psp);
    await world.work();
    expect(atPsp(pspId)).toEqual([600]);
    expect((await row(world, paymentId)).refunded_minor).toBe(600);
  });

  it("accepted and failed days later: the books and the sum go back, a person is told", async () => {
    world.mollie.control.configure({ refundOutcome: "failed" });
    const { paymentId } = await captured(world);
    await ask(paymentId, 1_210);
    await world.run(5 * HOUR, HOUR);
    expect((await row(world, paymentId)).refunded_minor).toBe(0);
    expect(await balances(world, paymentId)).toEqual({ psp_clearing: 1_210, revenue: -1_000, vat: -210 });
    expect(world.heard(paymentId).slice(2)).toEqual(["payment.refunded", "payment.refund_failed"]);
  });

  it("REL-97: a chargeback while a refund is pending: the books are right, told once, nothing is left to refund", async () => {
    const { paymentId, pspId } = await captured(world);
    await ask(paymentId, 210);
    await world.work();
    world.mollie.control.chargeback(pspId, 1_000);
    await world.run(2_000);
    await refreshPayment(world.context, world.psp, { paymentId, cause: "poll" });
    await world.work();
    expect(await row(world, paymentId)).toMatchObject({ refunded_minor: 210, charged_back_minor: 1_000 });
    expect(await balances(world, paymentId)).toMatchObject({ chargebacks: 1_000 });
    expect((await balances(world, paymentId)).psp_clearing).toBeUndefined();
    expect(world.heard(paymentId).filter((type) => type === "payment.charged_back")).toHaveLength(1);
    await expect(ask(paymentId, 1)).rejects.toMatchObject({ code: "refund_exceeds_captured" });
    const [chargeback] = world.mollie.control.payment(pspId).chargebacks;
    world.mollie.control.reverseChargeback(pspId, chargeback?.id ?? "");
    await refreshPayment(world.context, world.psp, { paymentId, cause: "poll" });
    expect(await row(world, paymentId)).toMatchObject({ charged_back_minor: 0 });
    expect(await balances(world, paymentId)).toMatchObject({ psp_clearing: 1_000 });
    expect(await eventsOf(world, paymentId)).toContain("chargeback_reversed");
  });

  it("SEC-58: above 50.00 a second person agrees; ten a day and user", async () => {
    const { paymentId } = await authorised(world, { holdMinor: 10_000 });
    await capture(world, paymentId, 9_000);
    await world.run(5_000);
    const alone = { userId: "alice" };
    await expect(ask(paymentId, 5_001, alone)).rejects.toMatchObject({ code: "refund_needs_second_person" });
    await expect(ask(paymentId, 5_001, { ...alone, approvedBy: "alice" })).rejects.toMatchObject({
      code: "refund_needs_second_person",
    });
    await ask(paymentId, 5_001, { ...alone, approvedBy: "bob" });
    for (let i = 1; i < 10; i++) await ask(paymentId, i, alone);
    await expect(ask(paymentId, 20, alone)).rejects.toMatchObject({ code: "refund_daily_limit" });
  });

  it("REL-17: the books equal the PSP; a difference is told and not corrected", async () => {
    const { paymentId, pspId } = await captured(world);
    await ask(paymentId, 210);
    await world.work();
    const even = { compared: true, pspMinor: 1_000, ledgerMinor: 1_000, problems: [] };
    expect(await reconcilePayment(world.context, world.psp, { paymentId })).toEqual(even);
    const held = await authorised(world);
    expect(await reconcilePayment(world.context, world.psp, held)).toMatchObject({
      compared: true,
      problems: [],
    });
    // Somebody captures in the PSP's portal what we only hold.
    await fetch(`${world.mollie.apiUrl}payments/${held.pspId}/captures`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.shop.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ amount: { currency: "EUR", value: "5.00" } }),
    });
    await world.pass(1_000);
    const found = await reconcilePayment(world.context, world.psp, held);
    expect(found).toMatchObject({
      pspMinor: 500,
      ledgerMinor: 0,
      problems: ["balance_differs", "hold_differs"],
    });
    await world.work();
    expect(world.heard(held.paymentId)).toContain("payment.diverged");
    expect(pspId).not.toBe(held.pspId);
  });

  it("REL-17: the hourly run finds what somebody did in the PSP's portal, after an hour and after a day", async () => {
    const quiet = await captured(world);
    const refunded = await captured(world);
    await ask(refunded.paymentId, 210);
    await world.work();
    const run = async () => {
      // Prisma dates a change by the machine's clock; the events carry the test's.
      await world.sql(
        "UPDATE payments p SET updated_at = (SELECT max(at) FROM payment_events e WHERE e.payment_id = p.id)",
      );
      return reconcilePayments(world.context, world.psp);
    };
    await world.pass(20 * 60_000);
    const before = await run();
    expect(before.compared).toBeGreaterThanOrEqual(2);
    const held = await authorised(world);
    await fetch(`${world.mollie.apiUrl}payments/${held.pspId}/captures`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.shop.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ amount: { currency: "EUR", value: "5.00" } }),
    });
    // What moved a moment ago may be between two steps of ours and is not judged yet.
    await world.pass(60_000);
    await run();
    expect(await eventsOf(world, held.paymentId)).not.toContain("reconcile_difference");
    await world.pass(HOUR);
    await run();
    expect(await eventsOf(world, held.paymentId)).toContain("reconcile_difference");
    await world.work();
    expect(world.heard(held.paymentId)).toContain("payment.diverged");
    for (const { paymentId } of [quiet, refunded])
      expect(world.heard(paymentId)).not.toContain("payment.diverged");
    await world.pass(6 * HOUR);
    const settledLater = await run();
    await world.pass(18 * HOUR);
    const nextDay = await run();
    expect(nextDay.compared).toBeGreaterThan(settledLater.compared);
  });
});
