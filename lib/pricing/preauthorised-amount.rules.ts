import { minorDigits } from "@/lib/core/money";
import { decimalToMinor } from "./amounts.rules";
import type { Tariff } from "./tariff.model";

/** What a tariff asks terminals to reserve, in minor units with tax; null when it does not say (OCPI 2.3.0 `preauthorize_amount`). */
export function preauthorisedMinor({
  preauthorizeAmount,
  currency,
}: Pick<Tariff, "preauthorizeAmount" | "currency">): number | null {
  return preauthorizeAmount === undefined ? null : decimalToMinor(preauthorizeAmount, minorDigits(currency));
}
