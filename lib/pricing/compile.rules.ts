import type { Decimal } from "@/lib/core/decimal";
import { normaliseDecimal, parseDecimal, powerOfTen } from "@/lib/core/decimal";
import { minorDigits } from "@/lib/core/money";
import { dayNumber, minuteOfClock } from "@/lib/core/time";
import type { ComponentType, PriceComponent, PriceUnit, Tariff, TariffRestrictions } from "./tariff.model";
import { DAYS_OF_WEEK } from "./tariff.model";

/** Restrictions as numbers: minutes of the day, bit mask of weekdays, mWh, ms, W, A. Absent bounds are open. */
export interface CompiledRestrictions {
  readonly startMinute: number;
  /** Exclusive; 1440 is the end of the day. Below `startMinute` when the window wraps over midnight. */
  readonly endMinute: number;
  /** Days since 1970-01-01; the end is exclusive. */
  readonly startDay: number;
  readonly endDay: number;
  readonly days: number;
  readonly minEnergy: number;
  readonly maxEnergy: number;
  readonly minDuration: number;
  readonly maxDuration: number;
  readonly minPower: number;
  readonly maxPower: number;
  readonly minCurrent: number;
  readonly maxCurrent: number;
  readonly readsClock: boolean;
  readonly readsPower: boolean;
  readonly readsCurrent: boolean;
}

export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** One price component, flattened out of its element and ready for integer arithmetic. */
export interface CompiledComponent {
  readonly index: number;
  readonly elementIndex: number;
  readonly source: PriceComponent;
  readonly restrictions: TariffRestrictions | null;
  readonly rule: CompiledRestrictions | null;
  /** Amount in minor units = quantity × numerator / denominator; quantities are mWh, ms or 1. */
  readonly numerator: bigint;
  readonly denominator: bigint;
  /** The same fraction as numbers where both are safe integers, which they are for every believable price. */
  readonly ratio: Ratio | null;
  /** In mWh or ms; 0 is none. A step of one Wh or second is finer than any meter: quantities stay as measured. */
  readonly step: number;
}

/** The candidates for one dimension, in the order in which they are tried. */
export type Candidates = readonly CompiledComponent[];

export interface CompiledTariff {
  readonly source: Tariff;
  readonly digits: number;
  readonly components: readonly CompiledComponent[];
  readonly session: Readonly<Record<ComponentType, Candidates>>;
  readonly reservation: { readonly TIME: Candidates; readonly FLAT: Candidates };
  /** For a reservation that expired: the elements for expiry stand before those for any reservation. */
  readonly expiry: { readonly TIME: Candidates; readonly FLAT: Candidates };
  readonly clockMarks: readonly number[];
  readonly readsClock: boolean;
  readonly durations: readonly number[];
  readonly energies: readonly number[];
  readonly powers: readonly number[];
  readonly currents: readonly number[];
  /** A time price depends on the meter: a live price then stops at the last reading, for it must not be revised later. */
  readonly timeReadsMeter: boolean;
}

const DENOMINATOR = { KWH: 1_000_000n, HOUR: 3_600_000n, MINUTE: 60_000n, SESSION: 1n } as const;

function scaled(text: string | undefined, factor: number, absent: number): number {
  return text === undefined ? absent : Math.round(Number(text) * factor);
}

function compileRestrictions(source: TariffRestrictions): CompiledRestrictions {
  const start = source.startTime === undefined ? 0 : minuteOfClock(source.startTime);
  const end = source.endTime === undefined ? 0 : minuteOfClock(source.endTime);
  // A window that starts when it ends is undefined in OCPI; we read it as the whole day.
  const whole = start === end;
  let days = 0;
  for (const day of source.dayOfWeek ?? DAYS_OF_WEEK) days |= 1 << (DAYS_OF_WEEK.indexOf(day) + 1);
  const readsDate = source.startDate !== undefined || source.endDate !== undefined;
  return {
    startMinute: whole ? 0 : start,
    endMinute: whole || end === 0 ? 1440 : end,
    startDay: source.startDate === undefined ? Number.NEGATIVE_INFINITY : dayNumber(source.startDate),
    endDay: source.endDate === undefined ? Number.POSITIVE_INFINITY : dayNumber(source.endDate),
    days,
    minEnergy: scaled(source.minKwh, 1_000_000, 0),
    maxEnergy: scaled(source.maxKwh, 1_000_000, Number.POSITIVE_INFINITY),
    minDuration: (source.minDuration ?? 0) * 1000,
    maxDuration: source.maxDuration === undefined ? Number.POSITIVE_INFINITY : source.maxDuration * 1000,
    minPower: scaled(source.minPower, 1000, 0),
    maxPower: scaled(source.maxPower, 1000, Number.POSITIVE_INFINITY),
    minCurrent: source.minCurrent === undefined ? 0 : Number(source.minCurrent),
    maxCurrent: source.maxCurrent === undefined ? Number.POSITIVE_INFINITY : Number(source.maxCurrent),
    readsClock: !whole || source.dayOfWeek !== undefined || readsDate,
    readsPower: source.minPower !== undefined || source.maxPower !== undefined,
    readsCurrent: source.minCurrent !== undefined || source.maxCurrent !== undefined,
  };
}

