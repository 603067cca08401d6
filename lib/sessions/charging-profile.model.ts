import { z } from "zod";

/** W: power of all phases together · A: current per phase (OCPP 1.6 §7.12, OCPI charging profiles, ChargingRateUnit). */
export const RATE_UNITS = ["W", "A"] as const;
export type RateUnit = (typeof RATE_UNITS)[number];

/** Most periods of one schedule: the bound of OCPP 2.0.1, which no partner needs to exceed. */
export const PERIODS_MAX = 1_024;
/** Highest limit that is taken, in W or A: no charging station gives more. */
export const LIMIT_MAX = 10_000_000;
/** A rate with the one decimal that both protocols have; cut off, so that a limit never becomes a higher one. */
export function toTenths(rate: number): number {
  return Math.floor(rate * 10 + 1e-6) / 10;
}

/** Longest time inside a schedule, seconds: a year. A TxProfile ends with its transaction long before. */
export const SCHEDULE_MAX_S = 31_536_000;
/** Longest composite schedule that a station is asked for, seconds. */
export const COMPOSITE_MAX_S = 86_400;

const period = z.object({
  /** Seconds from the start of the schedule; the period before ends here. */
  startS: z.int().min(0).max(SCHEDULE_MAX_S),
  /** In the schedule's unit, with at most one decimal. */
  limit: z.number().min(0).max(LIMIT_MAX),
});

const schedule = z.object({
  unit: z.enum(RATE_UNITS),
  /** Absent: the last period goes on until the transaction ends. */
  durationS: z.int().min(1).max(SCHEDULE_MAX_S).exactOptional(),
  /** Below this rate the car charges badly; a hint for the station. */
  minRate: z.number().min(0).max(LIMIT_MAX).exactOptional(),
  /** In order, the first at 0. */
  periods: z.array(period).min(1).max(PERIODS_MAX),
});

/**
 * Limits of a transaction over time, as a station is told (OCPP 1.6 §7.13, 2.0.1 ChargingScheduleType). `startAt` is an ISO
 * time of the station's clock; without it the schedule begins with the transaction.
 */
export const chargingScheduleSchema = schedule.extend({ startAt: z.iso.datetime().exactOptional() });
export type ChargingSchedule = z.infer<typeof chargingScheduleSchema>;

/** What a station means to give from `startAt` on, all its limits together; null: it did not say from when. */
export const compositeScheduleSchema = schedule.extend({ startAt: z.iso.datetime().nullable() });
export type CompositeSchedule = z.infer<typeof compositeScheduleSchema>;

/** What a station means to give, as it was read. */
export interface ReadSchedule {
  /** Null: it accepted the question and told no schedule, since nothing limits it. */
  readonly schedule: CompositeSchedule | null;
  readonly readAt: Date;
  readonly askedS: number;
  /** Add to times of the station to get ours. */
  readonly clockOffsetMs: number;
  /** The most that the EVSE can give, W. */
  readonly maxPowerW: number;
}

/** Station commands of smart charging. */
export const PROFILE_COMMANDS = [
  "SET_CHARGING_PROFILE",
  "CLEAR_CHARGING_PROFILE",
  "GET_COMPOSITE_SCHEDULE",
] as const;
export type ProfileCommand = (typeof PROFILE_COMMANDS)[number];

export function isProfileCommand(kind: string): kind is ProfileCommand {
  return (PROFILE_COMMANDS as readonly string[]).includes(kind);
}
