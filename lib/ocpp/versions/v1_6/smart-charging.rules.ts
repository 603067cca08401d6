import {
  type CompositeSchedule,
  compositeScheduleSchema,
  LIMIT_MAX,
  PERIODS_MAX,
  RATE_UNITS,
  SCHEDULE_MAX_S,
  toTenths,
} from "@/lib/sessions/charging-profile.model";
import type { JsonObject } from "../../rpc/frame.model";
import type { CommandOf } from "../../vocabulary/command.model";
import { decimal, integer, objects, own, text } from "./read.rules";
import { readInstant } from "./time.rules";

/** A TxProfile stands above every default of the station whatever its level is; 0 is the one that all stations have. */
const STACK_LEVEL = 0;

/**
 * SetChargingProfile.req for one transaction (OCPP 1.6 §5.16, §3.13). With a start it is Absolute, without Relative to the
 * beginning of the transaction.
 */
export function txProfile({
  ocppConnectorId,
  transactionId,
  profileId,
  schedule,
}: CommandOf<"SET_CHARGING_PROFILE">): JsonObject {
  const { startAt, durationS, unit, minRate, periods } = schedule;
  return {
    connectorId: ocppConnectorId,
    csChargingProfiles: {
      chargingProfileId: profileId,
      transactionId,
      stackLevel: STACK_LEVEL,
      chargingProfilePurpose: "TxProfile",
      chargingProfileKind: startAt === undefined ? "Relative" : "Absolute",
      chargingSchedule: {
        ...(durationS === undefined ? {} : { duration: durationS }),
        ...(startAt === undefined ? {} : { startSchedule: startAt }),
        chargingRateUnit: unit,
        chargingSchedulePeriod: periods.map(({ startS, limit }) => ({ startPeriod: startS, limit })),
        ...(minRate === undefined ? {} : { minChargingRate: minRate }),
      },
    },
  };
}

/**
 * The schedule of GetCompositeSchedule.conf (OCPP 1.6 §6.24). A period that says nothing usable is left out; null when nothing is
 * left, undefined when the station told none: then nothing limits it.
 */
export function compositeSchedule(payload: JsonObject): CompositeSchedule | null | undefined {
  const wire = own(payload, "chargingSchedule") ?? undefined;
  if (wire === undefined) return undefined;
  if (typeof wire !== "object" || Array.isArray(wire)) return null;
  const schedule = wire as JsonObject;
  const word = text(schedule, "chargingRateUnit", 10)?.toUpperCase();
  const unit = RATE_UNITS.find((known) => known === word);
  const periods = objects(schedule, "chargingSchedulePeriod")
    .slice(0, PERIODS_MAX)
    .flatMap((item) => {
      const startS = integer(item, "startPeriod");
      const limit = decimal(own(item, "limit"));
      const isUsable =
        startS !== null && startS >= 0 && startS <= SCHEDULE_MAX_S && limit !== null && limit >= 0;
      return isUsable ? [{ startS, limit: Math.min(toTenths(limit), LIMIT_MAX) }] : [];
    })
    .sort((a, b) => a.startS - b.startS);
  const durationS = integer(schedule, "duration");
  const minRate = decimal(own(schedule, "minChargingRate"));
  const startAt =
    readInstant(own(payload, "scheduleStart")) ?? readInstant(own(schedule, "startSchedule")) ?? null;
  const read = compositeScheduleSchema.safeParse({
    unit,
    periods,
    startAt: startAt?.toISOString() ?? null,
    ...(durationS !== null && durationS >= 1 ? { durationS: Math.min(durationS, SCHEDULE_MAX_S) } : {}),
    ...(minRate !== null && minRate >= 0 ? { minRate: Math.min(toTenths(minRate), LIMIT_MAX) } : {}),
  });
  return read.data ?? null;
}
