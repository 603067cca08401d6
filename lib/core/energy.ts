import { formatDecimal, normaliseDecimal, parseDecimal } from "./decimal";

/** Integer Wh as text in kWh with exactly three decimals: 12345 becomes "12.345". Throws a `RangeError` on a non-integer. */
export function whToKwhText(wh: number): string {
  if (!Number.isSafeInteger(wh)) throw new RangeError(`energy: ${wh} is not an integer number of Wh`);
  return formatDecimal({ units: BigInt(wh), scale: 3 });
}

/** Text in kWh as integer Wh: "12.345" becomes 12345. Throws a `RangeError` when the text is finer than 1 Wh or no decimal. */
export function kwhTextToWh(text: string): number {
  const value = normaliseDecimal(parseDecimal(text));
  if (value.scale > 3) throw new RangeError(`energy: "${text}" kWh is not a whole number of Wh`);
  const wh = Number(value.units) * 10 ** (3 - value.scale);
  if (!Number.isSafeInteger(wh)) throw new RangeError(`energy: "${text}" kWh is out of range`);
  return wh;
}
