import { allocate, otherSide } from "@/lib/pricing/amounts.rules";
import type { PricedSession, TaxLine } from "@/lib/pricing/pricing.model";

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
