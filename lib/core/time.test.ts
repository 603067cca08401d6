import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  HOUR_MS,
  instantsOfWall,
  isTimeZone,
  localTime,
  minuteOfClock,
  nextLocalMidnight,
  offsetChanges,
  startOfLocalDay,
  wallClockBoundaries,
  zoneOffset,
} from "./time";

const AMSTERDAM = "Europe/Amsterdam";
const iso = (instants: readonly (Date | number)[]): string[] =>
  instants.map((at) => new Date(at).toISOString());
const hoursOf = (zone: string, date: string): number =>
  (nextLocalMidnight(zone, startOfLocalDay(zone, date)).getTime() - startOfLocalDay(zone, date).getTime()) /
  HOUR_MS;

describe("time", () => {
  it("REL-20: knows days of 23, 24 and 25 hours, and of 23.5 and 24.5 at Lord Howe", () => {
    expect(hoursOf(AMSTERDAM, "2026-03-29")).toBe(23);
    expect(hoursOf(AMSTERDAM, "2026-06-01")).toBe(24);
    expect(hoursOf(AMSTERDAM, "2026-10-25")).toBe(25);
    expect(hoursOf("Australia/Lord_Howe", "2026-04-05")).toBe(24.5);
    expect(hoursOf("Australia/Lord_Howe", "2026-10-04")).toBe(23.5);
    expect(hoursOf("America/Santiago", "2026-09-06")).toBe(23);
  });

  it("shows the wall clock, with weekday and minute of the day", () => {
    expect(localTime(AMSTERDAM, new Date("2026-03-29T01:00:00Z"))).toEqual({
      date: "2026-03-29",
      weekday: 7,
      minuteOfDay: 180,
      hour: 3,
      minute: 0,
      second: 0,
    });
    expect(localTime("Asia/Kolkata", Date.parse("2026-01-01T18:30:05Z"))).toMatchObject({
      date: "2026-01-02",
      weekday: 5,
      minuteOfDay: 0,
      second: 5,
    });
  });

  it("REL-20: a wall-clock time exists twice when clocks go back and not at all when they jump", () => {
    const wall = (text: string): number => Date.parse(`${text}Z`);
    expect(iso(instantsOfWall(AMSTERDAM, wall("2026-10-25T02:30:00")))).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-10-25T01:30:00.000Z",
    ]);
    expect(instantsOfWall(AMSTERDAM, wall("2026-03-29T02:30:00"))).toEqual([]);
    expect(iso(instantsOfWall(AMSTERDAM, wall("2026-07-01T12:00:00")))).toEqual(["2026-07-01T10:00:00.000Z"]);
  });

  it("starts a day at the clock change where midnight itself is skipped", () => {
    expect(startOfLocalDay("America/Santiago", "2026-09-06").toISOString()).toBe("2026-09-06T04:00:00.000Z");
    expect(() => startOfLocalDay(AMSTERDAM, "2026-13-01")).toThrow(RangeError);
  });

  it("finds the changes of offset, Ramadan breaks included", () => {
    const year = (zone: string): string[] =>
      iso(offsetChanges(zone, Date.UTC(2026, 0, 1), Date.UTC(2026, 11, 31)));
    expect(year(AMSTERDAM)).toEqual(["2026-03-29T01:00:00.000Z", "2026-10-25T01:00:00.000Z"]);
    expect(year("America/New_York")).toEqual(["2026-03-08T07:00:00.000Z", "2026-11-01T06:00:00.000Z"]);
    expect(year("Africa/Casablanca")).toHaveLength(2);
    expect(year("UTC")).toEqual([]);
  });

  it("REL-20: names every instant at which a rule that reads the clock may change its mind", () => {
    const from = Date.parse("2026-10-24T20:00:00Z");
    const to = Date.parse("2026-10-25T23:30:00Z");
    expect(iso(wallClockBoundaries(AMSTERDAM, from, to, [0, 150]))).toEqual([
      "2026-10-24T22:00:00.000Z",
      "2026-10-25T00:30:00.000Z",
      "2026-10-25T01:00:00.000Z",
      "2026-10-25T01:30:00.000Z",
      "2026-10-25T23:00:00.000Z",
    ]);
  });

  it("agrees with Intl at every moment, and no minute of a window lies between boundaries unseen", () => {
    const zones = [AMSTERDAM, "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"];
    const formats = new Map(
      zones.map((timeZone) => [
        timeZone,
        new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", hour: "2-digit", minute: "2-digit" }),
      ]),
    );
    const instant = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2035, 0, 1) });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, fc.nat(1439), (zone, at, mark) => {
        const { hour, minute } = localTime(zone, at);
        const shown = `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
        expect(shown).toBe(formats.get(zone)?.format(at));
        const next = wallClockBoundaries(zone, at, at + 30 * HOUR_MS, [0, mark])[0] ?? at + 30 * HOUR_MS;
        // Before the next boundary the clock runs straight on, and stays on the same side of the mark and of midnight.
        const before = localTime(zone, next - 1);
        const here = localTime(zone, at);
        expect(before.date).toBe(here.date);
        expect(before.minuteOfDay >= mark).toBe(here.minuteOfDay >= mark);
        expect(zoneOffset(zone, next - 1)).toBe(zoneOffset(zone, at));
      }),
      { numRuns: 10_000 },
    );
  });

  it("reads HH:MM and knows zones", () => {
    expect(minuteOfClock("23:59")).toBe(1439);
    for (const bad of ["24:00", "7:00", "07:60", ""]) expect(() => minuteOfClock(bad)).toThrow(RangeError);
    expect(isTimeZone(AMSTERDAM)).toBe(true);
    expect(isTimeZone("Mars/Olympus")).toBe(false);
  });
});
