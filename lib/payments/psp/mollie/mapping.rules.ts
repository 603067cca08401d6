import { fromDecimalString, type Money } from "@/lib/core/money";
import { mollieFailureCode } from "../../failure-codes.model";
import type { PspCapture, PspPayment, PspRefund, PspStatus } from "../psp.port";
import type { WireCapture, WirePayment, WireRefund } from "./wire.model";

const STATUS: Readonly<Record<string, PspStatus>> = {
  open: "open",
  pending: "open",
  authorized: "authorised",
  paid: "paid",
  canceled: "canceled",
  expired: "expired",
  failed: "failed",
};

const CAPTURE_STATE: Readonly<Record<string, PspCapture["state"]>> = {
  succeeded: "succeeded",
  failed: "failed",
};
const REFUND_STATE: Readonly<Record<string, PspRefund["state"]>> = {
  refunded: "refunded",
  failed: "failed",
  canceled: "failed",
};

/** Mollie's spelling of our languages; English for the rest. */
const LOCALES: Readonly<Record<string, string>> = {
  en: "en_GB",
  nl: "nl_NL",
  de: "de_DE",
  fr: "fr_FR",
  es: "es_ES",
  it: "it_IT",
  pl: "pl_PL",
  pt: "pt_PT",
  da: "da_DK",
  sv: "sv_SE",
};

export function mollieLocale(locale: string): string {
  return LOCALES[locale.slice(0, 2).toLowerCase()] ?? "en_GB";
}

/** Throws a `RangeError` for an amount with the wrong number of decimals for its currency. */
function moneyOf({ value, currency }: { readonly value: string; readonly currency: string }): Money {
  return fromDecimalString(value, currency);
}

function metadataText(metadata: unknown, name: string): string | null {
  if (typeof metadata !== "object" || metadata === null) return null;
  const value = (metadata as Record<string, unknown>)[name];
  return typeof value === "string" ? value : null;
}

function lookUp<T>(table: Readonly<Record<string, T>>, key: string, otherwise: T): T {
  return Object.hasOwn(table, key) ? (table[key] ?? otherwise) : otherwise;
}

/** A capture in our words; a status that we do not know counts as pending, so nothing is concluded from it. */
export function captureOf(wire: WireCapture): PspCapture {
  return {
    id: wire.id,
    minor: moneyOf(wire.amount).minor,
    state: lookUp(CAPTURE_STATE, wire.status, "pending"),
    callId: metadataText(wire.metadata, "callId"),
  };
}

/** A refund in our words: queued, pending and processing are all on their way. */
export function refundOf(wire: WireRefund): PspRefund {
  const { minor, currency } = moneyOf(wire.amount);
  return {
    id: wire.id,
    minor,
    currency,
    state: lookUp(REFUND_STATE, wire.status, "pending"),
    refundId: metadataText(wire.metadata, "refundId"),
  };
}

/** A payment in our words. Throws a `RangeError` when an amount cannot be read. */
export function paymentOf(wire: WirePayment): PspPayment {
  const captures = (wire._embedded?.captures ?? []).map(captureOf);
  const succeededMinor = captures
    .filter(({ state }) => state === "succeeded")
    .reduce((sum, { minor }) => sum + minor, 0);
  return {
    id: wire.id,
    mode: wire.mode === "live" ? "LIVE" : "TEST",
    status: lookUp(STATUS, wire.status, "other"),
    amount: moneyOf(wire.amount),
    paymentId: metadataText(wire.metadata, "paymentId"),
    reference: metadataText(wire.metadata, "reference"),
    checkoutUrl: wire._links?.checkout?.href ?? null,
    method: wire.method ?? null,
    cardBrand: wire.details?.cardLabel?.slice(0, 40) ?? null,
    cardLast4: lastFour(wire.details?.cardNumber),
    wallet: wire.details?.wallet?.slice(0, 40) ?? null,
    failureCode: mollieFailureCode(wire.details?.failureReason),
    capturedMinor: Math.max(succeededMinor, wire.amountCaptured ? moneyOf(wire.amountCaptured).minor : 0),
    captureBefore: instant(wire.captureBefore),
    expiresAt: instant(wire.expiresAt),
    captures,
    refunds: (wire._embedded?.refunds ?? []).map(refundOf),
    chargebacks: (wire._embedded?.chargebacks ?? []).map(({ id, amount, reversedAt }) => ({
      id,
      minor: moneyOf(amount).minor,
      reversed: reversedAt != null,
    })),
  };
}

function lastFour(number: string | null | undefined): string | null {
  const digits = number?.replace(/\D/g, "") ?? "";
  return digits.length >= 4 ? digits.slice(-4) : null;
}

function instant(text: string | null | undefined): Date | null {
  return text ? new Date(text) : null;
}
