import { describe, expect, it } from "vitest";
import { isOnline, isOpen } from "./location.rules";

const now = new Date("2026-11-20T12:00:00Z");
const station = {
  state: "ACTIVE" as const,
  gatewayId: "gateway-1",
  lastSeenAt: new Date("2026-11-20T11:55:00Z"),
  heartbeatIntervalS: 300,
};

describe("UX-41: a station is online", () => {
  it.each([
    ["seen within two heartbeats", {}, true],
    ["at exactly two heartbeats", { lastSeenAt: new Date("2026-11-20T11:50:00Z") }, true],
    ["not after two heartbeats", { lastSeenAt: new Date("2026-11-20T11:49:59Z") }, false],
    ["not without a socket", { gatewayId: null }, false],
    ["not when it never spoke", { lastSeenAt: null }, false],
    ["not in quarantine (SEC-32)", { state: "QUARANTINED" as const }, false],
    ["not when retired", { state: "RETIRED" as const }, false],
  ])("%s", (_name, change, expected) => {
    expect(isOnline({ ...station, ...change }, now)).toBe(expected);
  });
});

describe("opening times", () => {
  const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, begin: "07:00", end: "22:00" }));
  it.each([
    ["around the clock without a timetable", null, 7, 0, true],
    ["around the clock with an empty one", [], 7, 0, true],
    ["opens on the minute", weekdays, 1, 7 * 60, true],
    ["is shut a minute before", weekdays, 1, 7 * 60 - 1, false],
    ["shuts on the minute", weekdays, 1, 22 * 60, false],
    ["is shut on another day", weekdays, 6, 12 * 60, false],
    [
      "midnight as an end is the end of the day",
      [{ weekday: 6, begin: "20:00", end: "00:00" }],
      6,
      1439,
      true,
    ],
  ])("%s", (_name, times, weekday, minuteOfDay, expected) => {
    expect(isOpen(times, { weekday, minuteOfDay })).toBe(expected);
  });
});
