import { RECEIPT } from "@/lib/billing/receipt-pdf/testing/receipts";
import {
  type DriverState,
  type MoneyView,
  type PlaceView,
  type ScanView,
  type SellerView,
  type SessionView,
  START_STEPS,
  type StartStep,
  type UnavailableReason,
} from "@/lib/sessions/driver-view.model";

import { PRICE } from "./prices";

/** Believable views of every state, for tests of the pages. The moment is 20 November 2026, 14:30 in Amsterdam. */
export const NOW = new Date("2026-11-20T13:30:00Z");

const at = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);

export const SELLER: SellerView = { ...RECEIPT.seller, mode: "TEST" };

export const PLACE: PlaceView = {
  evseLabel: "KW-A07",
  evseId: "NL*NLL*E1024*1",
  locationName: "Parkeergarage Westerstraat",
  street: "Westerstraat 187",
  postalCode: "1015 MA",
  city: "Amsterdam",
  country: "NL",
  timeZone: "Europe/Amsterdam",
  currentType: "DC",
  maxPowerW: 150_000,
  connectors: [{ standard: "IEC_62196_T2_COMBO", format: "CABLE" }],
};

export type ReadyView = Extract<ScanView, { state: "READY_PLUG_FIRST" | "READY_PAY_FIRST" }>;

export const READY: ReadyView = {
  state: "READY_PAY_FIRST",
  code: "1Q7K2M4XD9T3WBR5HN",
  quoteId: "0192f0d4-5a10-7cc2-9d9e-0d8f3c1a2b3c",
  quoteExpiresAt: at(10),
  seller: SELLER,
  place: PLACE,
  price: PRICE,
  holdOptions: [
    { index: 0, minor: 2000, approximateWh: 33_898 },
    { index: 1, minor: 4000, approximateWh: 67_796 },
    { index: 2, minor: 6000, approximateWh: 101_694 },
  ],
  defaultHoldIndex: 2,
  plugged: false,
  payEnabled: true,
  statusUnknown: false,
  plugWindowMinutes: 5,
  lastFailure: null,
};

/** The page when nothing can be sold, for each reason. */
export function unavailable(reason: UnavailableReason): Extract<ScanView, { state: "UNAVAILABLE" }> {
  const isUnknown = reason === "unknown_code";
  return {
    state: "UNAVAILABLE",
    reason,
    code: isUnknown ? null : READY.code,
    seller: isUnknown ? null : SELLER,
    place: isUnknown ? null : PLACE,
    price: isUnknown || reason === "revoked_code" || reason === "no_price" ? null : PRICE,
    since: reason === "occupied" ? at(-38) : null,
    until: reason === "closed" ? at(16 * 60) : null,
    recoverable: reason === "occupied",
    atTerminal: false,
    alternatives: isUnknown
      ? []
      : [
          { label: "KW-A08", code: "1ZZK2M4XD9T3WBR5HN", status: "AVAILABLE" },
          { label: "KW-A09", code: null, status: "FAULTED" },
        ],
  };
}

const MONEY: MoneyView = {
  currency: "EUR",
  reservedMinor: 6000,
  reservedAt: at(-39),
  chargedMinor: 0,
  chargedAt: null,
  releasedMinor: 0,
  releaseSentAt: null,
  releaseConfirmedAt: null,
  refundedMinor: 0,
  refundedAt: null,
  pspPaymentId: "tr_7UhSN1zuXS",
  prepaid: false,
  paymentState: "AUTHORISED",
  cardBrand: "Visa",
  cardLast4: "4242",
  wallet: null,
  failureCode: null,
};

const NO_MONEY: MoneyView = {
  ...MONEY,
  reservedMinor: 0,
  reservedAt: null,
  cardBrand: null,
  cardLast4: null,
  paymentState: "PENDING",
};

const LIVE: NonNullable<SessionView["live"]> = {
  startedAt: at(-38),
  endedAt: null,
  energyWh: 23_412,
  powerW: 96_400,
  averagePowerW: 78_200,
  socPercent: 64,
  costMinor: 1381,
  ceilingMinor: 6000,
  lastReadingAt: at(-0.2),
  lines: [
    {
      kind: "ENERGY",
      order: 10,
      labelKey: "price.energy",
      quantity: "23.412",
      unit: "kWh",
      unitPriceGross: "0.59",
      vatPercent: "21",
      grossMinor: 1381,
    },
  ],
  suspendedBy: null,
  idleFeeStartsAt: null,
  idlePrecisionS: 0,
};

function steps(done: number, failed?: StartStep): SessionView["steps"] {
  return START_STEPS.map((key, index) => ({
    key,
    done: index < done,
    failed: key === failed,
    at: index < done ? at(-39 + index * 0.2) : null,
  }));
}

