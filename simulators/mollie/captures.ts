import { movePayment } from "./move-payment";
import type { CaptureRecord, PaymentRecord } from "./payment.model";
import { standingCapture } from "./payment.rules";
import { unprocessable } from "./problem.rules";
import {
  type Body,
  checkNoTokenParameters,
  checkParameters,
  readMetadata,
  readPartialAmount,
} from "./validation.rules";
import { announce } from "./webhooks";
import type { World } from "./world";

const PARAMETERS: readonly string[] = ["amount", "description", "metadata", "testmode", "profileId"];

/** Starts a capture of all or part of a hold; it settles a little later. Throws `ApiProblem` 422. One capture per card payment. */
export function createCapture(world: World, payment: PaymentRecord, body: Body): CaptureRecord {
  checkParameters(body, PARAMETERS);
  checkNoTokenParameters(body);
  if (payment.status !== "authorized") {
    throw unprocessable("The payment cannot be captured because it is not in the authorized state.");
  }
  if (standingCapture(payment) !== null) throw unprocessable("The payment has already been captured");
  if (payment.releaseRequested) throw unprocessable("The authorization is being released");
  const amount = readPartialAmount(body.amount, payment.amount);
  if (amount.minor > payment.amount.minor) {
    throw unprocessable("The amount is higher than the authorized amount", "amount");
  }
  const description = body.description ?? null;
  if (description !== null && typeof description !== "string") {
    throw unprocessable("The description is invalid", "description");
  }
  return startCapture(
    world,
    payment,
    amount.minor,
    description?.slice(0, 255) ?? null,
    readMetadata(body.metadata),
  );
}

function startCapture(
  world: World,
  payment: PaymentRecord,
  minor: number,
  description: string | null,
  metadata: unknown,
): CaptureRecord {
  const now = world.time.now();
  const capture: CaptureRecord = {
    id: world.ids.next("cpt_"),
    minor,
    description,
    metadata,
    createdAt: now,
    status: "pending",
    willFail: world.faults.takeForEngine("capture_fails"),
  };
  payment.captures.push(capture);
  if (!world.faults.takeForEngine("capture_stuck")) {
    const at = now + world.settings.captureAfterMs;
    world.time.schedule({ at, kind: "settle_capture", paymentId: payment.id, ref: capture.id });
  }
  world.changed();
  return capture;
}

/** `captureDelay` is over: the whole amount is captured, unless somebody was faster. */
export function captureAutomatically(world: World, payment: PaymentRecord): void {
  if (payment.status !== "authorized" || payment.releaseRequested || standingCapture(payment) !== null)
    return;
  startCapture(world, payment, payment.amount.minor, null, null);
}

/** Ends a pending capture. A failed one leaves the hold, unless its time is over or it was to be released. */
export function settleCapture(
  world: World,
  payment: PaymentRecord,
  capture: CaptureRecord,
  succeeded: boolean = !capture.willFail,
): void {
  if (capture.status !== "pending" || payment.status !== "authorized") return;
  world.time.cancel("settle_capture", capture.id);
  capture.status = succeeded ? "succeeded" : "failed";
  if (succeeded) {
    movePayment(world, payment, "capture");
  } else if (payment.captureBefore !== null && world.time.now() >= payment.captureBefore) {
    movePayment(world, payment, "lapse_failed");
  } else {
    announce(world, payment, "capture failed");
    if (payment.releaseRequested) scheduleRelease(world, payment);
  }
  world.changed();
}

/** Plans the end of a hold that the shop has given up. */
export function scheduleRelease(world: World, payment: PaymentRecord): void {
  const at = world.time.now() + world.settings.releaseAfterMs;
  world.time.schedule({ at, kind: "release", paymentId: payment.id, ref: payment.id });
}
