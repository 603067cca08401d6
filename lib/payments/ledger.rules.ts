import { LEDGER_ACCOUNTS, type LedgerAccount } from "./payment.model";

/** One line of a booking; debit positive, credit negative, in minor units. */
export interface LedgerLine {
  readonly account: LedgerAccount;
  readonly minor: number;
}

/** A booking: balanced lines under a key that makes the same booking impossible twice. */
export interface Booking {
  readonly kind: string;
  readonly key: string;
  readonly lines: readonly LedgerLine[];
}

const A = LEDGER_ACCOUNTS;

function book(kind: string, key: string, lines: readonly LedgerLine[]): Booking {
  const sum = lines.reduce((total, { minor }) => total + minor, 0);
  if (sum !== 0) throw new RangeError(`ledger: ${kind} is out of balance by ${sum}`);
  return { kind, key: `${kind}:${key}`, lines: lines.filter(({ minor }) => minor !== 0) };
}

/** The PSP has reserved `minor` on the driver's card. */
export function bookHold(paymentId: string, minor: number): Booking {
  return book("hold", paymentId, [
    { account: A.holdReceivable, minor },
    { account: A.holdLiability, minor: -minor },
  ]);
}

/** The hold of `minor` is gone without a capture. */
export function bookRelease(paymentId: string, minor: number): Booking {
  return book("release", paymentId, [
    { account: A.holdLiability, minor },
    { account: A.holdReceivable, minor: -minor },
  ]);
}

/** The driver owes the price of the session: `netMinor` for the CPO, `taxMinor` for the state. */
export function bookSale(paymentId: string, netMinor: number, taxMinor: number): Booking {
  return book("sale", paymentId, [
    { account: A.driverReceivable, minor: netMinor + taxMinor },
    { account: A.revenue, minor: -netMinor },
    { account: A.vat, minor: -taxMinor },
  ]);
}

/** The part of the price above the ceiling, which is never charged (REL-21). */
export function bookWriteOff(paymentId: string, minor: number): Booking {
  return book("write_off", paymentId, [
    { account: A.writeOff, minor },
    { account: A.driverReceivable, minor: -minor },
  ]);
}

/** The PSP has taken `capturedMinor` of a hold of `heldMinor`; the rest goes back to the driver by itself. */
export function bookCapture(paymentId: string, heldMinor: number, capturedMinor: number): Booking {
  return book("capture", paymentId, [
    { account: A.holdLiability, minor: heldMinor },
    { account: A.holdReceivable, minor: -heldMinor },
    { account: A.pspClearing, minor: capturedMinor },
    { account: A.driverReceivable, minor: -capturedMinor },
  ]);
}

/** The PSP took the whole amount at once: it is the driver's until the session has a price. */
export function bookPrepayment(paymentId: string, minor: number): Booking {
  return book("prepayment", paymentId, [
    { account: A.pspClearing, minor },
    { account: A.driverCredit, minor: -minor },
  ]);
}

/** The price is paid out of the driver's credit. */
export function bookSettlement(paymentId: string, chargedMinor: number): Booking {
  return book("settlement", paymentId, [
    { account: A.driverCredit, minor: chargedMinor },
    { account: A.driverReceivable, minor: -chargedMinor },
  ]);
}

/** Unused credit of a prepaid payment goes back. */
export function bookCreditRefund(refundId: string, minor: number): Booking {
  return book("credit_refund", refundId, [
    { account: A.driverCredit, minor },
    { account: A.pspClearing, minor: -minor },
  ]);
}

/** Part of the price goes back: revenue and VAT shrink in the proportion of the sale. */
export function bookRefund(refundId: string, minor: number, taxMinor: number): Booking {
  return book("refund", refundId, [
    { account: A.revenue, minor: minor - taxMinor },
    { account: A.vat, minor: taxMinor },
    { account: A.pspClearing, minor: -minor },
  ]);
}

/** A refund that the PSP had accepted has failed: its booking the other way round. */
export function bookRefundFailure(refundId: string, original: readonly LedgerLine[]): Booking {
  return book(
    "refund_failure",
    refundId,
    original.map(({ account, minor }) => ({ account, minor: -minor })),
  );
}

/** The driver's bank has taken money back. */
export function bookChargeback(chargebackId: string, minor: number): Booking {
  return book("chargeback", chargebackId, [
    { account: A.chargebacks, minor },
    { account: A.pspClearing, minor: -minor },
  ]);
}

/** The dispute was won. */
export function bookChargebackReversal(chargebackId: string, minor: number): Booking {
  return book("chargeback_reversal", chargebackId, [
    { account: A.pspClearing, minor },
    { account: A.chargebacks, minor: -minor },
  ]);
}

/**
 * VAT inside a refund. Computed on the running total, so that the parts of a price refunded in several steps never
 * differ from the VAT of the whole by a cent (REL-19). Half away from zero.
 */
export function taxOfRefund(sale: {
  readonly grossMinor: number;
  readonly taxMinor: number;
  readonly refundedBeforeMinor: number;
  readonly refundMinor: number;
}): number {
  if (sale.grossMinor === 0) return 0;
  const share = (minor: number) =>
    Math.floor((2 * minor * sale.taxMinor + sale.grossMinor) / (2 * sale.grossMinor));
  return share(sale.refundedBeforeMinor + sale.refundMinor) - share(sale.refundedBeforeMinor);
}
