import type { MoneyView } from "./driver-view.model";

interface Document {
  readonly kind: string;
  readonly content: unknown;
}

/**
 * What we know of the money of a session that a terminal started: the amount on its newest receipt, which the provider takes.
 * Reservation and release are the terminal's; we prove neither. `receipts` are oldest first.
 */
export function terminalMoney(currency: string, receipts: readonly Document[]): MoneyView {
  const newest = receipts.findLast(({ kind }) => kind !== "CREDIT_NOTE");
  return {
    currency,
    reservedMinor: 0,
    reservedAt: null,
    chargedMinor: newest ? chargedMinor(newest.content) : 0,
    chargedAt: null,
    releasedMinor: 0,
    releaseSentAt: null,
    releaseConfirmedAt: null,
    refundedMinor: 0,
    refundedAt: null,
    pspPaymentId: null,
    prepaid: false,
    paymentState: "NONE",
    cardBrand: null,
    cardLast4: null,
    wallet: null,
    failureCode: null,
  };
}

function chargedMinor(content: unknown): number {
  const money = (content as { readonly money?: { readonly chargedMinor?: unknown } } | null)?.money;
  return typeof money?.chargedMinor === "number" ? money.chargedMinor : 0;
}
