import type { DriverState } from "@/lib/sessions/driver-view.model";

/** Every state that the session page can draw; the compiler demands that none of the model's is missing. */
const DRAWN: Readonly<Record<DriverState, true>> = {
  CHECKOUT: true,
  PAYMENT_PENDING: true,
  PAYMENT_FAILED: true,
  AUTHORISED_WAIT_PLUG: true,
  STARTING: true,
  START_FAILED: true,
  CHARGING: true,
  SUSPENDED: true,
  STOPPING: true,
  FINISHED_CALCULATING: true,
  RECEIPT: true,
  CLOSED_NO_CHARGE: true,
  REFUNDED: true,
  EXCEPTION: true,
};

export const DRIVER_STATES = Object.keys(DRAWN) as readonly DriverState[];

/** States that no longer change by themselves: the page needs no stream. */
const SETTLED: readonly DriverState[] = ["PAYMENT_FAILED", "REFUNDED"];

/** True while the page must be kept up to date. A receipt still changes when the release is confirmed or money goes back. */
export function isLive(state: DriverState): boolean {
  return !SETTLED.includes(state);
}