function isEmpty(rule: CompiledRestrictions): boolean {
  const open = rule.maxEnergy === Number.POSITIVE_INFINITY && rule.maxDuration === Number.POSITIVE_INFINITY;
  const clockless = !rule.readsClock && !rule.readsPower && !rule.readsCurrent;
  return open && clockless && rule.minEnergy === 0 && rule.minDuration === 0;
}

/** The price as a fraction of integers, without common powers of ten. */
function fraction(
  price: Decimal,
  per: PriceUnit,
  digits: number,
): { numerator: bigint; denominator: bigint; ratio: Ratio | null } {
  const { units, scale } = normaliseDecimal(price);
  const shared = Math.min(scale, digits);
  const numerator = units * powerOfTen(digits - shared);
  const denominator = DENOMINATOR[per] * powerOfTen(scale - shared);
  const ratio = { numerator: Number(numerator), denominator: Number(denominator) };
  const safe = Number.isSafeInteger(ratio.numerator) && Number.isSafeInteger(ratio.denominator);
  return { numerator, denominator, ratio: safe ? ratio : null };
}

function compileComponents(tariff: Tariff, digits: number): CompiledComponent[] {
  const compiled: CompiledComponent[] = [];
  tariff.elements.forEach(({ components, restrictions }, elementIndex) => {
    const rule = restrictions === undefined ? null : compileRestrictions(restrictions);
    for (const source of components) {
      const price = parseDecimal(source.price);
      compiled.push({
        index: compiled.length,
        elementIndex,
        source,
        restrictions: restrictions ?? null,
        rule: rule === null || isEmpty(rule) ? null : rule,
        ...fraction(price, source.per, digits),
        step: source.type === "FLAT" || source.stepSize <= 1 ? 0 : source.stepSize * 1000,
      });
    }
  });
  return compiled;
}

/** What follows a candidate without restrictions can never be chosen. */
function candidates(list: Candidates): Candidates {
  const last = list.findIndex((component) => component.rule === null);
  return last < 0 ? list : list.slice(0, last + 1);
}

function collect(
  rules: readonly CompiledRestrictions[],
  pick: (rule: CompiledRestrictions) => number[],
): number[] {
  const values = new Set<number>();
  for (const rule of rules) {
    for (const value of pick(rule)) if (value > 0 && Number.isFinite(value)) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function readsMeter(component: CompiledComponent): boolean {
  const { rule } = component;
  if (rule === null) return false;
  return rule.readsPower || rule.readsCurrent || rule.minEnergy > 0 || Number.isFinite(rule.maxEnergy);
}

function compile(tariff: Tariff): CompiledTariff {
  const digits = minorDigits(tariff.currency);
  const components = compileComponents(tariff, digits);
  const of = (
    type: ComponentType,
    reservation?: "RESERVATION" | "RESERVATION_EXPIRES",
  ): CompiledComponent[] =>
    components.filter((c) => c.source.type === type && c.restrictions?.reservation === reservation);
  const rules = components.flatMap(({ rule }) => (rule === null ? [] : [rule]));
  const marks = collect(rules, (rule) => (rule.readsClock ? [rule.startMinute, rule.endMinute % 1440] : []));
  const time = candidates(of("TIME"));
  const parking = candidates(of("PARKING_TIME"));
  const flat = candidates(of("FLAT"));
  return {
    source: tariff,
    digits,
    components,
    session: { ENERGY: candidates(of("ENERGY")), TIME: time, PARKING_TIME: parking, FLAT: flat },
    reservation: {
      TIME: candidates(of("TIME", "RESERVATION")),
      FLAT: candidates(of("FLAT", "RESERVATION")),
    },
    expiry: {
      TIME: candidates([...of("TIME", "RESERVATION_EXPIRES"), ...of("TIME", "RESERVATION")]),
      FLAT: candidates([...of("FLAT", "RESERVATION_EXPIRES"), ...of("FLAT", "RESERVATION")]),
    },
    readsClock: rules.some((rule) => rule.readsClock),
    clockMarks: [0, ...marks],
    durations: collect(rules, (rule) => [rule.minDuration, rule.maxDuration]),
    energies: collect(rules, (rule) => [rule.minEnergy, rule.maxEnergy]),
    powers: collect(rules, (rule) => [rule.minPower, rule.maxPower]),
    currents: collect(rules, (rule) => [rule.minCurrent, rule.maxCurrent]),
    timeReadsMeter: [...time, ...parking, ...flat].some(readsMeter),
  };
}

const cache = new WeakMap<Tariff, CompiledTariff>();

/** The tariff in the form that the engine runs on. Kept per object: a tariff version is immutable. */
export function compileTariff(tariff: Tariff): CompiledTariff {
  const known = cache.get(tariff);
  if (known !== undefined) return known;
  const made = compile(tariff);
  cache.set(tariff, made);
  return made;
}
