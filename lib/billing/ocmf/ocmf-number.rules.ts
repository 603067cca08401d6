/** A register value in thousandths of a Wh, and what one unit of its last written digit is worth. */
export interface WrittenEnergy {
  readonly valueMwh: number;
  readonly resolutionMwh: number;
}

const NUMBER = /^(-?)(\d{1,15})(?:\.(\d{1,12}))?(?:[eE]([+-]?\d{1,2}))?$/;

/** Decimal places between our unit and the meter's. */
const PLACES: Readonly<Record<string, number>> = { kWh: 6, Wh: 3 };

/**
 * Reads a register as it is written, without floating point: the digits after the point tell how exact the meter is. Finer
 * digits than a thousandth of a Wh are cut off. Null when it is no energy, negative, or beyond exact integers.
 */
export function readEnergy(written: string, unit: string | null): WrittenEnergy | null {
  const places = unit === null ? undefined : PLACES[unit];
  const match = NUMBER.exec(written);
  if (places === undefined || match === null || match[1] === "-") return null;
  const [, , whole = "0", fraction = "", exponent = "0"] = match;
  const shift = places + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  const value = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  return { valueMwh: Number(value), resolutionMwh: shift >= 0 ? 10 ** shift : 1 };
}

/** Every RV of a payload as it is written, in their order: a parsed number has lost its digits. */
export function writtenValues(payload: string): string[] {
  return [...payload.matchAll(/"RV"\s*:\s*(-?[0-9][0-9.eE+-]*)/g)].map((match) => match[1] ?? "");
}
