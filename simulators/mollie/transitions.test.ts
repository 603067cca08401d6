import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkMachine } from "@/lib/core/state-machine";
import { PAYMENT_MACHINE } from "./payment.model";
import type { MollieSimulator } from "./server";
import {
  call,
  createAuthorized,
  createHold,
  DAY,
  HOUR,
  type Json,
  MINUTE,
  readPayment,
  startStanding,
} from "./testing/harness";

describe("the life of a payment", () => {
  let simulator: MollieSimulator;
  beforeEach(async () => {
    simulator = await startStanding();
  });
  afterEach(() => simulator.stop());

  async function status(id: string): Promise<unknown> {
    return (await readPayment(simulator, id)).status;
  }

  async function capture(id: string, value?: string) {
    const body = value === undefined ? {} : { amount: { currency: "EUR", value } };
    return call(simulator, "POST", `payments/${id}/captures`, body);
  }

  async function refund(id: string, value: string) {
    return call(simulator, "POST", `payments/${id}/refunds`, { amount: { currency: "EUR", value } });
  }

  async function paid(): Promise<string> {
    const id = await createHold(simulator, { captureMode: null });
    await simulator.checkout(id).pay("visa");
    return id;
  }

  it("REL-14: the table of moves has no faults", () => {
    expect(checkMachine(PAYMENT_MACHINE)).toEqual([]);
  });

  it("REL-46: an open payment expires after 15 minutes and not before", async () => {
    const id = await createHold(simulator);
    await simulator.control.advance(15 * MINUTE - 1);
    expect(await status(id)).toBe("open");
    await simulator.control.advance(1);
    expect(await readPayment(simulator, id)).toMatchObject({
      status: "expired",
      expiredAt: "2026-03-01T12:15:00+00:00",
    });
  });

  it.each([
    ["visa", 7],
    ["amex", 7],
    ["mastercard", 30],
    ["applepay", 7],
    ["googlepay", 7],
  ] as const)("REL-26: a hold on %s lives %i days, then it lapses", async (payWith, days) => {
    const id = await createHold(simulator);
    await simulator.checkout(id).pay(payWith);
    expect(await status(id)).toBe("authorized");
    await simulator.control.advance(days * DAY - 1);
    expect(await status(id)).toBe("authorized");
    await simulator.control.advance(1);
    expect(await status(id)).toBe("expired");
    expect((await capture(id)).status).toBe(422);
  });

  it.each(["expired", "failed", "canceled"] as const)(
    "REL-26: a lapsed hold may be %s",
    async (lapsedHoldStatus) => {
      simulator.control.configure({ lapsedHoldStatus });
      const id = await createAuthorized(simulator);
      await simulator.control.advance(8 * DAY);
      expect(await status(id)).toBe(lapsedHoldStatus);
    },
  );

  it("REL-2: one capture only, of at most the hold; the rest is released", async () => {
    const id = await createAuthorized(simulator);
    expect((await capture(id, "20.00")).json).toMatchObject({ status: "pending" });
    expect((await capture(id, "1.00")).status).toBe(422);
    expect(await readPayment(simulator, id)).toMatchObject({
      status: "authorized",
      amountCaptured: { value: "0.00" },
    });
    await simulator.control.advance(HOUR);
    const after = await readPayment(simulator, id);
    expect(after).toMatchObject({
      status: "paid",
      amountCaptured: { value: "20.00" },
      amountRemaining: { value: "20.00" },
    });
    expect(after).not.toHaveProperty("captureBefore");
    expect((await capture(id, "1.00")).status).toBe(422);
    expect((await call(simulator, "POST", `payments/${id}/release-authorization`)).status).toBe(422);
  });

  it("REL-46: a capture without an amount takes the whole hold", async () => {
    const id = await createAuthorized(simulator);
    expect((await capture(id)).json.amount).toEqual({ currency: "EUR", value: "50.00" });
  });

  it("REL-46: after a failed capture another one may be made", async () => {
    const id = await createAuthorized(simulator);
    simulator.control.addFault({ kind: "capture_fails" });
    const first = String((await capture(id, "5.00")).json.id);
    await simulator.control.advance(HOUR);
    expect((await call(simulator, "GET", `payments/${id}/captures/${first}`)).json.status).toBe("failed");
    expect(await status(id)).toBe("authorized");
    expect((await capture(id, "6.00")).status).toBe(201);
    await simulator.control.advance(HOUR);
    expect(await readPayment(simulator, id)).toMatchObject({
      status: "paid",
      amountCaptured: { value: "6.00" },
    });
  });

  it("REL-46: a stuck capture outlives the hold and fails with it", async () => {
    const id = await createAuthorized(simulator);
    simulator.control.addFault({ kind: "capture_stuck" });
    const stuck = String((await capture(id, "5.00")).json.id);
    await simulator.control.advance(8 * DAY);
    expect(await status(id)).toBe("authorized");
    simulator.control.settleCapture(id, stuck, "failed");
    expect(await status(id)).toBe("failed");
  });

  it("REL-46: a release is asynchronous, may be ignored, and beats a later capture", async () => {
    const ignored = await createAuthorized(simulator);
    simulator.control.addFault({ kind: "release_ignored" });
    const first = await call(simulator, "POST", `payments/${ignored}/release-authorization`, {});
    expect([first.status, first.text]).toEqual([202, ""]);
    await simulator.control.advance(HOUR);
    expect(await status(ignored)).toBe("authorized");
    await call(simulator, "POST", `payments/${ignored}/release-authorization`, {});
    expect((await capture(ignored)).status).toBe(422);
    await simulator.control.advance(HOUR);
    expect(await status(ignored)).toBe("canceled");
  });

  it("REL-46: a release during a capture waits for it", async () => {
    const id = await createAuthorized(simulator);
    simulator.control.addFault({ kind: "capture_fails" });
    await capture(id, "5.00");
    await call(simulator, "POST", `payments/${id}/release-authorization`);
    await simulator.control.advance(HOUR);
    expect(await status(id)).toBe("canceled");
  });

  it("REL-46: DELETE cancels open payments, ends holds, and is refused afterwards", async () => {
    const open = await createHold(simulator);
    expect((await call(simulator, "DELETE", `payments/${open}`, {})).json.status).toBe("canceled");
    expect((await call(simulator, "DELETE", `payments/${open}`)).json).toMatchObject({
      status: 422,
      detail: "The payment cannot be cancelled",
    });
    const held = await createAuthorized(simulator);
    expect((await call(simulator, "DELETE", `payments/${held}`)).json.status).toBe("canceled");
    simulator.control.configure({ openIsCancelable: false });
    const firm = await createHold(simulator);
    expect((await readPayment(simulator, firm)).isCancelable).toBe(false);
    expect((await call(simulator, "DELETE", `payments/${firm}`)).status).toBe(422);
  });

  it("REL-46: a capture delay captures everything by itself", async () => {
    const id = await createHold(simulator, { captureMode: null, captureDelay: "2 days" });
    await simulator.checkout(id).pay("visa");
    await simulator.control.advance(2 * DAY - 1);
    expect(await readPayment(simulator, id)).toMatchObject({ status: "authorized", captureDelay: "2 days" });
    await simulator.control.advance(HOUR);
    expect(await readPayment(simulator, id)).toMatchObject({
      status: "paid",
      amountCaptured: { value: "50.00" },
    });
  });

  it("REL-46: Google Pay and banks may be paid at once although a hold was asked for", async () => {
    simulator.control.configure({ googlePayHolds: false });
    const google = await createHold(simulator);
    await simulator.checkout(google).pay("googlepay");
    expect(await readPayment(simulator, google)).toMatchObject({
      status: "paid",
      amountCaptured: { value: "50.00" },
      details: { wallet: "googlepay" },
    });
    const bank = await createHold(simulator, { method: null });
    await simulator.checkout(bank).pay("ideal");
    expect(await readPayment(simulator, bank)).toMatchObject({ status: "paid", method: "ideal" });
    simulator.control.configure({ offerUnholdable: false });
    const strict = await createHold(simulator, { method: null });
    await expect(simulator.checkout(strict).pay("ideal")).rejects.toMatchObject({ status: 422 });
  });

  it("UX-17: a refused card ends a payment with one method and leaves the others open", async () => {
    const single = await createHold(simulator, { method: "creditcard" });
    await simulator.checkout(single).decline("insufficient_funds");
    expect(await readPayment(simulator, single)).toMatchObject({
      status: "failed",
      details: { failureReason: "insufficient_funds" },
    });
    const several = await createHold(simulator);
    await simulator.checkout(several).decline("insufficient_funds");
    expect(await status(several)).toBe("open");
    simulator.control.configure({ declineEnds: "always" });
    await simulator.checkout(several).decline("card_declined");
    expect(await status(several)).toBe("failed");
  });

  it("UX-17: magic amounts fail in test mode", async () => {
    const id = await createHold(simulator, {
      amount: { currency: "EUR", value: "1007.00" },
      method: "creditcard",
    });
    await simulator.checkout(id).pay("visa");
    expect(await readPayment(simulator, id)).toMatchObject({
      details: { failureReason: "insufficient_funds" },
    });
  });

  it("REL-46: nothing moves a final payment", async () => {
    const id = await paid();
    const checkout = simulator.checkout(id);
    for (const act of [
      checkout.pay("visa"),
      checkout.cancel(),
      checkout.expire(),
      checkout.decline("card_declined"),
    ]) {
      await expect(act).rejects.toMatchObject({ status: 422 });
    }
    await simulator.control.advance(60 * DAY);
    expect(await status(id)).toBe("paid");
  });

  it("REL-46: refunds wait two hours, can be taken back, and never exceed what was taken", async () => {
    const id = await paid();
    const first = (await refund(id, "20.00")).json;
    expect((await refund(id, "30.01")).json).toMatchObject({
      status: 422,
      detail: "The specified amount cannot be refunded",
    });
    expect((await call(simulator, "DELETE", `payments/${id}/refunds/${String(first.id)}`)).status).toBe(204);
    expect((await refund(id, "50.00")).status).toBe(201);
    await simulator.control.advance(2 * HOUR);
    const second = simulator.control.payment(id).refunds[1];
    expect(second?.status).toBe("processing");
    expect((await call(simulator, "DELETE", `payments/${id}/refunds/${second?.id}`)).status).toBe(422);
    await simulator.control.advance(HOUR);
    const shown = await readPayment(simulator, id);
    expect(shown).toMatchObject({ amountRefunded: { value: "50.00" }, amountRemaining: { value: "0.00" } });
  });

  it("REL-96: the same amount twice within the hour is a duplicate, whatever the key", async () => {
    const id = await paid();
    const body: Json = { amount: { currency: "EUR", value: "5.00" } };
    const send = (idempotencyKey: string) =>
      call(simulator, "POST", `payments/${id}/refunds`, body, { idempotencyKey });
    expect((await send("a")).status).toBe(201);
    expect((await send("b")).json).toMatchObject({
      status: 409,
      detail: "A duplicate refund has been detected",
    });
    await simulator.control.advance(HOUR);
    expect((await send("c")).status).toBe(201);
  });

  it("REL-46: refunds queue while the balance is low, and can fail", async () => {
    const id = await paid();
    simulator.control.configure({ balanceTooLow: true, refundOutcome: "failed" });
    expect((await refund(id, "5.00")).json.status).toBe("queued");
    await simulator.control.advance(DAY);
    expect(simulator.control.payment(id).refunds[0]?.status).toBe("queued");
    simulator.control.configure({ balanceTooLow: false });
    await simulator.control.advance(DAY);
    expect(simulator.control.payment(id).refunds[0]?.status).toBe("failed");
    expect(await readPayment(simulator, id)).toMatchObject({ amountRemaining: { value: "50.00" } });
  });

  it("REL-46: a chargeback leaves the payment paid and can be reversed", async () => {
    const id = await paid();
    const { id: chargeback } = simulator.control.chargeback(id);
    expect(await readPayment(simulator, id)).toMatchObject({
      status: "paid",
      amountChargedBack: { value: "50.00" },
    });
    expect(() => simulator.control.chargeback(id, 1)).toThrow(/charged back/);
    simulator.control.reverseChargeback(id, chargeback);
    expect(await readPayment(simulator, id)).not.toHaveProperty("amountChargedBack");
  });
});
