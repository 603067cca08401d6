import type { RateUnit } from "@/lib/sessions/charging-profile.model";

/** Limits over time (OCPI charging profiles, ChargingProfile). Rates in W, or in A per phase, with at most one decimal. */
export interface ChargingProfile {
  /** Absent: relative to the beginning of the charging. */
  readonly start?: Date;
  /** Absent: until the session ends. */
  readonly durationS?: number;
  readonly unit: RateUnit;
  readonly minRate?: number;
  readonly periods: readonly { readonly startS: number; readonly limit: number }[];
}

/** What the EVSE means to give from `start` on. */
export interface ActiveChargingProfile {
  readonly start: Date;
  readonly profile: ChargingProfile;
}

/** What a partner asks about the charging of one session: PUT, GET and DELETE. `responseUrl` is judged before use (SEC-40). */
export type ProfileRequest =
  | {
      readonly type: "SET_CHARGING_PROFILE";
      readonly responseUrl: string;
      readonly profile: ChargingProfile;
    }
  | {
      readonly type: "GET_ACTIVE_CHARGING_PROFILE";
      readonly responseUrl: string;
      readonly durationS: number;
    }
  | { readonly type: "CLEAR_CHARGING_PROFILE"; readonly responseUrl: string };

export const PROFILE_REQUESTS = [
  "SET_CHARGING_PROFILE",
  "GET_ACTIVE_CHARGING_PROFILE",
  "CLEAR_CHARGING_PROFILE",
] as const satisfies readonly ProfileRequest["type"][];
export type ProfileRequestType = (typeof PROFILE_REQUESTS)[number];

/** The immediate answers. */
export const PROFILE_RESPONSES = [
  "ACCEPTED",
  "NOT_SUPPORTED",
  "REJECTED",
  "TOO_OFTEN",
  "UNKNOWN_SESSION",
] as const;

export interface ProfileResponse {
  readonly result: (typeof PROFILE_RESPONSES)[number];
  readonly timeoutS: number;
}

/** What the EVSE said. UNKNOWN: there was no profile to clear. */
export const PROFILE_RESULTS = ["ACCEPTED", "REJECTED", "UNKNOWN"] as const;
export type ProfileResultWord = (typeof PROFILE_RESULTS)[number];

/** Posted once to `response_url`; the profile belongs to an accepted GET only. */
export interface ProfileResult {
  readonly type: ProfileRequestType;
  readonly result: ProfileResultWord;
  readonly active?: ActiveChargingProfile;
}
