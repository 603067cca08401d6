import { priceSession } from "./price-session.rules";
import type { MeterReading, PricedSession, PricingInput } from "./pricing.model";

/** A car's power can still rise between two readings; the projection allows for a quarter more, up to the EVSE's maximum. */
const RAMP = 1.25;

/** Minutes cost what they cost; energy goes on at `powerW` from the last reading until `at`. */
function extend(input: PricingInput, at: Date, powerW: number): PricingInput {
  const usable = input.readings.filter(
    ({ at: when, registerWh }) => !Number.isNaN(when.getTime()) && registerWh >= 0,
  );
  const last = usable.reduce<MeterReading | null>((latest, reading) => {
    return latest === null || reading.at >= latest.at ? reading : latest;
  }, null);
  const since = last === null ? input.startedAt : last.at;
  const register = last?.registerWh ?? 0;
  const addedWh = Math.ceil((powerW * Math.max(0, at.getTime() - since.getTime())) / 3_600_000);
  const projected: MeterReading = { at, registerWh: register + addedWh, powerW };
  const first: MeterReading[] = last === null ? [{ at: input.startedAt, registerWh: 0 }] : [];
  return { ...input, until: at, ended: true, readings: [...first, ...input.readings, projected] };
}

/**
 * What the session will have cost if it goes on at `powerW` (W) and ends at `at`, step sizes and least price included.
 * `at` must not lie before `input.until`.
 */
export function projectedCost(input: PricingInput, at: Date, powerW: number): PricedSession {
  return priceSession(extend(input, at, powerW));
}

export interface StopQuestion {
  readonly input: PricingInput;
  /** The live price, when the caller has it already. */
  readonly priced?: PricedSession;
  /** The hold, in minor units of the tariff's currency: the ceiling of the session. */
  readonly holdMinor: number;
  /** Power now in W; null when the station does not report it. */
  readonly nowPowerW: number | null;
  readonly maxPowerW: number;
  /** Seconds until the next reading, and from the stop command until energy stops flowing. */
  readonly intervalS: number;
  readonly stopLatencyS: number;
}

/**
 * True when the session must be stopped now, because by the next reading and the time a stop takes it could reach the hold
 * (REL-21). With unknown power the EVSE's maximum is assumed.
 */
export function shouldStop(question: StopQuestion): boolean {
  const { input, priced, holdMinor, nowPowerW, maxPowerW, intervalS, stopLatencyS } = question;
  if (priced !== undefined && priced.total.grossMinor >= holdMinor) return true;
  const horizon = new Date(input.until.getTime() + (intervalS + stopLatencyS) * 1000);
  const powerW = nowPowerW === null ? maxPowerW : Math.min(maxPowerW, nowPowerW * RAMP);
  return projectedCost(input, horizon, Math.max(0, powerW)).total.grossMinor >= holdMinor;
}
