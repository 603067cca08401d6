import { z } from "zod";
import { amount } from "./format";

const above = z.object({
  capturedMinor: z.number(),
  preauthorisedMinor: z.number(),
  currency: z.string(),
});
const foreign = z.object({
  capturedMinor: z.number().nullable(),
  capturedCurrency: z.string(),
  priceCurrency: z.string(),
});

/**
 * What a case means and what to do about it, for codes whose figures need a sentence; null for all others. `detail` is what was
 * stored with the case, in minor units.
 */
export function exceptionSentence(code: string, detail: unknown): string | null {
  if (code === "advice_above_preauthorised") {
    const read = above.safeParse(detail);
    if (!read.success) return null;
    const { capturedMinor, preauthorisedMinor, currency } = read.data;
    const [captured, reserved, more] = [
      capturedMinor,
      preauthorisedMinor,
      capturedMinor - preauthorisedMinor,
    ].map((minor) => amount(minor, currency));
    return `The provider says that it has captured ${captured}. The tariff asked its terminal to reserve ${reserved}, so that is ${more} more than was reserved. Ask the provider what it has really taken, and to give back what is too much.`;
  }
  if (code === "advice_currency") {
    const read = foreign.safeParse(detail);
    if (!read.success) return null;
    const { capturedMinor, capturedCurrency, priceCurrency } = read.data;
    const captured = capturedMinor === null ? capturedCurrency : amount(capturedMinor, capturedCurrency);
    return `The provider says that it has captured ${captured}, but the price of this session is in ${priceCurrency}. The sums can not be compared. Ask the provider in which currency the card was charged.`;
  }
  return null;
}
