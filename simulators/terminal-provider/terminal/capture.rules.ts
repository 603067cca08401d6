import { money, toDecimalString } from "@/lib/core/money";
import { CARDS, type Transaction } from "./transaction.model";

export interface CaptureFaults {
  readonly fails: boolean;
  readonly differsBy: number | null;
}

export interface Capture {
  readonly capturedMinor: number;
  readonly status: "SUCCESS" | "PARTIAL_SUCCESS" | "FAILED";
  readonly message: string;
}

/** How much can be taken for a total: at most the hold, nothing when the hold is gone. */
export function captureFor(
  transaction: Pick<Transaction, "holdMinor" | "holdReleased" | "capturedMinor" | "cdrIds">,
  totalMinor: number,
  fault: CaptureFaults,
): Capture {
  const { holdMinor } = transaction;
  const gone = transaction.holdReleased && transaction.capturedMinor === 0 && transaction.cdrIds.length <= 1;
  if (fault.fails) return { capturedMinor: 0, status: "FAILED", message: "Capture unsuccessful at PSP" };
  if (fault.differsBy !== null) {
    const capturedMinor = Math.max(0, totalMinor + fault.differsBy);
    return { capturedMinor, status: "SUCCESS", message: "Capture successful at PSP" };
  }
  if (totalMinor <= 0) return { capturedMinor: 0, status: "SUCCESS", message: "Nothing to capture" };
  if (gone) return { capturedMinor: 0, status: "FAILED", message: "The authorisation was released" };
  const capturedMinor = Math.min(totalMinor, holdMinor);
  return capturedMinor === totalMinor
    ? { capturedMinor, status: "SUCCESS", message: "Capture successful at PSP" }
    : { capturedMinor, status: "PARTIAL_SUCCESS", message: "Captured up to the authorised amount" };
}

/** The card's lines of a receipt (mod_payments 6.2): at most 255 characters each, digits masked. */
export function eftLines(
  transaction: Pick<Transaction, "card" | "approvalCode" | "currency">,
  grossMinor: number,
): string[] {
  const card = CARDS[transaction.card];
  const wallet = "wallet" in card ? ` (${card.wallet})` : "";
  return [
    `${card.brand}${wallet}`,
    `AID: ${card.aid}`,
    `Nr: **** **** **** ${card.lastFour}`,
    `Approval code: ${transaction.approvalCode}`,
    `Amount: ${transaction.currency} ${toDecimalString(money(grossMinor, transaction.currency))}`,
  ];
}
