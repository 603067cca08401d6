import type { Decimal } from "@/lib/core/decimal";
import {
  addDecimal,
  decimalFromInteger,
  divideDecimal,
  divideExactly,
  formatDecimal,
  multiplyDecimal,
  normaliseDecimal,
  parseDecimal,
} from "@/lib/core/decimal";
import { minorDigits } from "@/lib/core/money";
import { decimalToMinor, otherSide } from "./amounts.rules";
import type { PriceComponent, PriceLimit, Tariff } from "./tariff.model";

const SIXTY = decimalFromInteger(60);
const HUNDRED = decimalFromInteger(100);

/** The price with its tax, exact; as it is when it contains the tax already or no rate is known. */
export function grossPrice(
  price: string,
  vatPercent: string | null,
  taxIncluded: Tariff["taxIncluded"],
): Decimal {
  const value = parseDecimal(price);
  if (taxIncluded !== "NO" || vatPercent === null) return value;
  const factor = addDecimal(HUNDRED, parseDecimal(vatPercent));
  const product = multiplyDecimal(value, factor);
  return normaliseDecimal({ units: product.units, scale: product.scale + 2 });
}

/** The price per minute of a time component when it is a finite decimal (LAW-15); null otherwise. */
export function exactPerMinute(component: PriceComponent): Decimal | null {
  if (component.per === "MINUTE") return parseDecimal(component.price);
  return component.per === "HOUR" ? divideExactly(parseDecimal(component.price), SIXTY) : null;
}

/** Amount and unit in which a component is shown: times per minute wherever that is exact. */
export function shownPrice(
  component: PriceComponent,
  taxIncluded: Tariff["taxIncluded"],
): { amount: string; unit: "kWh" | "minute" | "hour" | "session" } {
  const gross = grossPrice(component.price, component.vatPercent ?? null, taxIncluded);
  const text = (value: Decimal): string => formatDecimal(normaliseDecimal(value));
  if (component.per === "KWH") return { amount: text(gross), unit: "kWh" };
  if (component.per === "SESSION") return { amount: text(gross), unit: "session" };
  if (component.per === "MINUTE") return { amount: text(gross), unit: "minute" };
  const perMinute = divideExactly(gross, SIXTY);
  return perMinute === null
    ? { amount: text(gross), unit: "hour" }
    : { amount: text(perMinute), unit: "minute" };
}

/** A tariff's only tax rate; null when it has several, undefined when it names none. */
export function onlyRate(tariff: Tariff): string | null | undefined {
  const rates = new Set(
    tariff.elements.flatMap(({ components }) => components.map(({ vatPercent }) => vatPercent)),
  );
  return rates.size === 1 ? [...rates][0] : null;
}

/** A least or greatest price with tax, in minor units; null when there is none or its tax can not be known. */
export function limitGrossMinor(tariff: Tariff, limit: PriceLimit | undefined): number | null {
  if (limit === undefined) return null;
  const digits = minorDigits(tariff.currency);
  if (limit.gross !== undefined) return decimalToMinor(limit.gross, digits);
  const rate = onlyRate(tariff);
  if (limit.net === undefined || rate === null) return null;
  return otherSide(decimalToMinor(limit.net, digits), rate ?? null, "NET");
}

/** The nearest price per hour that has an exact price per minute with four decimals: the repair hint of LAW-15. */
export function nearestExactPerMinute(perHour: string): string {
  return formatDecimal(normaliseDecimal(divideDecimal(parseDecimal(perHour), SIXTY, 4)));
}
