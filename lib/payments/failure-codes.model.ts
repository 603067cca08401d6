/**
 * Why nothing is reserved, in stable words for the driver's sentences (UX-17) and for the lists of the portal.
 * `psp_*` and the last group are ours; the others are what card schemes tell.
 */
export const FAILURE_CODES = [
  "insufficient_funds",
  "declined_by_bank",
  "card_expired",
  "card_inactive",
  "card_not_accepted",
  "card_details_wrong",
  "authentication_failed",
  "authentication_abandoned",
  "authentication_unavailable",
  "suspected_fraud",
  "canceled",
  "expired",
  "psp_unavailable",
  "psp_refused",
  "capture_refused",
  "unknown",
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** Mollie's `details.failureReason` of card payments (API reference, "Get payment"). */
export const MOLLIE_FAILURE_REASONS = {
  authentication_abandoned: "authentication_abandoned",
  authentication_failed: "authentication_failed",
  authentication_required: "authentication_failed",
  authentication_unavailable_acs: "authentication_unavailable",
  card_declined: "declined_by_bank",
  card_expired: "card_expired",
  inactive_card: "card_inactive",
  insufficient_funds: "insufficient_funds",
  invalid_cvv: "card_details_wrong",
  invalid_card_holder_name: "card_details_wrong",
  invalid_card_number: "card_details_wrong",
  invalid_card_type: "card_not_accepted",
  possible_fraud: "suspected_fraud",
  refused_by_issuer: "declined_by_bank",
  unknown_reason: "unknown",
} as const satisfies Readonly<Record<string, FailureCode>>;

/** The stable code of a reason given by Mollie; a reason that we do not know is `unknown`, none at all is null. */
export function mollieFailureCode(reason: string | null | undefined): FailureCode | null {
  if (reason === null || reason === undefined || reason === "") return null;
  return Object.hasOwn(MOLLIE_FAILURE_REASONS, reason)
    ? MOLLIE_FAILURE_REASONS[reason as keyof typeof MOLLIE_FAILURE_REASONS]
    : "unknown";
}
