/**
 * What a person must decide (ADM-8, REL-31), and what he may do about it. Nothing closes an exception but a recorded
 * decision or a successful retry.
 */
export const EXCEPTION_DECISIONS = ["RETRY", "ACCEPT", "RELEASE", "WRITE_OFF", "NOTED"] as const;
export type ExceptionDecision = (typeof EXCEPTION_DECISIONS)[number];

export interface ExceptionKind {
  /** Decisions that make sense for this code. */
  readonly decisions: readonly ExceptionDecision[];
  /** True when money is affected until somebody decides. */
  readonly urgent: boolean;
}

const MONEY: ExceptionKind = { decisions: ["RETRY", "ACCEPT", "RELEASE"], urgent: true };
const NOTICE: ExceptionKind = { decisions: ["NOTED"], urgent: false };
const LOSS: ExceptionKind = { decisions: ["WRITE_OFF", "NOTED"], urgent: false };

export const EXCEPTION_KINDS = {
  /** The session can not be billed as it is; see the detail. */
  session_flagged: MONEY,
  capture_failed: { decisions: ["RETRY", "WRITE_OFF"], urgent: true },
  hold_lost: { decisions: ["WRITE_OFF", "NOTED"], urgent: true },
  hold_deadline: { decisions: ["NOTED"], urgent: true },
  release_unconfirmed: { decisions: ["RETRY", "NOTED"], urgent: true },
  capture_unconfirmed: { decisions: ["NOTED"], urgent: true },
  refund_unconfirmed: { decisions: ["NOTED"], urgent: true },
  checkout_unconfirmed: { decisions: ["NOTED"], urgent: false },
  refund_failed: { decisions: ["RETRY", "NOTED"], urgent: true },
  charged_back: LOSS,
  reconcile_mismatch: { decisions: ["NOTED"], urgent: true },
  amount_mismatch: { decisions: ["NOTED"], urgent: true },
  late_stop: LOSS,
  started_after_release: LOSS,
  token_at_wrong_evse: LOSS,
  unknown_transaction: NOTICE,
  implausible_meter: NOTICE,
  meter_reset: NOTICE,
  stop_unconfirmed: { decisions: ["NOTED"], urgent: true },
  receipt_failed: { decisions: ["RETRY", "NOTED"], urgent: false },
  unpaid_transaction: NOTICE,
  /** A terminal provider has taken another sum than the CDR says (REL-107). */
  advice_mismatch: { decisions: ["WRITE_OFF", "NOTED"], urgent: true },
  /** A terminal provider could not take the money, or not all of it. */
  advice_failed: { decisions: ["WRITE_OFF", "NOTED"], urgent: true },
  /** A terminal provider has taken more than its terminal was asked to reserve (REL-33). */
  advice_above_preauthorised: { decisions: ["NOTED"], urgent: true },
  /** A terminal provider has taken money in another currency than the tariff's (REL-33). */
  advice_currency: { decisions: ["WRITE_OFF", "NOTED"], urgent: true },
  /** The page and the terminals of an EVSE ask for different prices, and no rule says why (LAW-20). */
  price_mismatch: { decisions: ["NOTED"], urgent: true },
  /** Two devices use one identity (SEC-28). */
  duplicate_station: { decisions: ["NOTED"], urgent: true },
  /** A terminal provider has ended its registration: its terminals stand still. */
  partner_unregistered: { decisions: ["NOTED"], urgent: true },
  /** A partner could not be told something for a day: see the outbox of the connection, where it can be sent again. */
  push_dead: { decisions: ["NOTED"], urgent: true },
  /** A job has failed to the end: something that should have happened did not. */
  job_dead: { decisions: ["NOTED"], urgent: true },
  /** The hourly self-check has found what must never be (REL-54). */
  invariant_violated: { decisions: ["NOTED"], urgent: true },
} as const satisfies Record<string, ExceptionKind>;
export type ExceptionCode = keyof typeof EXCEPTION_KINDS;

/** What may be done about a code; an unknown code can only be noted. */
export function decisionsFor(code: string): readonly ExceptionDecision[] {
  return code in EXCEPTION_KINDS ? EXCEPTION_KINDS[code as ExceptionCode].decisions : ["NOTED"];
}
