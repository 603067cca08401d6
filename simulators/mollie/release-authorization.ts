import { scheduleRelease } from "./captures";
import { movePayment } from "./move-payment";
import type { PaymentRecord } from "./payment.model";
import { standingCapture } from "./payment.rules";
import { unprocessable } from "./problem.rules";
import type { World } from "./world";

/** Asks for the end of a hold; it happens a little later, or never when the fault `release_ignored` strikes. Throws `ApiProblem` 422. */
export function releaseAuthorization(world: World, payment: PaymentRecord): void {
  if (payment.status !== "authorized") {
    throw unprocessable(
      "Authorization cannot be released because the payment is not in the authorized state.",
    );
  }
  if (world.faults.takeForEngine("release_ignored")) return;
  payment.releaseRequested = true;
  if (standingCapture(payment) === null) scheduleRelease(world, payment);
  world.changed();
}

/** The hold ends now, unless a capture is on its way: then the capture decides. */
export function releaseNow(world: World, payment: PaymentRecord): void {
  if (payment.status === "authorized" && standingCapture(payment) === null)
    movePayment(world, payment, "release");
}

/** The hold's time is over. A capture on its way decides for itself. */
export function lapseHold(world: World, payment: PaymentRecord): void {
  if (payment.status !== "authorized" || standingCapture(payment) !== null) return;
  movePayment(world, payment, `lapse_${world.settings.lapsedHoldStatus}`);
}

/** `DELETE`: cancels an open payment, or ends a hold as the older API did. Throws `ApiProblem` 422. */
export function cancelPayment(world: World, payment: PaymentRecord): void {
  const { openIsCancelable, cancelReleases } = world.settings;
  if (payment.status === "open" && openIsCancelable) {
    movePayment(world, payment, "cancel");
  } else if (payment.status === "authorized" && cancelReleases && standingCapture(payment) === null) {
    movePayment(world, payment, "release");
  } else {
    throw unprocessable("The payment cannot be cancelled");
  }
}
