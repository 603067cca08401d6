import type { MeterSample } from "./station-facts.model";

/** What is known about the meter before a sample arrives. */
export interface MeterState {
  readonly at: Date;
  readonly registerWh: number;
}

/** The largest register that is stored: 9 TWh, far beyond any meter and safely below 2^53. */
const REGISTER_MAX_WH = 9_000_000_000_000;

/**
 * Why a sample must not be used for billing; null when it may (SEC-36, REL-84). A register may not fall, and may not rise
 * faster than the EVSE's power allows, with 10 % and one watt-hour of tolerance. Samples older than the last accepted one are judged against the
 * start only: they fill a gap, they do not move the meter.
 */
export function sampleProblem(
  sample: MeterSample,
  start: MeterState,
  last: MeterState,
  maxPowerW: number,
): string | null {
  if (sample.problem) return sample.problem;
  if (sample.registerWh === undefined) return null;
  const register = sample.registerWh;
  if (!Number.isSafeInteger(register) || register < 0 || register > REGISTER_MAX_WH)
    return "register_out_of_range";
  if (register < start.registerWh) return "register_below_start";
  if (sample.at < start.at) return "before_start";
  const isLate = sample.at < last.at;
  if (isLate) return register > last.registerWh ? "register_above_later_reading" : null;
  if (register < last.registerWh) return "register_decreased";
  return exceedsPower(register - last.registerWh, sample.at.getTime() - last.at.getTime(), maxPowerW)
    ? "register_jumped"
    : null;
}

/** True when this much energy can not have flowed in this time. */
export function exceedsPower(energyWh: number, durationMs: number, maxPowerW: number): boolean {
  const possibleWh = (maxPowerW * (durationMs + CLOCK_GRAIN_MS)) / 3_600_000;
  return energyWh > possibleWh * 1.1 + 10;
}

/** Stations stamp whole seconds, and registers are read a moment before or after. */
const CLOCK_GRAIN_MS = 5_000;
