/**
 * Money as integer minor units plus an ISO 4217 currency: never a float (REL-19).
 * A `Money` of EUR 12.34 is `{ minor: 1234, currency: "EUR" }`; of JPY 500 it is `{ minor: 500, currency: "JPY" }`.
 */
export interface Money {
  readonly minor: number;
  readonly currency: Currency;
}

/** Three capital letters, ISO 4217. */
export type Currency = string;

/** Currencies whose minor unit is not one hundredth. Everything absent from this table has two decimals. */
const MINOR_DIGITS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

/** How many decimals the currency's minor unit has (EUR 2, JPY 0, KWD 3). */
export function minorDigits(currency: Currency): number {
  return MINOR_DIGITS[currency] ?? 2;
}

/** Builds a `Money`; throws a `RangeError` when `minor` is not a safe integer or the currency is not ISO-shaped. */
export function money(minor: number, currency: Currency): Money {
  if (!Number.isSafeInteger(minor))
    throw new RangeError(`money: ${minor} is not an integer number of minor units`);
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`money: "${currency}" is not an ISO 4217 code`);
  return { minor: minor === 0 ? 0 : minor, currency };
}

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new RangeError(`money: ${a.currency} and ${b.currency} do not mix`);
}

/** Sum of two amounts of one currency. */
export function addMoney(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor + b.minor, a.currency);
}

/** `a - b`, of one currency; may be negative. */
export function subtractMoney(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor - b.minor, a.currency);
}

/** The smaller of two amounts of one currency. */
export function minMoney(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return a.minor <= b.minor ? a : b;
}

/** The plain decimal string that payment providers and OCPI use: `12.34`, `500`, `-0.05`. */
export function toDecimalString(amount: Money): string {
  const digits = minorDigits(amount.currency);
  const sign = amount.minor < 0 ? "-" : "";
  const text = String(Math.abs(amount.minor)).padStart(digits + 1, "0");
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * Reads a plain decimal string ("12.34") of the currency.
 * Throws a `RangeError` on anything else: exponent, wrong number of decimals, thousands separators, white space.
 */
export function fromDecimalString(text: string, currency: Currency): Money {
  const digits = minorDigits(currency);
  const pattern = digits === 0 ? /^-?\d{1,15}$/ : new RegExp(`^-?\\d{1,13}\\.\\d{${digits}}$`);
  if (!pattern.test(text)) throw new RangeError(`money: "${text}" is not an amount of ${currency}`);
  return money(Number(text.replace(".", "")), currency);
}