const BASE: SessionView = {
  state: "CHARGING",
  reference: "7KQ2-M4XD",
  seller: SELLER,
  place: PLACE,
  price: PRICE,
  money: MONEY,
  reason: null,
  recoveryCode: "R4T9XB",
  mayControl: true,
  mayReceive: true,
  terminal: null,
  checkoutUrl: null,
  plugDeadlineAt: null,
  retryUntil: null,
  steps: steps(5),
  live: null,
  connectionLostSince: null,
  stopRequestedAt: null,
  stopFailed: false,
  receipt: null,
  emailsLeft: 3,
  version: 12_050,
};

const ENDED = { ...LIVE, endedAt: at(-1), powerW: 0 };
const RELEASED: MoneyView = {
  ...MONEY,
  chargedMinor: 1381,
  chargedAt: at(-0.5),
  releasedMinor: 4619,
  releaseSentAt: at(-0.5),
  paymentState: "CAPTURED",
};
const DOCUMENT = {
  number: "NL-2026-000147",
  createdAt: NOW,
  token: "r".repeat(43),
  kind: "RECEIPT" as const,
};

/** One view of every state of a session. */
export const SESSIONS: Readonly<Record<DriverState, SessionView>> = {
  CHECKOUT: {
    ...BASE,
    state: "CHECKOUT",
    money: NO_MONEY,
    recoveryCode: null,
    steps: steps(0),
    checkoutUrl: "https://www.mollie.com/checkout/select-method/7UhSN1zuXS",
  },
  PAYMENT_PENDING: {
    ...BASE,
    state: "PAYMENT_PENDING",
    money: NO_MONEY,
    recoveryCode: null,
    steps: steps(0),
  },
  PAYMENT_FAILED: {
    ...BASE,
    state: "PAYMENT_FAILED",
    money: { ...NO_MONEY, paymentState: "FAILED", failureCode: "insufficient_funds" },
    recoveryCode: null,
    reason: "payment_declined",
    steps: steps(0),
  },
  AUTHORISED_WAIT_PLUG: { ...BASE, state: "AUTHORISED_WAIT_PLUG", plugDeadlineAt: at(4.5), steps: steps(1) },
  STARTING: { ...BASE, state: "STARTING", steps: steps(3) },
  START_FAILED: {
    ...BASE,
    state: "START_FAILED",
    reason: "station_refused",
    retryUntil: at(9),
    steps: steps(3, "station_accepted"),
  },
  CHARGING: { ...BASE, state: "CHARGING", live: LIVE },
  SUSPENDED: {
    ...BASE,
    state: "SUSPENDED",
    live: { ...LIVE, powerW: 0, suspendedBy: "vehicle", idleFeeStartsAt: at(9), idlePrecisionS: 30 },
  },
  STOPPING: { ...BASE, state: "STOPPING", stopRequestedAt: at(-0.1), live: LIVE },
  FINISHED_CALCULATING: {
    ...BASE,
    state: "FINISHED_CALCULATING",
    recoveryCode: null,
    reason: "stopped_by_driver",
    live: ENDED,
  },
  RECEIPT: {
    ...BASE,
    state: "RECEIPT",
    recoveryCode: null,
    reason: "stopped_by_driver",
    live: ENDED,
    money: RELEASED,
    receipt: DOCUMENT,
  },
  CLOSED_NO_CHARGE: {
    ...BASE,
    state: "CLOSED_NO_CHARGE",
    recoveryCode: null,
    reason: "not_plugged_in",
    steps: steps(1),
    money: { ...MONEY, releasedMinor: 6000, releaseSentAt: at(-0.5), paymentState: "RELEASED" },
    receipt: { ...DOCUMENT, kind: "RELEASE_NOTE" },
  },
  REFUNDED: {
    ...BASE,
    state: "REFUNDED",
    recoveryCode: null,
    live: ENDED,
    money: { ...RELEASED, refundedMinor: 500, refundedAt: NOW },
    receipt: DOCUMENT,
  },
  EXCEPTION: { ...BASE, state: "EXCEPTION", recoveryCode: null, reason: "implausible_meter", live: ENDED },
};

/** The same session, started by a payment terminal and seen with its code. */
export function atTerminal(view: SessionView): SessionView {
  return {
    ...view,
    mayControl: false,
    recoveryCode: null,
    checkoutUrl: null,
    terminal: { provider: "Nayax" },
    money: { ...NO_MONEY, chargedMinor: view.money.chargedMinor, pspPaymentId: null, paymentState: "NONE" },
  };
}
