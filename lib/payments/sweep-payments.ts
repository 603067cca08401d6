import type { Context } from "@/lib/db/context";
import { tryCreate } from "./create-at-psp";
import { executeCancel } from "./execute-cancel";
import { executeCapture } from "./execute-capture";
import { executeRefund } from "./execute-refund";
import { executeRelease } from "./execute-release";
import { inTurns } from "./in-turns";
import { PAYMENT_EVENTS } from "./payment.model";
import { emitPayment, lockPayment, recordOnce } from "./payment.store";
import type { PspRegistry } from "./psp/psp.port";
import { refreshPayment } from "./refresh-payment";
import { findLeftovers, findOverdueCaptures } from "./sweep.queries";

const SWEEP_FAILED = "a payment could not be swept";

/**
 * The net below all jobs, every minute: finishes what lost its job or its webhook, and warns before holds end (REL-15,
 * REL-26, REL-67). One payment's failure never stops the others. Returns how many payments it touched.
 */
export async function sweepPayments(
  context: Context,
  psp: PspRegistry,
): Promise<{ readonly touched: number }> {
  const now = context.clock.now();
  const left = await context.db.withSystem((tx) => findLeftovers(tx, now));
  const work: (() => Promise<unknown>)[] = [
    ...left.releasing.map((paymentId) => () => executeRelease(context, psp, { paymentId })),
    ...left.capturing.map((paymentId) => () => finishCapture(context, psp, paymentId)),
    ...left.canceling.map((paymentId) => () => executeCancel(context, psp, { paymentId })),
    ...left.refunding.map((refund) => () => executeRefund(context, psp, refund)),
    ...left.unmade.map((paymentId) => () => tryCreate(context, psp, paymentId)),
    ...left.unpaid.map((paymentId) => () => refreshPayment(context, psp, { paymentId, cause: "poll" })),
    ...left.nearDeadline.map((paymentId) => () => warn(context, paymentId, "hold_deadline")),
    ...left.forgotten.map((paymentId) => () => warn(context, paymentId, "checkout_overdue")),
  ];
  await inTurns(context, work, SWEEP_FAILED);
  const overdue = await context.db.withSystem((tx) => findOverdueCaptures(tx, now));
  await inTurns(
    context,
    overdue.map((paymentId) => () => warn(context, paymentId, "capture_overdue")),
    SWEEP_FAILED,
  );
  return { touched: work.length + overdue.length };
}

async function finishCapture(context: Context, psp: PspRegistry, paymentId: string): Promise<void> {
  const { state } = await executeCapture(context, psp, { paymentId });
  if (state === "CAPTURING") await refreshPayment(context, psp, { paymentId, cause: "poll" });
}

type Warning = "hold_deadline" | "capture_overdue" | "checkout_overdue";

async function warn(context: Context, paymentId: string, name: Warning): Promise<void> {
  await context.db.withSystem(async (tx) => {
    const payment = await lockPayment(tx, paymentId);
    if (payment === null || !(await recordOnce(tx, context, payment, name, "sweep"))) return;
    if (name === "hold_deadline") return emitPayment(tx, payment, PAYMENT_EVENTS.holdDeadline);
    const what = name === "capture_overdue" ? "capture" : "checkout";
    await emitPayment(tx, payment, PAYMENT_EVENTS.overdue, { payload: { what } });
  });
}
