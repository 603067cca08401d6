import type { CompiledComponent } from "./compile.rules";
import { compileTariff } from "./compile.rules";
import { firstMatch } from "./match.rules";
import { meterCurve } from "./meter.rules";
import type { PricingInput } from "./pricing.model";
import { idlePeriods } from "./timeline.rules";
import type { Segment } from "./usage.rules";
import { walkSession } from "./usage.rules";

/** A part of a session in which the same prices apply: what OCPI calls a charging period. Energy in Wh, times in seconds. */
export interface PricePeriod {
  readonly from: Date;
  readonly energyWh: number;
  readonly chargingS: number;
  readonly parkingS: number;
}

interface Draft {
  readonly key: string;
  readonly from: number;
  energy: number;
  charging: number;
  parking: number;
}

const indexOf = (component: CompiledComponent | null): number => component?.index ?? -1;

/**
 * The session in periods, a new one wherever a price changes or the car begins or ceases to take power (OCPI CDRs,
 * charging_periods). The sums are those of the measurement: step sizes and waivers are the bill's matter. At least one
 * period, also when nothing was delivered.
 */
export function pricePeriods(input: PricingInput): PricePeriod[] {
  const tariff = compileTariff(input.tariff);
  const from = input.startedAt.getTime();
  const to = Math.max(from, input.until.getTime());
  const curve = meterCurve(input.readings, from, to);
  const periods: Draft[] = [];
  const keyOf = ({ moment, idle }: Segment): string => {
    const timed = idle === undefined ? tariff.session.TIME : tariff.session.PARKING_TIME;
    const prices = [tariff.session.ENERGY, timed].map((candidates) =>
      indexOf(firstMatch(candidates, moment)),
    );
    return [...prices, idle === undefined ? "charging" : "parking"].join();
  };
  const idle = idlePeriods(input, curve, from, to);
  walkSession({ tariff, input, curve, idle, from, to }, (segment) => {
    const key = keyOf(segment);
    const last = periods.at(-1);
    const period =
      last === undefined || (last.key !== key && segment.counts)
        ? { key, from: segment.from, energy: 0, charging: 0, parking: 0 }
        : last;
    if (period !== last) periods.push(period);
    period.energy += segment.energy;
    if (segment.idle === undefined) period.charging += segment.to - segment.from;
    else period.parking += segment.to - segment.from;
  });
  return periods.map((period) => ({
    from: new Date(period.from),
    energyWh: period.energy / 1000,
    chargingS: period.charging / 1000,
    parkingS: period.parking / 1000,
  }));
}
