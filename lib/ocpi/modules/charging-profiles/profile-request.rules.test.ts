import { describe, expect, it } from "vitest";
import type { ProfileRequest } from "../../canonical/charging-profile.model";
import { activeProfileOf, resultOfAnswer } from "./active-profile.rules";
import { judgeProfileRequest, type ProfileFacts } from "./profile-request.rules";

const FACTS: ProfileFacts = {
  isAgreed: true,
  isCharging: true,
  isOnline: true,
  station: { isSupported: true, units: ["W", "A"], periodsMax: null },
  recent: "none",
};
const responseUrl = "https://p.example/r";
const SET: ProfileRequest = {
  type: "SET_CHARGING_PROFILE",
  responseUrl,
  profile: {
    unit: "W",
    periods: [
      { startS: 0, limit: 1 },
      { startS: 60, limit: 2 },
    ],
  },
};
const GET: ProfileRequest = { type: "GET_ACTIVE_CHARGING_PROFILE", responseUrl, durationS: 60 };
const CLEAR: ProfileRequest = { type: "CLEAR_CHARGING_PROFILE", responseUrl };

describe("OCPI ChargingProfileResponse: what becomes of a request", () => {
  const dead = { isSupported: false, units: ["W", "A"], periodsMax: null } as const;
  it.each<[string, Partial<ProfileFacts>, string]>([
    [
      "a module that was not agreed",
      { isAgreed: false, isCharging: false },
      "NOT_SUPPORTED module_not_agreed",
    ],
    ["a session that does not charge", { isCharging: false, station: dead }, "REJECTED not_charging"],
    [
      "a station without smart charging",
      { station: dead, isOnline: false },
      "NOT_SUPPORTED no_smart_charging",
    ],
    ["a station that is away", { isOnline: false, recent: "other" }, "REJECTED station_not_connected"],
    ["another wish a moment ago", { recent: "other" }, "TOO_OFTEN too_often"],
  ])("%s", (_, facts, expected) => {
    for (const request of [SET, GET, CLEAR]) {
      const verdict = judgeProfileRequest(request, { ...FACTS, ...facts });
      expect(verdict.kind === "refuse" && `${verdict.result} ${verdict.reason}`).toBe(expected);
    }
  });

  it("everything else is sent; the same again is answered again, also when the station has gone meanwhile", () => {
    for (const request of [SET, GET, CLEAR]) {
      expect(judgeProfileRequest(request, FACTS)).toEqual({ kind: "send" });
      expect(judgeProfileRequest(request, { ...FACTS, recent: "same", isOnline: false })).toEqual({
        kind: "repeat",
      });
    }
  });

  it("units and lengths that the station does not take are refused, not converted", () => {
    const station = { isSupported: true, units: ["A"], periodsMax: 1 } as const;
    expect(judgeProfileRequest(SET, { ...FACTS, station })).toMatchObject({ reason: "unit_not_allowed" });
    expect(judgeProfileRequest(SET, { ...FACTS, station: { ...station, units: ["W"] } })).toMatchObject({
      result: "REJECTED",
      reason: "too_many_periods",
    });
    expect(judgeProfileRequest(CLEAR, { ...FACTS, station })).toEqual({ kind: "send" });
  });
});

describe("what the station said, in OCPI's words", () => {
  it.each([
    ["SET_CHARGING_PROFILE", "ACCEPTED", "Accepted", "ACCEPTED"],
    ["SET_CHARGING_PROFILE", "REJECTED", "NotSupported", "REJECTED"],
    ["SET_CHARGING_PROFILE", "TIMEOUT", null, "REJECTED"],
    ["CLEAR_CHARGING_PROFILE", "REJECTED", "Unknown", "UNKNOWN"],
    ["CLEAR_CHARGING_PROFILE", "TIMEOUT", null, "REJECTED"],
    ["GET_COMPOSITE_SCHEDULE", "REJECTED", "Unknown", "REJECTED"],
  ] as const)("%s %s %s", (kind, state, status, result) => {
    expect(resultOfAnswer({ kind, state, status })).toBe(result);
  });

  const readAt = new Date("2040-03-01T10:00:00Z");
  const read = { readAt, askedS: 3_600, clockOffsetMs: 0, maxPowerW: 22_000 };

  it("a station that names no limit gives what its EVSE can", () => {
    expect(activeProfileOf({ ...read, schedule: null })).toEqual({
      start: readAt,
      profile: { unit: "W", durationS: 3_600, periods: [{ startS: 0, limit: 22_000 }] },
    });
  });

  it("REL-85: a schedule begins by our clock, whatever the station's shows", () => {
    const schedule = { unit: "A" as const, periods: [{ startS: 0, limit: 16 }] };
    expect(activeProfileOf({ ...read, schedule: { ...schedule, startAt: null } }).start).toEqual(readAt);
    const wrong = { ...schedule, startAt: "2040-03-01T09:00:00.000Z", durationS: 60 };
    expect(activeProfileOf({ ...read, clockOffsetMs: 3_600_000, schedule: wrong })).toEqual({
      start: readAt,
      profile: { ...schedule, durationS: 60 },
    });
  });
});
