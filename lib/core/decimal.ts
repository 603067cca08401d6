/**
 * Exact decimal numbers on `bigint` (REL-19): the value is `units / 10^scale`. For unit prices, tax rates and factors,
 * which must never meet a float. Amounts of money are integers, see `money.ts`.
 */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const PATTERN = /^(-?)(\d{1,20})(?:\.(\d{1,20}))?$/;
const POWERS: bigint[] = [1n];

/** 10^n as a bigint. */
export function powerOfTen(n: number): bigint {
  for (let i = POWERS.length; i <= n; i++) POWERS.push((POWERS[i - 1] as bigint) * 10n);
  return POWERS[n] as bigint;
}

/** True when `text` is a plain decimal ("12", "-0.50"): no exponent, no separators, no white space, no plus sign. */
export function isDecimalText(text: string): boolean {
  return PATTERN.test(text);
}

/** Reads a plain decimal. Throws a `RangeError` on anything else. */
export function parseDecimal(text: string): Decimal {
  const match = PATTERN.exec(text);
  if (match === null) throw new RangeError(`decimal: "${text.slice(0, 60)}" is not a plain decimal number`);
  const fraction = match[3] ?? "";
  const units = BigInt(`${match[2]}${fraction}`);
  return { units: match[1] === "-" ? -units : units, scale: fraction.length };
}

/**
 * The decimal that a JSON number means: its shortest text, so that 0.1 is exactly 0.1.
 * Throws a `RangeError` for NaN, infinities and numbers that need more than 20 digits on a side.
 */
export function decimalFromNumber(value: number): Decimal {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return parseDecimal(text);
  const fraction = match[3] ?? "";
  const scale = fraction.length - Number(match[4]);
  const units = BigInt(`${match[1]}${match[2]}${fraction}`);
  if (scale > 20 || scale < -20) throw new RangeError(`decimal: ${text} is out of range`);
  return scale >= 0 ? { units, scale } : { units: units * powerOfTen(-scale), scale: 0 };
}

/** An integer as a decimal. */
export function decimalFromInteger(value: number | bigint): Decimal {
  return { units: BigInt(value), scale: 0 };
}

function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.units * powerOfTen(scale - a.scale), b.units * powerOfTen(scale - b.scale), scale];
}

/** a + b, exact. */
export function addDecimal(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = align(a, b);
  return { units: x + y, scale };
}

/** a − b, exact. */
export function subtractDecimal(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = align(a, b);
  return { units: x - y, scale };
}

/** a × b, exact. */
export function multiplyDecimal(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** Integer quotient, rounded half away from zero. Throws a `RangeError` when `denominator` is zero. */
export function divideHalfAway(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new RangeError("decimal: division by zero");
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const quotient = (2n * n + d) / (2n * d);
  return negative ? -quotient : quotient;
}

/** a ÷ b with `digits` decimals, rounded half away from zero. */
export function divideDecimal(a: Decimal, b: Decimal, digits: number): Decimal {
  const numerator = a.units * powerOfTen(b.scale + digits);
  return { units: divideHalfAway(numerator, b.units * powerOfTen(a.scale)), scale: digits };
}

/** a ÷ b when the result is a finite decimal of at most 20 decimals; otherwise null (2.50 ÷ 60 has none). */
export function divideExactly(a: Decimal, b: Decimal): Decimal | null {
  const quotient = divideDecimal(a, b, 20);
  return compareDecimal(multiplyDecimal(quotient, b), a) === 0 ? normaliseDecimal(quotient) : null;
}

/** −1, 0 or 1. */
export function compareDecimal(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const [x, y] = align(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Rounded half away from zero to `digits` decimals; never adds decimals that were not there. */
export function roundDecimal(value: Decimal, digits: number): Decimal {
  if (value.scale <= digits) return value;
  return { units: divideHalfAway(value.units, powerOfTen(value.scale - digits)), scale: digits };
}

/** Without trailing zeros in the fraction. */
export function normaliseDecimal(value: Decimal): Decimal {
  let { units, scale } = value;
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  return { units, scale };
}

/** Plain text, with at least `minDigits` decimals: `formatDecimal(parseDecimal("0.5"), 2)` is "0.50". */
export function formatDecimal(value: Decimal, minDigits = 0): string {
  const scale = Math.max(value.scale, minDigits);
  const units = value.units * powerOfTen(scale - value.scale);
  const text = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const sign = units < 0n ? "-" : "";
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** The shortest plain text of a decimal text: "0.50" becomes "0.5", "-0.0" becomes "0". Throws like `parseDecimal`. */
export function canonicalDecimalText(text: string): string {
  return formatDecimal(normaliseDecimal(parseDecimal(text)));
}
