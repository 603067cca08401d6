import type { WallClock } from "@/lib/core/time";
import type { Candidates, CompiledComponent, CompiledRestrictions } from "./compile.rules";

/** What restrictions are compared with: the state of the session at one moment. NaN is "not known". */
export interface Moment {
  /** Null when no restriction of the tariff reads the clock. */
  readonly local: WallClock | null;
  readonly durationMs: number;
  readonly energyMilliWh: number;
  readonly powerW: number;
  readonly currentA: number;
}

function clockMatches(rule: CompiledRestrictions, local: WallClock): boolean {
  const { startMinute, endMinute } = rule;
  const minute = local.minuteOfDay;
  const inWindow =
    startMinute < endMinute
      ? minute >= startMinute && minute < endMinute
      : minute >= startMinute || minute < endMinute;
  // The day is that of the moment itself, also in a window that wraps over midnight.
  if (!inWindow || (rule.days & (1 << local.weekday)) === 0) return false;
  if (local.day < rule.startDay) return false;
  return local.day < rule.endDay;
}

/**
 * True when every restriction holds at the moment (OCPI TariffRestrictions): lower bounds inclusive, upper bounds exclusive.
 * A restriction on a value that is not known does not hold.
 */
export function matches(rule: CompiledRestrictions, moment: Moment): boolean {
  if (moment.durationMs < rule.minDuration || moment.durationMs >= rule.maxDuration) return false;
  if (moment.energyMilliWh < rule.minEnergy || moment.energyMilliWh >= rule.maxEnergy) return false;
  if (rule.readsPower && !(moment.powerW >= rule.minPower && moment.powerW < rule.maxPower)) return false;
  if (rule.readsCurrent && !(moment.currentA >= rule.minCurrent && moment.currentA < rule.maxCurrent))
    return false;
  return !rule.readsClock || (moment.local !== null && clockMatches(rule, moment.local));
}

/** The first candidate whose restrictions hold, per dimension (OCPI 2.2+, Tariffs module); null: nothing is charged. */
export function firstMatch(candidates: Candidates, moment: Moment): CompiledComponent | null {
  for (const candidate of candidates)
    if (candidate.rule === null || matches(candidate.rule, moment)) return candidate;
  return null;
}
