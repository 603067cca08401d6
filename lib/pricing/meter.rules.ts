import type { MeterReading } from "./pricing.model";

/**
 * The meter of one session as columns: instants (ms), energy since the first reading (mWh), power (W) and current (A), NaN
 * where unknown. Between two readings energy, power and current are taken as straight lines.
 */
export interface MeterCurve {
  readonly count: number;
  readonly at: readonly number[];
  readonly energy: readonly number[];
  readonly power: readonly number[];
  readonly current: readonly number[];
  /** Readings that could not be used: not a number, not a date, or a register below an earlier one. */
  readonly dropped: number;
}

/**
 * Readings as a curve inside [from, to]. The first reading is the register at the start; readings outside of the session
 * are moved to its nearest end, so that no measured energy is lost. Sorts a copy when needed; unusable readings are counted.
 */
export function meterCurve(readings: readonly MeterReading[], from: number, to: number): MeterCurve {
  const at: number[] = [];
  const energy: number[] = [];
  const power: number[] = [];
  const current: number[] = [];
  const dropped = { count: 0 };
  let base = Number.NaN;
  let highest = 0;
  let previous = Number.NEGATIVE_INFINITY;
  for (const reading of ordered(readings)) {
    const instant = reading.at.getTime();
    const register = Math.round(reading.registerWh * 1000);
    if (!Number.isSafeInteger(register) || register < 0 || Number.isNaN(instant)) {
      dropped.count += 1;
      continue;
    }
    if (Number.isNaN(base)) base = register;
    const used = register - base;
    if (used < highest) {
      dropped.count += 1;
      continue;
    }
    highest = used;
    previous = Math.max(previous, Math.min(Math.max(instant, from), to));
    at.push(previous);
    energy.push(used);
    power.push(known(reading.powerW));
    current.push(known(reading.currentA));
  }
  return { count: at.length, at, energy, power, current, dropped: dropped.count };
}

function known(value: number | undefined): number {
  return value === undefined || !Number.isFinite(value) ? Number.NaN : Math.abs(value);
}

function ordered(readings: readonly MeterReading[]): readonly MeterReading[] {
  for (let i = 1; i < readings.length; i++) {
    const before = readings[i - 1] as MeterReading;
    const here = readings[i] as MeterReading;
    if (!(before.at.getTime() <= here.at.getTime())) return [...readings].sort(byInstant);
  }
  return readings;
}

/** Unreadable dates go last, so that the order of the others is defined. */
function byInstant(a: MeterReading, b: MeterReading): number {
  const x = a.at.getTime();
  const y = b.at.getTime();
  if (Number.isNaN(x)) return Number.isNaN(y) ? 0 : 1;
  return Number.isNaN(y) ? -1 : x - y;
}

/** ⌊a × b ÷ c⌋ for non-negative integers, exact also where the product leaves the safe integers. */
export function mulDivFloor(a: number, b: number, c: number): number {
  const product = a * b;
  if (product > Number.MAX_SAFE_INTEGER) return Number((BigInt(a) * BigInt(b)) / BigInt(c));
  const quotient = Math.floor(product / c);
  const rest = product - quotient * c;
  return rest < 0 ? quotient - 1 : rest >= c ? quotient + 1 : quotient;
}

/** Mean power between reading `i` and the next one, in W; NaN when no time passes between them. */
export function meanPower(curve: MeterCurve, i: number): number {
  const dt = (curve.at[i + 1] as number) - (curve.at[i] as number);
  if (!(dt > 0)) return Number.NaN;
  return (((curve.energy[i + 1] as number) - (curve.energy[i] as number)) * 3600) / dt;
}

/** Walks forward along the curve; instants must not go back. */
export class CurveCursor {
  /** Index of the last reading before the instant, −1 when there is none. */
  private i = -1;

  constructor(private readonly curve: MeterCurve) {}

  private seek(instant: number): number {
    const { at, count } = this.curve;
    while (this.i + 1 < count && (at[this.i + 1] as number) < instant) this.i += 1;
    return this.i;
  }

  /** Energy up to the instant, in mWh, rounded down. A register that jumps at the instant itself belongs to what follows. */
  energyAt(instant: number): number {
    const { at, energy, count } = this.curve;
    const i = this.seek(instant);
    if (i < 0) return 0;
    const e0 = energy[i] as number;
    if (i + 1 >= count) return e0;
    const t0 = at[i] as number;
    return e0 + mulDivFloor((energy[i + 1] as number) - e0, instant - t0, (at[i + 1] as number) - t0);
  }

  /** The straight line between the two samples around the instant; the one known neighbour where there is only one. */
  private sampleAt(samples: readonly number[], instant: number): number {
    const { at, count } = this.curve;
    const i = this.seek(instant);
    if (i < 0) return count > 0 ? (samples[0] as number) : Number.NaN;
    const a = samples[i] as number;
    if (i + 1 >= count) return a;
    const b = samples[i + 1] as number;
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) ? b : a;
    const t0 = at[i] as number;
    return a + ((b - a) * (instant - t0)) / ((at[i + 1] as number) - t0);
  }

  /** Power in W at the instant; the mean of the interval where the station reports no power. NaN when nothing is known. */
  powerAt(instant: number): number {
    const sampled = this.sampleAt(this.curve.power, instant);
    if (!Number.isNaN(sampled)) return sampled;
    const last = this.curve.count - 2;
    return last < 0 ? Number.NaN : meanPower(this.curve, Math.min(Math.max(this.i, 0), last));
  }

  /** Current in A at the instant; NaN when unknown. */
  currentAt(instant: number): number {
    return this.sampleAt(this.curve.current, instant);
  }
}
