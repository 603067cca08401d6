import { allocate, otherSide } from "@/lib/pricing/amounts.rules";
import type { PricedSession, PricingInput, TaxLine } from "@/lib/pricing/pricing.model";
import { exceedsPower } from "@/lib/sessions/meter-check.rules";

/** Why a finished session must not be charged without a person's look (SEC-36, REL-84, REL-90). */
export type BillingProblem =
  | "meter_below_start"
  | "meter_below_reading"
  | "energy_exceeds_power"
  | "end_before_start"
  | "register_fell"
  | "tax_unknown"
  | "price_failed"
  | "intervals_overlap";

/** What was measured, for the final check. Energy in Wh. */
export interface MeasuredSession {
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly meterStartWh: number;
  readonly meterStopWh: number;
  readonly highestReadingWh: number;
  readonly maxPowerW: number;
}

/** The final plausibility check of the measurement; an empty list means that it may be billed. */
export function measurementProblems(measured: MeasuredSession): BillingProblem[] {
  const problems: BillingProblem[] = [];
  const energyWh = measured.meterStopWh - measured.meterStartWh;
  if (measured.endedAt < measured.startedAt) problems.push("end_before_start");
  if (energyWh < 0) problems.push("meter_below_start");
  else if (measured.meterStopWh < measured.highestReadingWh) problems.push("meter_below_reading");
  else if (
    exceedsPower(energyWh, measured.endedAt.getTime() - measured.startedAt.getTime(), measured.maxPowerW)
  ) {
    problems.push("energy_exceeds_power");
  }
  return problems;
}

/** What is charged of a price, and how it splits into net and tax. Amounts in minor units. */
export interface Charge {
  readonly grossMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly taxLines: readonly TaxLine[];
  /** Part of the price above the ceiling: written off, counted, never charged (REL-21). */
  readonly writtenOffMinor: number;
}

/** Limits the price to the ceiling. The tax of a limited price follows from its rates, in proportion to the lines. */
export function chargeOf(priced: PricedSession, ceilingMinor: number): Charge {
  const { total, taxLines } = priced;
  if (total.grossMinor <= ceilingMinor) return { ...total, taxLines, writtenOffMinor: 0 };
  const shares = allocate(
    ceilingMinor,
    taxLines.map((line) => line.grossMinor),
  );
  const limited = taxLines.map((line, index): TaxLine => {
    const grossMinor = shares[index] ?? 0;
    const netMinor = otherSide(grossMinor, line.percent, "GROSS");
    return { percent: line.percent, grossMinor, netMinor, taxMinor: grossMinor - netMinor };
  });
  const netMinor = limited.reduce((sum, line) => sum + line.netMinor, 0);
  return {
    grossMinor: ceilingMinor,
    netMinor,
    taxMinor: ceilingMinor - netMinor,
    taxLines: limited,
    writtenOffMinor: total.grossMinor - ceilingMinor,
  };
}

/** Energy below which nothing is charged at all (REL-27): the engine applied it, this says so for the documents. */
export function isNothing(priced: PricedSession): boolean {
  return priced.total.grossMinor === 0;
}

/** Below 0.2 kWh and two minutes: a CDR that roaming partners do not get unless they ask for all (domain §3.8). */
export function isSmall(priced: PricedSession): boolean {
  return priced.energyWh < 200 && priced.durationS < 120;
}

/** The highest register that the pricing input knows. */
export function highestReading(input: PricingInput): number {
  return input.readings.reduce((highest, reading) => Math.max(highest, reading.registerWh), 0);
}
