import { describe, expect, it } from "vitest";
import { readTime } from "./time.rules";

const RECEIVED = new Date("2026-03-29T01:30:00Z");

describe("readTime", () => {
  it.each([
    ["2026-03-29T01:29:00Z", "2026-03-29T01:29:00.000Z", null],
    ["2026-03-29T03:29:00+02:00", "2026-03-29T01:29:00.000Z", null],
    ["2026-03-29T03:29:00.123456+0200", "2026-03-29T01:29:00.123Z", null],
    ["2026-03-29T03:29:00+02", "2026-03-29T01:29:00.000Z", null],
    ["2026-03-29 01:29:00z", "2026-03-29T01:29:00.000Z", null],
    ["2026-03-29T01:29:00", "2026-03-29T01:29:00.000Z", "no-zone"],
    ["2026-03-29T01:29:00,5", "2026-03-29T01:29:00.500Z", "no-zone"],
  ])("REL-85: reads %s", (text, iso, doubt) => {
    const time = readTime(text, RECEIVED);
    expect(time.at.toISOString()).toBe(iso);
    expect(time).toMatchObject({ reported: text, doubt });
  });

  it.each([
    [undefined, "missing"],
    ["", "missing"],
    ["yesterday", "unreadable"],
    [{ toString: "x" }, "unreadable"],
    ["2026-13-45T99:99:99Z", "unreadable"],
    ["1970-01-01T00:04:12Z", "impossible"],
    ["2036-03-29T01:29:00Z", "impossible"],
  ])("REL-85: replaces %j by the time of receipt and says so", (value, doubt) => {
    expect(readTime(value, RECEIVED)).toMatchObject({ at: RECEIVED, doubt });
  });

  it("keeps the text of an impossible time, because a repeated message repeats it", () => {
    expect(readTime("1970-01-01T00:04:12Z", RECEIVED).reported).toBe("1970-01-01T00:04:12Z");
  });

  it("accepts the old times of messages that waited while the station was offline", () => {
    expect(readTime("2026-03-20T08:00:00Z", RECEIVED)).toMatchObject({ doubt: null });
  });
});
