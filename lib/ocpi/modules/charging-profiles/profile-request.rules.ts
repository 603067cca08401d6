import type { SmartCharging } from "@/lib/locations/smart-charging.rules";
import type { ProfileRequest, ProfileResponse } from "../../canonical/charging-profile.model";

/**
 * At most one change of a session's profile is taken in this time, and apart from that one reading: a station is a slow line,
 * and each change makes the charger speak with the car anew. What comes sooner is TOO_OFTEN.
 */
export const PROFILE_INTERVAL_MS = 10_000;

export interface ProfileFacts {
  /** The module is among those that were agreed for the connection. */
  readonly isAgreed: boolean;
  /** The session has a running transaction. */
  readonly isCharging: boolean;
  readonly isOnline: boolean;
  readonly station: SmartCharging;
  /** The last request of this kind that was taken within the interval: the very same, another, or none. */
  readonly recent: "same" | "other" | "none";
}

export type ProfileVerdict =
  | { readonly kind: "send" }
  /** The same again, as after a lost answer: accepted, and nothing is done twice. */
  | { readonly kind: "repeat" }
  | {
      readonly kind: "refuse";
      readonly result: Exclude<ProfileResponse["result"], "ACCEPTED" | "UNKNOWN_SESSION">;
      readonly reason: string;
    };

const refuse = (
  result: Extract<ProfileVerdict, { kind: "refuse" }>["result"],
  reason: string,
): ProfileVerdict => ({ kind: "refuse", result, reason });

/**
 * What becomes of a partner's request about the profile of its own session (OCPI charging profiles, ChargingProfileResponse).
 * The first that fits: what never works, what does not work now, what comes too often.
 */
export function judgeProfileRequest(request: ProfileRequest, facts: ProfileFacts): ProfileVerdict {
  if (!facts.isAgreed) return refuse("NOT_SUPPORTED", "module_not_agreed");
  if (!facts.isCharging) return refuse("REJECTED", "not_charging");
  if (!facts.station.isSupported) return refuse("NOT_SUPPORTED", "no_smart_charging");
  if (facts.recent === "same") return { kind: "repeat" };
  if (!facts.isOnline) return refuse("REJECTED", "station_not_connected");
  if (facts.recent === "other") return refuse("TOO_OFTEN", "too_often");
  if (request.type !== "SET_CHARGING_PROFILE") return { kind: "send" };
  const { unit, periods } = request.profile;
  const { units, periodsMax } = facts.station;
  // Watts into amperes would need voltage and phases of the car: a guess about how much it gets.
  if (!units.includes(unit)) return refuse("REJECTED", "unit_not_allowed");
  if (periodsMax !== null && periods.length > periodsMax) return refuse("REJECTED", "too_many_periods");
  return { kind: "send" };
}
