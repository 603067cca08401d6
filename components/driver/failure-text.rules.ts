import type { Translator } from "@/lib/i18n/translate";
import { FAILURE_CODES, type FailureCode } from "@/lib/payments/failure-codes.model";
import type { SessionReason } from "@/lib/sessions/session.model";

/**
 * Why a payment did not work, in one sentence: the PSP's code where there is one, else the session's reason. A code that we
 * do not know gets the general sentence (UX-17).
 */
export function failureText(t: Translator, failureCode: string | null, reason: SessionReason | null): string {
  const known = FAILURE_CODES.find((code) => code === failureCode);
  if (known && known !== "unknown") return t(`failure.${known}`);
  if (failureCode === null && reason !== null) return t(`reason.${reason}`, { amount: "" });
  return t("failure.unknown");
}

const NOTHING_RESERVED: readonly FailureCode[] = [
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
  "psp_refused",
];

/** Whether money is reserved: "nothing" only where the PSP has said so (UX-17). */
export function reservedText(
  t: Translator,
  failureCode: string | null,
  reason: SessionReason | null,
): string {
  const said =
    NOTHING_RESERVED.some((code) => code === failureCode) ||
    (failureCode === null &&
      (reason === "payment_canceled" || reason === "payment_expired" || reason === "payment_declined"));
  return t(said ? "failure.nothing_reserved" : "failure.not_sure");
}
