import { meterCurve } from "./meter.rules";
import type { PricingInput } from "./pricing.model";
import { idlePeriods } from "./timeline.rules";

/** What the live page says about idling: since when, and when the fee begins (LAW-17, UX-26). */
export interface IdleStatus {
  readonly idleSince: Date;
  /** Null when the tariff has no price for idling. The fee may still be limited to certain hours. */
  readonly feeStartsAt: Date | null;
}

/** The idle period that runs at `input.until`; null while the car charges. */
export function currentIdle(input: PricingInput): IdleStatus | null {
  const from = input.startedAt.getTime();
  const to = Math.max(from, input.until.getTime());
  // One millisecond beyond, so that a period that begins at this very moment is seen.
  const periods = idlePeriods(input, meterCurve(input.readings, from, to), from, to + 1);
  const last = periods[periods.length - 1];
  if (last === undefined || last.to <= to) return null;
  const grace = (input.tariff.occupancy?.graceMinutes ?? 0) * 60_000;
  const priced = input.tariff.elements.some(({ components }) =>
    components.some(({ type, price }) => type === "PARKING_TIME" && price !== "0"),
  );
  return { idleSince: new Date(last.from), feeStartsAt: priced ? new Date(last.from + grace) : null };
}

/**
 * How exactly idle time can be known, in seconds: the longest interval between two readings when some of it is found from
 * meter values, 0 when the station's status tells it all. Shown beside the fee, so that the driver can judge it.
 */
export function idlePrecisionS(input: Pick<PricingInput, "changes" | "idleDetection" | "readings">): number {
  const byChanges = (input.changes ?? []).some(
    ({ source, state }) => source === "METER" && state !== "CHARGING",
  );
  if (input.idleDetection?.source !== "METER" && !byChanges) return 0;
  const times = input.readings.map(({ at }) => at.getTime()).sort((a, b) => a - b);
  let longest = 0;
  for (let i = 1; i < times.length; i++) longest = Math.max(longest, (times[i] ?? 0) - (times[i - 1] ?? 0));
  return Math.ceil(longest / 1000);
}
