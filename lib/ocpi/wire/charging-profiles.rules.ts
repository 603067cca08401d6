import type { ExchangeNote } from "@/lib/pricing/exchange/ocpi-tariff.model";
import {
  COMPOSITE_MAX_S,
  LIMIT_MAX,
  PERIODS_MAX,
  RATE_UNITS,
  SCHEDULE_MAX_S,
  toTenths,
} from "@/lib/sessions/charging-profile.model";
import type {
  ActiveChargingProfile,
  ChargingProfile,
  ProfileRequest,
  ProfileRequestType,
} from "../canonical/charging-profile.model";
import type { Decoded, JsonObject } from "../exchange/codec.model";
import { formatDateTime } from "../exchange/dates.rules";
import { createReader, decodeWith, type Reader } from "../exchange/read.rules";
import type { WireContext } from "./context.model";
import { present } from "./decode-token.rules";

/**
 * Reads a PUT (its body), a GET or a DELETE (their query) of a charging profile. A member that would be another limit when it
 * is misread makes the whole unreadable: a lenient guess would give the car more, or less, than was meant.
 */
export function decodeProfileRequest(
  type: ProfileRequestType,
  wire: unknown,
  found: readonly ExchangeNote[],
): Decoded<ProfileRequest> {
  return decodeWith(wire, found, (reader): ProfileRequest => {
    const responseUrl = reader.requiredText("response_url", 2_000);
    switch (type) {
      case "SET_CHARGING_PROFILE": {
        const profile = reader.object("charging_profile");
        if (profile === undefined) reader.fault("charging_profile", "missing", true);
        return { type, responseUrl, profile: readProfile(profile ?? createReader({}, [])) };
      }
      case "GET_ACTIVE_CHARGING_PROFILE": {
        const asked = seconds(reader, "duration", 1, Number.MAX_SAFE_INTEGER);
        if (asked === undefined) reader.fault("duration", "missing", true);
        return { type, responseUrl, durationS: Math.min(asked ?? 1, COMPOSITE_MAX_S) };
      }
      case "CLEAR_CHARGING_PROFILE":
        return { type, responseUrl };
    }
  });
}

function readProfile(reader: Reader): ChargingProfile {
  const unit = reader.word("charging_rate_unit", RATE_UNITS, null);
  if (unit === null) reader.fault("charging_rate_unit", "missing", true);
  const isAbsolute = reader.raw("start_date_time") !== undefined;
  return {
    unit: unit ?? "W",
    periods: readPeriods(reader),
    ...present<Omit<ChargingProfile, "unit" | "periods">>({
      start: isAbsolute ? reader.requiredInstant("start_date_time") : undefined,
      durationS: seconds(reader, "duration", 1, SCHEDULE_MAX_S),
      minRate: rate(reader, "min_charging_rate", false),
    }),
  };
}

function readPeriods(reader: Reader): ChargingProfile["periods"] {
  const name = "charging_profile_period";
  const raw = reader.raw(name);
  if (Array.isArray(raw) && raw.length > PERIODS_MAX) {
    reader.fault(name, "too_many", true);
    return [];
  }
  const items = reader.objects(name);
  const count = Array.isArray(raw) ? raw.length : 1;
  if (items.length === 0) reader.fault(name, "missing", true);
  else if (items.length < count) reader.fault(name, "not_an_object", true);
  const periods = items.map((item) => {
    const startS = seconds(item, "start_period", 0, SCHEDULE_MAX_S);
    if (startS === undefined) item.fault("start_period", "missing", true);
    return { startS: startS ?? 0, limit: rate(item, "limit", true) ?? 0 };
  });
  const ordered = [...periods].sort((a, b) => a.startS - b.startS);
  if (ordered.some(({ startS }, i) => startS !== periods[i]?.startS))
    reader.fault(name, "not_in_order", false);
  if (ordered.some(({ startS }, i) => i > 0 && startS === ordered[i - 1]?.startS))
    reader.fault(name, "twice", true);
  // Before the first period there would be no limit at all (OCPP 2.0.1, K01.FR.31).
  if (ordered.length > 0 && ordered[0]?.startS !== 0) reader.fault(name, "not_from_0", true);
  return ordered;
}

/** Whole seconds within bounds; what is there and is none makes the object unreadable. */
function seconds(reader: Reader, name: string, min: number, max: number): number | undefined {
  if (reader.raw(name) === undefined) return undefined;
  const value = reader.integer(name);
  if (value === undefined || value < min || value > max) {
    reader.fault(name, "out_of_range", true);
    return undefined;
  }
  return value;
}

/** A rate with one decimal. More are cut off, so that a limit never becomes a higher one. */
function rate(reader: Reader, name: string, isRequired: boolean): number | undefined {
  if (reader.raw(name) === undefined) {
    if (isRequired) reader.fault(name, "missing", true);
    return undefined;
  }
  const value = reader.number(name);
  if (value === undefined || value < 0 || value > LIMIT_MAX) {
    reader.fault(name, "out_of_range", isRequired);
    return undefined;
  }
  const tenths = toTenths(value);
  if (Math.abs(tenths - value) > 1e-6) reader.fault(name, "rounded_down", false);
  return tenths;
}

/** An ActiveChargingProfile as we send it. */
export function activeProfileWire(context: WireContext, active: ActiveChargingProfile): JsonObject {
  const { start, durationS, unit, minRate, periods } = active.profile;
  return {
    start_date_time: formatDateTime(active.start, context.version),
    charging_profile: {
      start_date_time: start === undefined ? undefined : formatDateTime(start, context.version),
      duration: durationS,
      charging_rate_unit: unit,
      min_charging_rate: minRate,
      charging_profile_period: periods.map(({ startS, limit }) => ({ start_period: startS, limit })),
    },
  };
}
