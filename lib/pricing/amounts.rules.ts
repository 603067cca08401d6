import { divideHalfAway, parseDecimal, powerOfTen } from "@/lib/core/decimal";
import { AppError } from "@/lib/core/errors";

/** Which side of tax the prices of a tariff are on. */
export type TaxSide = "NET" | "GROSS";

/** A bigint as an integer number of minor units; amounts beyond the safe integers are refused, never bent. */
export function toMinor(value: bigint): number {
  const minor = Number(value);
  if (!Number.isSafeInteger(minor))
    throw new AppError("validation", "amount_out_of_range", `price of ${value} minor units`);
  return minor;
}

/** A decimal amount of the major unit in minor units, rounded half away from zero. */
export function decimalToMinor(text: string, digits: number): number {
  const { units, scale } = parseDecimal(text);
  return toMinor(divideHalfAway(units * powerOfTen(digits), powerOfTen(scale)));
}

/**
 * value × numerator ÷ denominator, rounded half away from zero; all are integers, the denominator is above zero.
 * Exact: with numbers while every step is a safe integer, with bigints beyond. Throws `amount_out_of_range`.
 */
export function scaleHalfAway(value: number, numerator: number, denominator: number): number {
  const doubled = 2 * Math.abs(value) * numerator + denominator;
  if (doubled > Number.MAX_SAFE_INTEGER) {
    return toMinor(divideHalfAway(BigInt(value) * BigInt(numerator), BigInt(denominator)));
  }
  const rest = doubled % (2 * denominator);
  const quotient = (doubled - rest) / (2 * denominator);
  return value < 0 && quotient !== 0 ? -quotient : quotient;
}

interface Rate {
  readonly factor: number;
  readonly hundred: number;
}

const rates = new Map<string, Rate>();

/** (100 + percent) / 100 as two integers; percentages have at most four decimals. */
function rateOf(percent: string): Rate {
  const known = rates.get(percent);
  if (known !== undefined) return known;
  const { units, scale } = parseDecimal(percent);
  const hundred = 100 * 10 ** scale;
  const rate = { factor: hundred + Number(units), hundred };
  if (rates.size < 1000) rates.set(percent, rate);
  return rate;
}

/** The other side of tax of an amount, rounded half away from zero; the same number when no rate is known. */
export function otherSide(minor: number, percent: string | null, side: TaxSide): number {
  if (percent === null || percent === "0") return minor;
  const { factor, hundred } = rateOf(percent);
  return side === "NET" ? scaleHalfAway(minor, factor, hundred) : scaleHalfAway(minor, hundred, factor);
}

/**
 * Splits an integer over integer weights so that the parts add up to it: each part is the share rounded down, and what is
 * left goes to the largest remainders. All to the first part when there is nothing to weigh by.
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum <= 0) return weights.map((_, i) => (i === 0 ? total : 0));
  const parts: number[] = [];
  const rests: { i: number; rest: bigint }[] = [];
  let left = total;
  weights.forEach((weight, i) => {
    const product = BigInt(total) * BigInt(weight);
    const part = product / BigInt(sum);
    parts.push(Number(part));
    rests.push({ i, rest: product - part * BigInt(sum) });
    left -= Number(part);
  });
  rests.sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest === total >= 0 ? -1 : 1));
  const step = Math.sign(left);
  for (let k = 0; left !== 0; k++, left -= step) {
    const i = (rests[k % rests.length] as { i: number }).i;
    parts[i] = (parts[i] ?? 0) + step;
  }
  return parts;
}

/** Sum of everything taxed at one rate. */
export interface TaxGroup {
  readonly percent: string | null;
  net: number;
  gross: number;
}

/** The two sides of an amount on `side`, for one rate. */
export function bothSides(
  minor: number,
  percent: string | null,
  side: TaxSide,
): { net: number; gross: number } {
  const other = otherSide(minor, percent, side);
  return side === "NET" ? { net: minor, gross: other } : { net: other, gross: minor };
}

/** Least and greatest price in minor units; null where the tariff says nothing. */
export interface LimitMinor {
  readonly net: number | null;
  readonly gross: number | null;
}

function clamp(value: number, limit: number | null, kind: "MIN" | "MAX"): number {
  if (limit === null) return value;
  return kind === "MIN" ? Math.max(value, limit) : Math.min(value, limit);
}

/**
 * The groups after a least or greatest price. Net and gross are clamped each on its own when the tariff gives both (OCPI
 * Tariffs module, notes to min_price and max_price); otherwise the given side is, and the tax follows from the rates.
 * The change is spread in proportion; the tax in proportion to the tax. Null when the limit changes nothing.
 */
export function limitGroups(
  groups: readonly TaxGroup[],
  limit: LimitMinor,
  kind: "MIN" | "MAX",
): TaxGroup[] | null {
  const net = groups.reduce((sum, group) => sum + group.net, 0);
  const gross = groups.reduce((sum, group) => sum + group.gross, 0);
  const newNet = clamp(net, limit.net, kind);
  const newGross = clamp(gross, limit.gross, kind);
  if (newNet === net && newGross === gross) return null;
  if (limit.net !== null && limit.gross !== null) {
    const nets = allocate(
      newNet,
      groups.map((group) => group.net),
    );
    const taxes = groups.map((group) => group.gross - group.net);
    const taxed = taxes.some((tax) => tax > 0) ? taxes : groups.map((group) => group.net);
    const newTaxes = allocate(newGross - newNet, taxed);
    return groups.map(({ percent }, i) => {
      const part = nets[i] ?? 0;
      return { percent, net: part, gross: part + (newTaxes[i] ?? 0) };
    });
  }
  const side: TaxSide = limit.net !== null ? "NET" : "GROSS";
  const parts =
    side === "NET"
      ? allocate(
          newNet,
          groups.map((group) => group.net),
        )
      : allocate(
          newGross,
          groups.map((group) => group.gross),
        );
  return groups.map(({ percent }, i) => ({ percent, ...bothSides(parts[i] ?? 0, percent, side) }));
}
