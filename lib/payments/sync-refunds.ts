import {
  type Booking,
  bookChargeback,
  bookChargebackReversal,
  bookCreditRefund,
  bookRefund,
  bookRefundFailure,
  taxOfRefund,
} from "./ledger.rules";
import { balanceOf, linesOf, post } from "./ledger.store";
import type { Look } from "./make-move";
import { LEDGER_ACCOUNTS, PAYMENT_EVENTS, type RefundState } from "./payment.model";
import { emitPayment, type PaymentRow, recordEvent, updatePayment } from "./payment.store";
import type { PspRefund } from "./psp/psp.port";
import { findCall, finishCall } from "./psp-call.store";
import { insertForeignRefund, type RefundRow, refundsOf, updateRefund } from "./refund.store";

const STATE: Readonly<Record<PspRefund["state"], RefundState>> = {
  pending: "PENDING",
  refunded: "REFUNDED",
  failed: "FAILED",
};
/** A refund only moves up; an older answer of the PSP changes nothing. */
const RANK: Readonly<Record<RefundState, number>> = { INTENDED: 0, PENDING: 1, REFUNDED: 2, FAILED: 3 };

/** Takes over what the PSP tells of refunds and chargebacks, its own included (REL-96, REL-97). The caller holds the row lock. */
export async function syncRefunds(look: Look, payment: PaymentRow): Promise<PaymentRow> {
  const { snapshot } = look;
  if (snapshot.refunds.length === 0 && snapshot.chargebacks.length === 0) return payment;
  for (const found of snapshot.refunds) await syncRefund(look, payment, found);
  const counted = await recountRefunds(look, payment);
  return syncChargebacks(look, counted);
}

async function syncRefund(look: Look, payment: PaymentRow, found: PspRefund): Promise<void> {
  const { tx, context } = look;
  const known = (await refundsOf(tx, payment.id)).find(
    ({ id, pspRefundId }) => pspRefundId === found.id || (pspRefundId === null && id === found.refundId),
  );
  const refund =
    known ??
    (await insertForeignRefund(tx, context, payment, {
      pspRefundId: found.id,
      amountMinor: found.minor,
      currency: found.currency,
    }));
  await acceptRefund(look, payment, refund, found);
}

/** Moves a refund to what the PSP says of it, with bookings and event. Nothing when it is there already. */
export async function acceptRefund(
  look: Pick<Look, "tx" | "context" | "actor">,
  payment: PaymentRow,
  refund: RefundRow,
  found: PspRefund,
): Promise<void> {
  const { tx, context, actor } = look;
  const state = STATE[found.state];
  if (RANK[state] <= RANK[refund.state]) return;
  const finishedAt = state === "PENDING" ? null : context.clock.now();
  await updateRefund(tx, refund.id, { state, pspRefundId: found.id, finishedAt });
  const call = await findCall(tx, { paymentId: payment.id, kind: "REFUND", subject: refund.id });
  if (call !== null && call.state !== "DONE")
    await finishCall(tx, context, call, "DONE", { refundId: found.id });
  const data = { refundId: refund.id, amount: refund.amountMinor, requestedBy: refund.requestedBy };
  if (refund.state === "INTENDED" && refund.currency === payment.currency) {
    const isNew = await post(tx, context, payment, await bookingOf(look, payment, refund));
    if (isNew) {
      await recordEvent(tx, context, payment, { name: "refund_accepted", from: payment.state, actor, data });
      await emitPayment(tx, payment, PAYMENT_EVENTS.refunded, { payload: { refundId: refund.id } });
    }
  }
  if (state === "FAILED") await failRefund(look, payment, refund, "failed at the payment provider");
}

