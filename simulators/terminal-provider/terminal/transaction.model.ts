import type { Amount } from "../wire/price.rules";

/**
 * `starting` – START_SESSION is under way · `waiting` – the CPO accepted, no session yet · `charging` ·
 * `stopping` – STOP_SESSION is under way or the session has ended · `settled` – the CDR came and was captured ·
 * `refused` – the CPO or the station said no · `released` – it came to no session, the hold is free again.
 */
export type TransactionState =
  | "starting"
  | "waiting"
  | "charging"
  | "stopping"
  | "settled"
  | "refused"
  | "released";

/** States in which nothing more is expected. A late session or CDR can still arrive. */
export const isOver = (state: TransactionState): boolean =>
  state === "settled" || state === "refused" || state === "released";

export const CARDS = {
  visa: { brand: "Visa", lastFour: "4242", aid: "A0000000031010", paid: true },
  mastercard: { brand: "Mastercard", lastFour: "5100", aid: "A0000000041010", paid: true },
  amex: { brand: "American Express", lastFour: "1005", aid: "A00000002501", paid: true },
  applepay: { brand: "Visa", wallet: "Apple Pay", lastFour: "4242", aid: "A0000000031010", paid: true },
  googlepay: {
    brand: "Mastercard",
    wallet: "Google Pay",
    lastFour: "5100",
    aid: "A0000000041010",
    paid: true,
  },
  rfid: { brand: "RFID card", lastFour: "", aid: "", paid: false },
} as const satisfies Record<
  string,
  { brand: string; wallet?: string; lastFour: string; aid: string; paid: boolean }
>;
export type CardName = keyof typeof CARDS;
export const CARD_NAMES = Object.keys(CARDS) as [CardName, ...CardName[]];

/** One tap of a card, from the hold to the receipt. Amounts are minor units of `currency`. */
export interface Transaction {
  readonly id: string;
  readonly terminalId: string;
  readonly card: CardName;
  readonly approvalCode: string;
  readonly locationId: string;
  readonly evseUid: string;
  readonly connectorId: string;
  readonly tokenUid: string;
  readonly tokenType: string;
  readonly authorizationReference: string;
  readonly createdAt: string;
  currency: string;
  holdMinor: number;
  state: TransactionState;
  /** Answer to START_SESSION: ACCEPTED, REJECTED … or null while there is none. */
  startResponse: string | null;
  /** Result that came to response_url. */
  startResult: string | null;
  stopResponse: string | null;
  stopResult: string | null;
  message: string | null;
  sessionId: string | null;
  sessionStatus: string | null;
  startedAt: string | null;
  endedAt: string | null;
  lastReadingAt: string | null;
  kwh: number;
  /** Running cost with tax, as the CPO pushed it. */
  costMinor: number | null;
  /** Code or address for the driver's page. */
  reference: string | null;
  cdrIds: string[];
  /** Sum of the CDRs. */
  total: Amount | null;
  capturedMinor: number;
  holdReleased: boolean;
  captureStatus: "SUCCESS" | "PARTIAL_SUCCESS" | "FAILED" | null;
  /** Taken off the screen. */
  dismissed: boolean;
}

/** What of the hold goes back to the driver; null while the transaction is open. */
export function releasedMinor(transaction: Transaction): number | null {
  return isOver(transaction.state) ? Math.max(0, transaction.holdMinor - transaction.capturedMinor) : null;
}
