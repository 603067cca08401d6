import fc from "fast-check";
import type { ChargingState, MeterReading, PricingInput, StateChange } from "../pricing.model";
import type { PriceComponent, Tariff, TariffElement, TariffRestrictions } from "../tariff.model";
import { DAYS_OF_WEEK } from "../tariff.model";

const MINUTE = 60_000;
const ZONES = ["Europe/Amsterdam", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"];

/** Starts near both clock changes of 2026 in Europe and on an ordinary day. */
const STARTS = ["2026-03-28T20:00:00Z", "2026-10-24T20:00:00Z", "2026-06-10T14:20:00Z"].map((text) =>
  Date.parse(text),
);

export interface TariffOptions {
  /** Prices that depend on energy, power or current. Default true. */
  readonly meterRules?: boolean;
  /** Step sizes above 1. Default true. */
  readonly steps?: boolean;
  /** Least and greatest price. Default true. */
  readonly limits?: boolean;
  /** One tax rate for all components. Default false. */
  readonly oneRate?: boolean;
}

const price = fc.nat(200_000).map((n) => (n / 10_000).toString());
const clock = fc.nat(95).map((n) => {
  const minutes = n * 15;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
});

function rare<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 2 });
}

/** Without undefined members; the arbitraries below make canonical content, so that no run has to parse it. */
function pruned<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

function restrictions(meterRules: boolean): fc.Arbitrary<TariffRestrictions> {
  const meter = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    meterRules ? rare(arbitrary) : fc.constant(undefined);
  return fc
    .record({
      startTime: rare(clock),
      endTime: rare(clock),
      dayOfWeek: rare(fc.uniqueArray(fc.constantFrom(...DAYS_OF_WEEK), { minLength: 1 })),
      minDuration: rare(fc.nat(10_000)),
      maxDuration: rare(fc.nat(20_000)),
      minKwh: meter(fc.nat(20_000).map((n) => String(n / 1000))),
      maxKwh: meter(fc.nat(60_000).map((n) => String(n / 1000))),
      minPower: meter(fc.nat(100).map(String)),
      maxPower: meter(fc.nat(150).map(String)),
    })
    .map(pruned);
}

const UNITS = {
  ENERGY: ["KWH"],
  TIME: ["HOUR", "MINUTE"],
  PARKING_TIME: ["HOUR", "MINUTE"],
  FLAT: ["SESSION"],
} as const;

function component(options: TariffOptions): fc.Arbitrary<PriceComponent> {
  return fc
    .record({
      type: fc.constantFrom("ENERGY", "TIME", "PARKING_TIME", "FLAT" as const),
      unit: fc.nat(1),
      price,
      vat: fc.constantFrom("0", "7", "19", "21", "5.5"),
      step: options.steps === false ? fc.constantFrom(0, 1) : fc.constantFrom(0, 1, 60, 300, 900, 1800),
    })
    .map(({ type, unit, price: amount, vat, step }) => ({
      type,
      price: amount,
      per: UNITS[type][unit % UNITS[type].length] ?? "SESSION",
      vatPercent: options.oneRate === true ? "21" : vat,
      stepSize: step,
    }));
}

/** Tariffs with everything that OCPI can restrict, except reservations. */
export function arbitraryTariff(options: TariffOptions = {}): fc.Arbitrary<Tariff> {
  const element: fc.Arbitrary<TariffElement> = fc
    .record({
      components: fc.array(component(options), { minLength: 1, maxLength: 3 }),
      restrictions: fc.option(restrictions(options.meterRules !== false), { nil: undefined }),
    })
    .map((made) => {
      const empty = made.restrictions !== undefined && Object.keys(made.restrictions).length === 0;
      return pruned({ ...made, restrictions: empty ? undefined : made.restrictions });
    });
  const limit = (low: number, high: number) =>
    options.limits === false
      ? fc.constant(undefined)
      : rare(
          fc.integer({ min: low, max: high }).map((n) => ({ net: `${n}`, gross: `${n + Math.ceil(n / 5)}` })),
        );
  return fc
    .record({
      taxIncluded: fc.constantFrom("YES", "NO" as const),
      elements: fc.array(element, { minLength: 1, maxLength: 4 }),
      minPrice: limit(0, 5),
      maxPrice: limit(6, 60),
      occupancy: rare(fc.record({ graceMinutes: fc.nat(30), capMinor: fc.nat(2000) })),
    })
    .map((content): Tariff => ({ currency: "EUR", ...pruned(content) }));
}

/** A stretch of a session: whole Wh per minute, so that readings each minute lie exactly on the line. */
export interface Stretch {
  readonly minutes: number;
  readonly whPerMinute: number;
  readonly state: ChargingState;
}

const stretch: fc.Arbitrary<Stretch> = fc.record({
  minutes: fc.integer({ min: 1, max: 150 }),
  whPerMinute: fc.oneof(fc.constant(0), fc.nat(2500)),
  state: fc.constantFrom("CHARGING", "CHARGING", "SUSPENDED_EV", "SUSPENDED_EVSE", "IDLE" as const),
});

export interface SessionShape {
  readonly startMs: number;
  readonly timeZone: string;
  readonly stretches: readonly Stretch[];
}

export const arbitrarySession: fc.Arbitrary<SessionShape> = fc.record({
  startMs: fc
    .tuple(fc.constantFrom(...STARTS), fc.nat(12 * 60))
    .map(([base, minutes]) => base + minutes * MINUTE),
  timeZone: fc.constantFrom(...ZONES),
  stretches: fc.array(stretch, { minLength: 1, maxLength: 6 }),
});

/** The session as engine input, with a reading at the ends of each stretch and every `everyMinutes` within it. */
export function sessionInput(tariff: Tariff, shape: SessionShape, everyMinutes = 1_000_000): PricingInput {
  let at = shape.startMs;
  let registerWh = 5_000_000;
  const readings: MeterReading[] = [{ at: new Date(at), registerWh }];
  const changes: StateChange[] = [];
  for (const { minutes, whPerMinute, state } of shape.stretches) {
    changes.push({ at: new Date(at), state });
    for (let minute = 1; minute <= minutes; minute++) {
      at += MINUTE;
      registerWh += whPerMinute;
      if (minute === minutes || minute % everyMinutes === 0) readings.push({ at: new Date(at), registerWh });
    }
  }
  return {
    tariff,
    timeZone: shape.timeZone,
    startedAt: new Date(shape.startMs),
    until: new Date(at),
    ended: true,
    readings,
    changes,
  };
}

/** The session as it was known at `at`: live, with the readings and changes up to then. */
export function knownAt(input: PricingInput, at: number): PricingInput {
  return {
    ...input,
    until: new Date(at),
    ended: false,
    readings: input.readings.filter((reading) => reading.at.getTime() <= at),
    changes: (input.changes ?? []).filter((change) => change.at.getTime() <= at),
  };
}