/** A refund that will not happen: its booking is undone and its reservation ends with the next count. */
export async function failRefund(
  { tx, context, actor }: Pick<Look, "tx" | "context" | "actor">,
  payment: PaymentRow,
  refund: RefundRow,
  message: string,
): Promise<void> {
  const booked = [
    ...(await linesOf(tx, `refund:${refund.id}`)),
    ...(await linesOf(tx, `credit_refund:${refund.id}`)),
  ];
  await post(tx, context, payment, bookRefundFailure(refund.id, booked));
  await updateRefund(tx, refund.id, { state: "FAILED", finishedAt: context.clock.now() });
  const data = { refundId: refund.id, message: message.slice(0, 300) };
  await recordEvent(tx, context, payment, { name: "refund_failed", from: payment.state, actor, data });
  await emitPayment(tx, payment, PAYMENT_EVENTS.refundFailed, { payload: { refundId: refund.id } });
}

/** A refund takes from the driver's credit while there is some, and from the sale otherwise. */
async function bookingOf({ tx }: Pick<Look, "tx">, payment: PaymentRow, refund: RefundRow): Promise<Booking> {
  const creditMinor = -(await balanceOf(tx, payment.id, LEDGER_ACCOUNTS.driverCredit));
  if (creditMinor >= refund.amountMinor) return bookCreditRefund(refund.id, refund.amountMinor);
  const sale = await linesOf(tx, `sale:${payment.id}`);
  const of = (account: string) => sale.find((line) => line.account === account)?.minor ?? 0;
  const revenueBalance = await balanceOf(tx, payment.id, LEDGER_ACCOUNTS.revenue);
  const vatBalance = await balanceOf(tx, payment.id, LEDGER_ACCOUNTS.vat);
  const grossMinor = of(LEDGER_ACCOUNTS.driverReceivable);
  const tax = taxOfRefund({
    grossMinor,
    taxMinor: -of(LEDGER_ACCOUNTS.vat),
    refundedBeforeMinor: grossMinor + revenueBalance + vatBalance,
    refundMinor: refund.amountMinor,
  });
  return bookRefund(refund.id, refund.amountMinor, tax);
}

/** Sets the payment's sum of refunds anew; more than the capture is the PSP's doing and goes to a person. */
export async function recountRefunds(
  { tx, context, actor }: Pick<Look, "tx" | "context" | "actor">,
  payment: PaymentRow,
): Promise<PaymentRow> {
  const standing = (await refundsOf(tx, payment.id)).filter(({ state }) => state !== "FAILED");
  const sum = standing.reduce((total, { amountMinor }) => total + amountMinor, 0);
  const refundedMinor = Math.min(sum, payment.capturedMinor);
  const excess = standing
    .filter(({ state }) => state !== "INTENDED")
    .reduce((total, { amountMinor }) => total + amountMinor, -payment.capturedMinor);
  if (excess > 0 && refundedMinor !== payment.refundedMinor) {
    await recordEvent(tx, context, payment, {
      name: "refunds_exceed_capture",
      from: payment.state,
      actor,
      data: { excess },
    });
    await emitPayment(tx, payment, PAYMENT_EVENTS.diverged, { payload: { what: "refunds_exceed_capture" } });
  }
  return refundedMinor === payment.refundedMinor ? payment : updatePayment(tx, payment, { refundedMinor });
}

async function syncChargebacks(look: Look, payment: PaymentRow): Promise<PaymentRow> {
  const { tx, context, snapshot, actor } = look;
  for (const { id, minor, reversed } of snapshot.chargebacks) {
    const isNew = await post(tx, context, payment, bookChargeback(id, minor));
    if (isNew) {
      const data = { chargebackId: id, amount: minor };
      await recordEvent(tx, context, payment, { name: "charged_back", from: payment.state, actor, data });
      await emitPayment(tx, payment, PAYMENT_EVENTS.chargedBack, { payload: { chargebackId: id } });
    }
    if (reversed && (await post(tx, context, payment, bookChargebackReversal(id, minor)))) {
      const data = { chargebackId: id, amount: minor };
      await recordEvent(tx, context, payment, {
        name: "chargeback_reversed",
        from: payment.state,
        actor,
        data,
      });
    }
  }
  const chargedBackMinor = snapshot.chargebacks
    .filter(({ reversed }) => !reversed)
    .reduce((total, { minor }) => total + minor, 0);
  if (snapshot.chargebacks.length === 0 || chargedBackMinor === payment.chargedBackMinor) return payment;
  return updatePayment(tx, payment, { chargedBackMinor });
}
