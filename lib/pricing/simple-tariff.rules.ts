import type { DayOfWeek, PriceComponent, Tariff, TariffElement, TariffRestrictions } from "./tariff.model";
import { tariffSchema } from "./tariff.model";

/** The time of day and the days to which something applies; `end` is exclusive, "00:00" is the end of the day. */
export interface Hours {
  readonly start: string;
  readonly end: string;
  readonly days?: readonly DayOfWeek[];
}

/** Another price per kWh (and per minute) in certain hours. */
export interface TimeBand extends Hours {
  readonly perKwh: string;
  readonly perMinute?: string;
}

/** A price as a CPO says it. Prices are plain decimals in the major unit. */
export interface SimpleTariffInput {
  readonly currency: string;
  readonly vatPercent: string;
  /** True: the prices contain the tax, as drivers expect (LAW-16). */
  readonly taxIncluded: boolean;
  readonly perKwh: string;
  readonly perMinute?: string;
  readonly startFee?: string;
  readonly idle?: {
    readonly perMinute: string;
    readonly graceMinutes: number;
    /** On the same side of tax as the prices, in minor units. */
    readonly capMinor: number;
    readonly hours?: Hours;
  };
  /** Earlier bands win where bands overlap; outside of all bands the plain prices apply. */
  readonly timeBands?: readonly TimeBand[];
}

function restrictionsOf(hours: Hours): TariffRestrictions {
  return {
    startTime: hours.start,
    endTime: hours.end,
    ...(hours.days === undefined ? {} : { dayOfWeek: [...hours.days] }),
  };
}

/** Builds the usual ad-hoc tariff from plain prices. Throws a zod error when a price is not a plain decimal. */
export function simpleTariff(input: SimpleTariffInput): Tariff {
  const component = (
    type: PriceComponent["type"],
    per: PriceComponent["per"],
    price: string,
  ): PriceComponent => ({
    type,
    per,
    price,
    vatPercent: input.vatPercent,
    stepSize: 1,
  });
  const usage = (perKwh: string, perMinute: string | undefined): PriceComponent[] => [
    component("ENERGY", "KWH", perKwh),
    ...(perMinute === undefined ? [] : [component("TIME", "MINUTE", perMinute)]),
  ];
  const elements: TariffElement[] = (input.timeBands ?? []).map((band) => ({
    components: usage(band.perKwh, band.perMinute ?? input.perMinute),
    restrictions: restrictionsOf(band),
  }));
  const always = usage(input.perKwh, input.perMinute);
  if (input.startFee !== undefined) always.push(component("FLAT", "SESSION", input.startFee));
  const { idle } = input;
  const parking = idle === undefined ? [] : [component("PARKING_TIME", "MINUTE", idle.perMinute)];
  if (idle?.hours !== undefined)
    elements.push({ components: parking, restrictions: restrictionsOf(idle.hours) });
  else always.push(...parking);
  elements.push({ components: always });
  return tariffSchema.parse({
    currency: input.currency,
    taxIncluded: input.taxIncluded ? "YES" : "NO",
    type: "AD_HOC_PAYMENT",
    elements,
    ...(idle === undefined
      ? {}
      : { occupancy: { graceMinutes: idle.graceMinutes, capMinor: idle.capMinor } }),
  });
}
