import type { ReadSchedule } from "@/lib/sessions/charging-profile.model";
import type {
  ActiveChargingProfile,
  ChargingProfile,
  ProfileResultWord,
} from "../../canonical/charging-profile.model";

/**
 * What a station said it will give, in OCPI's words. Without a schedule of its own nothing limits it, and that is what the EVSE
 * can give at most (OCPI charging profiles, Sender PUT: "the maximum charging capacity of the EVSE").
 */
export function activeProfileOf({
  schedule,
  readAt,
  askedS,
  clockOffsetMs,
  maxPowerW,
}: ReadSchedule): ActiveChargingProfile {
  if (schedule === null)
    return {
      start: readAt,
      profile: { unit: "W", durationS: askedS, periods: [{ startS: 0, limit: maxPowerW }] },
    };
  const { startAt, unit, durationS, minRate, periods } = schedule;
  const profile: ChargingProfile = {
    unit,
    periods,
    durationS: durationS ?? askedS,
    ...(minRate === undefined ? {} : { minRate }),
  };
  return { start: startAt === null ? readAt : new Date(Date.parse(startAt) + clockOffsetMs), profile };
}

/** The result for the partner. Silence is a refusal: OCPI has no word for it. */
export function resultOfAnswer(answer: {
  readonly kind: string;
  readonly state: "ACCEPTED" | "REJECTED" | "TIMEOUT";
  readonly status: string | null;
}): ProfileResultWord {
  if (answer.state === "ACCEPTED") return "ACCEPTED";
  const isUnknown = answer.kind === "CLEAR_CHARGING_PROFILE" && answer.status?.toUpperCase() === "UNKNOWN";
  return isUnknown ? "UNKNOWN" : "REJECTED";
}
