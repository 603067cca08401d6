import { displayLine } from "@/lib/pricing/display.rules";
import type { PricedSession, TaxLine } from "@/lib/pricing/pricing.model";
import type { Tariff } from "@/lib/pricing/tariff.model";
import type { PlaceView, SellerView } from "@/lib/sessions/driver-view.model";
import type { ReceiptDocument } from "./receipt-pdf/document.model";

/** What the money did, from the payment (UX-24). Null where a session had no payment of ours. */
export interface PaidBy {
  readonly authorisedMinor: number;
  readonly authorisedAt: Date | null;
  readonly capturedMinor: number;
  readonly capturedAt: Date | null;
  readonly releasedMinor: number;
  readonly refundedMinor: number;
  readonly releaseRequestedAt: Date | null;
  readonly captureRequestedAt: Date | null;
  readonly prepaid: boolean;
  readonly pspPaymentId: string | null;
  readonly cardBrand: string | null;
  readonly cardLast4: string | null;
  readonly wallet: string | null;
}

export interface DocumentInput {
  readonly kind: ReceiptDocument["kind"];
  readonly number: string;
  readonly issuedAt: Date;
  readonly session: {
    readonly reference: string;
    readonly locale: string;
    readonly timeZone: string;
    readonly currency: string;
    readonly seller: SellerView;
    readonly place: PlaceView;
    readonly startedAt: Date | null;
    readonly endedAt: Date | null;
    readonly meterStartWh: bigint | null;
    readonly meterStopWh: bigint | null;
  };
  readonly priced: PricedSession | null;
  /** Names the lines; null where nothing was charged. */
  readonly tariff: Tariff | null;
  readonly charge: {
    readonly grossMinor: number;
    readonly netMinor: number;
    readonly taxMinor: number;
    readonly taxLines: readonly TaxLine[];
    readonly writtenOffMinor: number;
  } | null;
  readonly payment: PaidBy | null;
  /** Who took the payment at a terminal. */
  readonly provider?: NonNullable<ReceiptDocument["provider"]>;
  readonly corrects?: string;
  readonly correctionReason?: string;
}

/** The receipt, release confirmation or credit note of a session as one stored document (LAW-48, UX-46). */
export function receiptDocument(input: DocumentInput): ReceiptDocument {
  const { session, charge, priced, tariff } = input;
  const total = charge ?? { grossMinor: 0, netMinor: 0, taxMinor: 0, taxLines: [], writtenOffMinor: 0 };
  return {
    kind: input.kind,
    locale: localeOf(session.locale),
    number: input.number,
    issuedAt: input.issuedAt,
    reference: session.reference,
    timeZone: session.timeZone,
    currency: session.currency,
    seller: session.seller,
    place: session.place,
    charging: chargingOf(session),
    lines: tariff && priced ? priced.lines.map((line) => displayLine(line, tariff)) : [],
    taxLines: [...total.taxLines],
    total: { netMinor: total.netMinor, taxMinor: total.taxMinor, grossMinor: total.grossMinor },
    writtenOffMinor: total.writtenOffMinor,
    // At a terminal the provider takes what the document says.
    money: input.provider
      ? { ...NO_MONEY, chargedMinor: Math.max(0, total.grossMinor) }
      : moneyOf(input.payment),
    provider: input.provider ?? null,
    eftLines: [],
    corrects: input.corrects ?? null,
    correctionReason: input.correctionReason ?? null,
  };
}

function localeOf(locale: string): ReceiptDocument["locale"] {
  const known = ["en", "nl", "de", "fr"] as const;
  return known.find((candidate) => candidate === locale) ?? "en";
}

function chargingOf(session: DocumentInput["session"]): ReceiptDocument["charging"] {
  const { startedAt, endedAt, meterStartWh, meterStopWh } = session;
  if (!startedAt || !endedAt || meterStartWh === null || meterStopWh === null) return null;
  return {
    startedAt,
    endedAt,
    meterStartWh: Number(meterStartWh),
    meterEndWh: Number(meterStopWh),
    energyWh: Math.max(0, Number(meterStopWh - meterStartWh)),
  };
}

/** The way of the money. What a held card gets back is released; what a prepaid one gets back is refunded. */
function moneyOf(payment: PaidBy | null): ReceiptDocument["money"] {
  if (!payment) return NO_MONEY;
  const chargedMinor = payment.prepaid
    ? payment.capturedMinor - payment.refundedMinor
    : payment.capturedMinor;
  return {
    reservedMinor: payment.authorisedMinor,
    reservedAt: payment.authorisedAt,
    chargedMinor,
    chargedAt: chargedMinor > 0 ? payment.capturedAt : null,
    releasedMinor: payment.authorisedMinor - chargedMinor,
    // A capture of less than the hold releases the rest by itself: the instruction is the capture (facts of the PSP).
    releaseSentAt: payment.releaseRequestedAt ?? payment.captureRequestedAt,
    prepaid: payment.prepaid,
    pspPaymentId: payment.pspPaymentId,
    cardBrand: payment.cardBrand,
    cardLast4: payment.cardLast4,
    wallet: payment.wallet,
  };
}

const NO_MONEY: ReceiptDocument["money"] = {
  reservedMinor: 0,
  reservedAt: null,
  chargedMinor: 0,
  chargedAt: null,
  releasedMinor: 0,
  releaseSentAt: null,
  prepaid: false,
  pspPaymentId: null,
  cardBrand: null,
  cardLast4: null,
  wallet: null,
};
