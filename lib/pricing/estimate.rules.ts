import { priceSession } from "./price-session.rules";
import type { PricedSession, PricingInput } from "./pricing.model";
import type { Tariff } from "./tariff.model";

/** "20 kWh in 40 minutes, starting now" (UX-8). */
export interface Example {
  readonly energyWh: number;
  readonly minutes: number;
  readonly at: Date;
  readonly timeZone: string;
}

function exampleInput(tariff: Tariff, { energyWh, minutes, at, timeZone }: Example): PricingInput {
  const until = new Date(at.getTime() + Math.round(minutes * 60_000));
  const powerW = minutes > 0 ? (energyWh * 60) / minutes : 0;
  return {
    tariff,
    timeZone,
    startedAt: at,
    until,
    ended: true,
    readings: [
      { at, registerWh: 0, powerW },
      { at: until, registerWh: energyWh, powerW },
    ],
  };
}

/** What such a session would cost, at constant power: the one engine, not a formula of its own. */
export function exampleCost(tariff: Tariff, example: Example): PricedSession {
  return priceSession(exampleInput(tariff, example));
}

/** How a session would go that uses up a budget. */
export interface BudgetContext {
  readonly at: Date;
  readonly timeZone: string;
  /** Power that the car is expected to take, W. */
  readonly powerW: number;
  /** Longest session, minutes; the energy is limited by it too. */
  readonly maxMinutes?: number;
}

/**
 * About how much energy in Wh a driver gets for `holdMinor` (UX-10): the most whose cost stays within it, found by bisection
 * with the one engine. Null when energy costs nothing, so that the budget does not limit it.
 */
export function energyForBudget(tariff: Tariff, holdMinor: number, context: BudgetContext): number | null {
  const { at, timeZone, powerW, maxMinutes = 24 * 60 } = context;
  if (!(powerW > 0)) return 0;
  const affordable = (energyWh: number): boolean => {
    const minutes = (energyWh * 60) / powerW;
    return exampleCost(tariff, { energyWh, minutes, at, timeZone }).total.grossMinor <= holdMinor;
  };
  let high = Math.floor((powerW * maxMinutes) / 60);
  if (affordable(high)) return hasEnergyPrice(tariff) ? high : null;
  let low = 0;
  if (!affordable(0)) return 0;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (affordable(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function hasEnergyPrice(tariff: Tariff): boolean {
  return tariff.elements.some(({ components }) =>
    components.some(({ type, price }) => (type === "ENERGY" || type === "TIME") && price !== "0"),
  );
}
