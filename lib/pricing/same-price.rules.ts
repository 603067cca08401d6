import { displayPrice } from "./display.rules";
import type { Tariff } from "./tariff.model";

/**
 * True when a driver at the place could not tell two tariffs apart: the same prices with tax, in the same hours, with the
 * same limits (LAW-20). How they are written down (per hour, without tax) does not matter.
 */
export function isSamePrice(
  a: Tariff,
  b: Tariff,
  place: { readonly at: Date; readonly timeZone: string },
): boolean {
  return a === b || JSON.stringify(displayPrice(a, place)) === JSON.stringify(displayPrice(b, place));
}
