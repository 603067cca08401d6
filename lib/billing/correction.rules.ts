import { divideHalfAway } from "@/lib/core/decimal";
import { AppError } from "@/lib/core/errors";
import { toDecimalString } from "@/lib/core/money";
import { priceSession } from "@/lib/pricing/price-session.rules";
import type { MeterReading, PricedSession, PricingInput } from "@/lib/pricing/pricing.model";
import type { Tariff } from "@/lib/pricing/tariff.model";

/** How a bill is corrected. Nothing at all instead of it, other registers, another version of the price, or a smaller sum. */
export type Correction =
  | { readonly kind: "TAKE_BACK" }
  | { readonly kind: "READINGS"; readonly meterStartWh: number; readonly meterStopWh: number }
  | { readonly kind: "TARIFF"; readonly retail: Tariff; readonly wholesale: Tariff | null }
  /** Minor units, gross: what the card's owner pays in the end. At a terminal that is the wholesale price. */
  | { readonly kind: "AMOUNT"; readonly grossMinor: number };

/** The bill that is corrected, and everything that made its prices. */
export interface CorrectedBill {
  readonly pricing: PricingInput;
  readonly wholesaleTariff: Tariff | null;
  readonly retail: PricedSession;
  readonly wholesale: PricedSession | null;
}

export interface CorrectedPrices {
  readonly retail: PricedSession;
  readonly wholesale: PricedSession | null;
}

/**
 * The prices of a corrected bill, by the same engine as ever; null when the bill is only taken back. A correction never raises
 * anything: no more can be taken from a card, and no more energy be billed than was measured (REL-2, REL-8). Errors:
 * `correction_readings`, `correction_amount`, `correction_raises`, `correction_changes_nothing`.
 */
export function correctedPrices(bill: CorrectedBill, correction: Correction): CorrectedPrices | null {
  if (correction.kind === "TAKE_BACK") return null;
  const prices = pricesOf(bill, correction);
  const before = [bill.retail.total.grossMinor, bill.wholesale?.total.grossMinor ?? 0, bill.retail.energyWh];
  const after = [
    prices.retail.total.grossMinor,
    prices.wholesale?.total.grossMinor ?? 0,
    prices.retail.energyWh,
  ];
  if (after.some((value, index) => value > (before[index] ?? 0)))
    throw new AppError("validation", "correction_raises", "a correction never raises a bill", {
      before,
      after,
    });
  if (after.every((value, index) => value === before[index]))
    throw new AppError("validation", "correction_changes_nothing", "the bill would stay as it is");
  return prices;
}

function pricesOf(
  bill: CorrectedBill,
  correction: Exclude<Correction, { kind: "TAKE_BACK" }>,
): CorrectedPrices {
  const { pricing, wholesaleTariff } = bill;
  const both = (input: PricingInput, retail: Tariff, wholesale: Tariff | null): CorrectedPrices => ({
    retail: priceSession({ ...input, tariff: retail }),
    wholesale: wholesale && priceSession({ ...input, tariff: wholesale }),
  });
  switch (correction.kind) {
    case "READINGS":
      return both(
        { ...pricing, readings: withRegisters(pricing, correction) },
        pricing.tariff,
        wholesaleTariff,
      );
    case "TARIFF":
      return both(pricing, correction.retail, correction.wholesale ?? wholesaleTariff);
    case "AMOUNT": {
      const [retail, wholesale] = limits(bill, correction.grossMinor);
      return both(
        pricing,
        limited(pricing.tariff, retail),
        wholesaleTariff && limited(wholesaleTariff, wholesale),
      );
    }
  }
}

/** Other registers at start and stop; readings on the way count as far as they lie between them. */
export function withRegisters(
  { readings, startedAt, until }: PricingInput,
  { meterStartWh, meterStopWh }: { readonly meterStartWh: number; readonly meterStopWh: number },
): MeterReading[] {
  const first = readings[0]?.registerWh ?? 0;
  const last = readings.at(-1)?.registerWh ?? 0;
  const isSound = [meterStartWh, meterStopWh].every((value) => Number.isSafeInteger(value) && value >= 0);
  if (!isSound || meterStartWh < first || meterStopWh > last || meterStopWh < meterStartWh) {
    const allowed = `${first} to ${last} Wh`;
    throw new AppError("validation", "correction_readings", `registers must lie within ${allowed}`, {
      allowed,
    });
  }
  const between = readings.slice(1, -1);
  return [
    { at: startedAt, registerWh: meterStartWh },
    ...between.filter(({ registerWh }) => registerWh >= meterStartWh && registerWh <= meterStopWh),
    { at: until, registerWh: meterStopWh },
  ];
}

/** The largest sum of both prices: the stated one for what the card pays, the other in proportion. */
function limits({ retail, wholesale }: CorrectedBill, grossMinor: number): [number, number] {
  if (!Number.isSafeInteger(grossMinor) || grossMinor < 0)
    throw new AppError("validation", "correction_amount", "an amount is a whole number of minor units");
  const paid = wholesale?.total.grossMinor ?? retail.total.grossMinor;
  if (grossMinor > paid)
    throw new AppError("validation", "correction_raises", "a correction never raises a bill", {
      before: paid,
    });
  if (!wholesale || paid === 0) return [grossMinor, grossMinor];
  const share = divideHalfAway(BigInt(retail.total.grossMinor) * BigInt(grossMinor), BigInt(paid));
  return [Number(share), grossMinor];
}

/** The tariff with a greatest price: the difference becomes a line of its own, and its tax follows the rates. */
function limited(tariff: Tariff, grossMinor: number): Tariff {
  const { minPrice: _least, ...rest } = tariff;
  const gross = toDecimalString({ minor: grossMinor, currency: tariff.currency });
  return { ...rest, maxPrice: { gross } };
}
