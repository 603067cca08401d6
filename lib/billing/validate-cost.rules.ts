import { minorDigits } from "@/lib/core/money";
import type { PricedSession } from "@/lib/pricing/pricing.model";
import type { Tariff } from "@/lib/pricing/tariff.model";
import type { SessionFacts, SessionPrices } from "./session-facts.model";
import { type Finding, finding } from "./validation.model";

/** A price so far above the hold, or this amount of the major unit if that is more, is believed to be a fault. */
const CEILING_TIMES = 10;
const COST_MAX = 1_000;
/** Per kWh, energy alone, in currencies of about the euro's worth; ten times the dearest price of the market. */
const PER_KWH_MAX = 10;
const COMPARABLE: ReadonlySet<string> = new Set(["EUR", "USD", "GBP", "CHF", "CAD", "AUD"]);
/** Below this the rounding to minor units decides the price of a kWh, Wh. */
const PER_KWH_FROM_WH = 1_000;
/** More elements are a mistake or an attack; a person must look. */
const ELEMENTS_MAX = 500;

/** Final cost: computed, not negative, believable, and its parts add up (REL-19). */
export function validateCost(facts: SessionFacts, prices: SessionPrices): Finding[] {
  const { retail, wholesale } = prices;
  const findings: Finding[] = [];
  // An unreadable tariff was told before.
  if (facts.retail !== null && retail === null) findings.push(finding("cost_not_computable", "retail"));
  if (facts.wholesale !== null && wholesale === null)
    findings.push(finding("cost_not_computable", "wholesale"));
  for (const [priced, tariff] of [
    [retail, facts.retail],
    [wholesale, facts.wholesale],
  ] as const) {
    if (priced && tariff) findings.push(...sumFindings(facts, priced, tariff));
  }
  return findings.filter((found, index) => findings.findIndex(({ code }) => code === found.code) === index);
}

function sumFindings(facts: SessionFacts, priced: PricedSession, tariff: Tariff): Finding[] {
  const findings: Finding[] = [];
  const { grossMinor, netMinor, taxMinor } = priced.total;
  const { currency } = priced;
  if (tariff.elements.length > ELEMENTS_MAX)
    findings.push(finding("tariff_oversized", `${tariff.elements.length} elements`));
  if (![grossMinor, netMinor, taxMinor].every(Number.isSafeInteger))
    return [...findings, finding("cost_not_computable", `${grossMinor}`)];
  if (grossMinor < 0 || netMinor < 0) findings.push(finding("cost_negative", `${grossMinor}`));
  const bound = Math.max(CEILING_TIMES * facts.ceilingMinor || 0, majorUnits(COST_MAX, currency));
  if (grossMinor > bound)
    findings.push(finding("cost_implausible", `${grossMinor} above ${bound} minor units`));
  if (!addsUp(priced)) findings.push(finding("tax_sums_wrong"));
  const energyMinor = sumOf(
    priced.lines.filter(({ kind }) => kind === "ENERGY").map((line) => line.grossMinor),
  );
  const perKwh = (energyMinor * 1000) / priced.energyWh;
  if (
    COMPARABLE.has(currency) &&
    priced.energyWh >= PER_KWH_FROM_WH &&
    perKwh > majorUnits(PER_KWH_MAX, currency)
  )
    findings.push(finding("price_per_kwh_implausible", `${Math.round(perKwh)} minor units per kWh`));
  if (grossMinor === 0 && isForNothing(facts, priced, tariff))
    findings.push(finding("cost_zero", `${priced.energyWh} Wh for nothing`));
  return findings;
}

/** Energy beyond the free amount, at a price for every kWh, and nothing to pay; less than half a minor unit rounds to nothing. */
function isForNothing(facts: SessionFacts, priced: PricedSession, tariff: Tariff): boolean {
  const prices = tariff.elements.flatMap(({ components, restrictions }) =>
    components.flatMap(({ type, price }) => (type === "ENERGY" && !restrictions ? [Number(price)] : [])),
  );
  const least = prices.reduce((lowest, price) => Math.min(lowest, price), Number.POSITIVE_INFINITY);
  const dueMinor = majorUnits((least * priced.energyWh) / 1000, tariff.currency);
  return (
    prices.length > 0 &&
    priced.energyWh >= facts.zeroEnergyWh &&
    dueMinor >= 0.5 &&
    tariff.maxPrice === undefined
  );
}

function addsUp({ lines, taxLines, total }: PricedSession): boolean {
  return (
    total.grossMinor === total.netMinor + total.taxMinor &&
    sumOf(lines.map((line) => line.grossMinor)) === total.grossMinor &&
    sumOf(lines.map((line) => line.netMinor)) === total.netMinor &&
    sumOf(taxLines.map((line) => line.grossMinor)) === total.grossMinor &&
    sumOf(taxLines.map((line) => line.taxMinor)) === total.taxMinor
  );
}

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
const majorUnits = (amount: number, currency: string): number => amount * 10 ** minorDigits(currency);
