import { transition } from "@/lib/core/state-machine";
import {
  PAYMENT_MACHINE,
  type PaymentEvent,
  type PaymentRecord,
  type PaymentStatus,
  type PaymentTimes,
} from "./payment.model";
import { announce } from "./webhooks";
import type { World } from "./world";

const TIME_OF: Readonly<Record<PaymentStatus, keyof PaymentTimes | null>> = {
  open: null,
  authorized: "authorizedAt",
  paid: "paidAt",
  canceled: "canceledAt",
  expired: "expiredAt",
  failed: "failedAt",
};

/**
 * The only place where a payment's status changes: stamps the time, drops what no longer has to happen, and tells the shop.
 * Throws `IllegalTransition` when the state does not allow the event.
 */
export function movePayment(world: World, payment: PaymentRecord, event: PaymentEvent): void {
  payment.status = transition(PAYMENT_MACHINE, payment.status, event);
  const time = TIME_OF[payment.status];
  if (time !== null) payment.times[time] = world.time.now();
  payment.challenge = null;
  world.time.cancel("expire", payment.id);
  if (payment.status !== "authorized") {
    payment.captureBefore = null;
    for (const kind of ["lapse", "auto_capture", "release"] as const) world.time.cancel(kind, payment.id);
  }
  announce(world, payment, payment.status);
  world.changed();
}
