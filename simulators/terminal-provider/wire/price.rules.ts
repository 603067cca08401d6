import {
  addDecimal,
  type Decimal,
  decimalFromNumber,
  divideDecimal,
  multiplyDecimal,
  roundDecimal,
} from "@/lib/core/decimal";
import { minorDigits, money, toDecimalString } from "@/lib/core/money";
import { isRecord, type Json } from "./envelope.rules";
import type { OcpiVersion } from "./versions.rules";

/** An amount in minor units, before and with tax. */
export interface Amount {
  readonly netMinor: number;
  readonly grossMinor: number;
}

const number = (value: unknown): Decimal | null =>
  typeof value === "number" && Number.isFinite(value) ? decimalFromNumber(value) : null;

/** Rounded half up to whole minor units. */
export function toMinor(value: Decimal, currency: string): number {
  const digits = minorDigits(currency);
  const { units, scale } = roundDecimal(value, digits);
  return Number(units * 10n ** BigInt(digits - scale));
}

export const withPercent = (net: Decimal, percent: Decimal): Decimal =>
  addDecimal(net, divideDecimal(multiplyDecimal(net, percent), decimalFromNumber(100), 20));

/**
 * Reads a cost in any version's shape: a bare number (2.1.1), `excl_vat`/`incl_vat` (2.2.1) or
 * `before_taxes`/`taxes` (2.3.0). Peers mix them. Null when there is no amount.
 */
export function readPrice(value: unknown, currency: string, vatPercentFor211 = 0): Amount | null {
  const bare = number(value);
  if (bare !== null) {
    return {
      netMinor: toMinor(bare, currency),
      grossMinor: toMinor(withPercent(bare, decimalFromNumber(vatPercentFor211)), currency),
    };
  }
  if (!isRecord(value)) return null;
  const before = number(value.before_taxes);
  if (before !== null) {
    const taxes = Array.isArray(value.taxes) ? value.taxes : [];
    const gross = taxes.reduce<Decimal>((sum, tax: unknown) => {
      const amount = isRecord(tax) ? number(tax.amount) : null;
      return amount === null ? sum : addDecimal(sum, amount);
    }, before);
    return { netMinor: toMinor(before, currency), grossMinor: toMinor(gross, currency) };
  }
  const net = number(value.excl_vat) ?? number(value.incl_vat);
  if (net === null) return null;
  const gross = number(value.incl_vat) ?? net;
  return { netMinor: toMinor(net, currency), grossMinor: toMinor(gross, currency) };
}

const asNumber = (minor: number, currency: string) => Number(toDecimalString(money(minor, currency)));

/** Writes a Price: `excl_vat`/`incl_vat` for 2.2.1, `before_taxes`/`taxes` for 2.3.0 (types 16.5). */
export function writePrice(amount: Amount, currency: string, version: OcpiVersion): Json {
  const net = asNumber(amount.netMinor, currency);
  if (version !== "2.3.0") return { excl_vat: net, incl_vat: asNumber(amount.grossMinor, currency) };
  const tax = amount.grossMinor - amount.netMinor;
  return {
    before_taxes: net,
    ...(tax !== 0 && { taxes: [{ name: "VAT", amount: asNumber(tax, currency) }] }),
  };
}

/** The part of `total` that `grossMinor` is, with the same share of tax. */
export function shareOf(total: Amount, grossMinor: number): Amount {
  if (total.grossMinor === 0 || grossMinor === total.grossMinor) {
    return grossMinor === total.grossMinor ? total : { netMinor: grossMinor, grossMinor };
  }
  return { netMinor: Math.round((total.netMinor * grossMinor) / total.grossMinor), grossMinor };
}
