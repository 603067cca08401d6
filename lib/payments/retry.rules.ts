const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A process that claimed a call and died holds it no longer than this; longer than any call's deadline. */
export const LEASE_MS = 20 * SECOND;

/** How long after the checkout we still try to open the payment at the PSP; nobody waits at the charger longer. */
export const CREATE_GIVE_UP_MS = 10 * MINUTE;

/** An accepted release that has not shown is asked for again after this. */
export const RELEASE_RESEND_MS = 15 * MINUTE;

/** Release and capture should be confirmed by then; otherwise a person is told (REL-7). */
export const OVERDUE_MS = 15 * MINUTE;

/** Act at least this long before the PSP's `captureBefore` (REL-26). */
export const CAPTURE_SAFETY_MS = 24 * HOUR;

const STEPS: readonly number[] = [
  2 * SECOND,
  5 * SECOND,
  15 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
];

/** Wait before the next try after `attempts` failed ones. Never gives up: the last step repeats. */
export function retryDelayMs(attempts: number): number {
  return STEPS[Math.min(Math.max(attempts, 1), STEPS.length) - 1] ?? 30 * MINUTE;
}

/** Wait before looking again whether a release has happened, by the age of the request. */
export function releaseCheckDelayMs(ageMs: number): number {
  if (ageMs < MINUTE) return 5 * SECOND;
  if (ageMs < OVERDUE_MS) return MINUTE;
  return ageMs < 24 * HOUR ? 15 * MINUTE : HOUR;
}

/** The stored facts of an intent that decide what may happen next. */
export interface CallFacts {
  readonly state: "INTENDED" | "UNKNOWN" | "DONE" | "REFUSED";
  readonly attempts: number;
  readonly leaseUntil: Date | null;
}

/** True while another process may still be waiting for the answer of this call. */
export function inFlight(call: CallFacts, now: Date): boolean {
  return (
    call.leaseUntil !== null &&
    call.leaseUntil > now &&
    (call.state === "INTENDED" || call.state === "UNKNOWN")
  );
}

/** True when an earlier try may have had its effect: no answer came, or the process died before it could record one. */
export function mayHaveActed(call: CallFacts): boolean {
  return (
    call.state === "UNKNOWN" || (call.state === "INTENDED" && call.attempts > 0 && call.leaseUntil !== null)
  );
}
