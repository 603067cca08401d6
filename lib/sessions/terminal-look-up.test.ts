import { describe, expect, it } from "vitest";
import { fitsSearch, readCardSearch, readDriverCode, widerNetwork } from "./terminal-look-up.rules";

describe("readDriverCode", () => {
  it.each([
    ["7KQ2-M4XD", "7KQ2-M4XD"],
    [" 7kq2 m4xd ", "7KQ2-M4XD"],
    ["7kq2m4xd", "7KQ2-M4XD"],
    ["ilo0-1111", "1100-1111"],
    ["7KQ2-M4X", null],
    ["7KQ2-M4XDD", null],
    ["7KQ2-M4XU", null],
    ["' OR 1=1 --", null],
    ["7KQ2-M4XD".repeat(50), null],
    ["", null],
  ])("%s", (typed, code) => {
    expect(readDriverCode(typed)).toBe(code);
  });
});

describe("readCardSearch", () => {
  const typed = { date: "2026-11-28", last4: "4242", place: "" };
  it("takes a real day and four digits", () => {
    expect(readCardSearch({ ...typed, last4: " 4242 " })).toEqual(typed);
  });
  it.each([
    { date: "2026-02-30" },
    { date: "28-11-2026" },
    { date: "2026-11-28T00:00" },
    { date: "" },
    { last4: "424" },
    { last4: "42424" },
    { last4: "42%2" },
    { last4: "４２４２" },
    { place: "x".repeat(101) },
  ])("nothing else: %j", (wrong) => {
    expect(readCardSearch({ ...typed, ...wrong })).toBeNull();
  });
});

describe("fitsSearch", () => {
  const session = {
    timeZone: "Europe/Amsterdam",
    // 23:30 on the 27th and 00:10 on the 28th at the charger.
    startedAt: new Date("2026-11-27T22:30:00Z"),
    endedAt: new Date("2026-11-27T23:10:00Z"),
    place: { evseLabel: "KW-A07", locationName: "Parkeergarage Westerstraat" },
  };
  const search = { date: "2026-11-28", last4: "4242", place: "" };
  it.each([
    ["2026-11-26", false],
    ["2026-11-27", true],
    ["2026-11-28", true],
    ["2026-11-29", false],
  ])("a night belongs to both of its days: %s", (date, fits) => {
    expect(fitsSearch({ ...search, date }, session)).toBe(fits);
  });
  it.each([
    ["kw a07", true],
    ["KWA07", true],
    ["parkeergarage westerstraat", true],
    ["KW-A0", false],
    ["KW-A08", false],
    [" - ", true],
  ])("the label as it is read aloud: %s", (place, fits) => {
    expect(fitsSearch({ ...search, place }, session)).toBe(fits);
  });
  it("a session that never started is on no day", () => {
    expect(fitsSearch(search, { ...session, startedAt: null, endedAt: null })).toBe(false);
  });
});

describe("SEC-22: widerNetwork", () => {
  it.each([
    ["203.0.113.9", "203.0.113"],
    ["2001:db8:1:2::9", "2001:db8:1"],
    ["2001:0db8:0001::", "2001:db8:1"],
    ["2001:db8::1", "2001:db8:0"],
    ["::1", "0:0:0"],
    ["unknown", "unknown"],
  ])("%s", (address, network) => {
    expect(widerNetwork(address)).toBe(network);
  });
});
