import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChargingProfile, PROFILE_REQUESTS } from "../canonical/charging-profile.model";
import type { Decoded, Encoded } from "../exchange/codec.model";
import type { ChargingProfilesCodec } from "../wire/codec.model";
import { codecOf } from "./registry";

const VERSIONS = ["2.2.1", "2.3.0"] as const;

function codecFor(version: (typeof VERSIONS)[number]): ChargingProfilesCodec {
  const codec = codecOf(version).chargingProfiles;
  if (codec === null) throw new Error("no charging profiles");
  return codec;
}
function wireOf(encoded: Encoded): unknown {
  if (!encoded.ok) throw new Error(JSON.stringify(encoded.notes));
  return encoded.wire;
}
const notesOf = ({ notes }: Decoded<unknown>, isBlocking: boolean) =>
  notes.filter(({ blocking }) => blocking === isBlocking).map(({ path, code }) => `${path} ${code}`);

const RESPONSE_URL = "https://p.example/results/1";
const profile = (more: object = {}) => ({
  charging_rate_unit: "W",
  charging_profile_period: [{ start_period: 0, limit: 7400 }],
  ...more,
});

it("2.1.1 has no charging profiles", () => {
  expect(codecOf("2.1.1").chargingProfiles).toBeNull();
});

describe.each(VERSIONS)("charging profiles of %s", (version) => {
  const codec = codecFor(version);
  const set = (wire: unknown, responseUrl: unknown = RESPONSE_URL) =>
    codec.readRequest("SET_CHARGING_PROFILE", { charging_profile: wire, response_url: responseUrl });

  it("a PUT is read with everything that it may have", () => {
    const read = set({
      start_date_time: "2040-03-01T10:00:00Z",
      duration: 1800,
      charging_rate_unit: "A",
      min_charging_rate: 6,
      charging_profile_period: [
        { start_period: 0, limit: 16 },
        { start_period: 900, limit: 8.5 },
      ],
    });
    expect(read).toEqual({
      ok: true,
      notes: [],
      value: {
        type: "SET_CHARGING_PROFILE",
        responseUrl: RESPONSE_URL,
        profile: {
          start: new Date("2040-03-01T10:00:00Z"),
          durationS: 1800,
          unit: "A",
          minRate: 6,
          periods: [
            { startS: 0, limit: 16 },
            { startS: 900, limit: 8.5 },
          ],
        },
      },
    });
  });

  it("what can mean one thing only is read: quoted numbers, small letters, periods out of order, more decimals", () => {
    const read = set({
      charging_rate_unit: "w",
      colour: "blue",
      charging_profile_period: [
        { start_period: "600", limit: "3000" },
        { start_period: 0, limit: 7400.99 },
      ],
    });
    expect(read).toMatchObject({
      ok: true,
      value: {
        profile: {
          unit: "W",
          periods: [
            { startS: 0, limit: 7400.9 },
            { startS: 600, limit: 3000 },
          ],
        },
      },
    });
    expect(notesOf(read, false)).toEqual(
      expect.arrayContaining([
        "charging_profile.charging_profile_period not_in_order",
        "charging_profile.charging_profile_period[1].limit rounded_down",
      ]),
    );
  });

  it.each<[string, object, string]>([
    ["no period", { charging_profile_period: [] }, "charging_profile_period missing"],
    ["no periods at all", { charging_profile_period: undefined }, "charging_profile_period missing"],
    [
      "a negative limit",
      { charging_profile_period: [{ start_period: 0, limit: -1 }] },
      "charging_profile_period[0].limit out_of_range",
    ],
    [
      "an endless limit",
      { charging_profile_period: [{ start_period: 0, limit: 1e300 }] },
      "charging_profile_period[0].limit out_of_range",
    ],
    [
      "a limit that is none",
      { charging_profile_period: [{ start_period: 0, limit: "much" }] },
      "charging_profile_period[0].limit out_of_range",
    ],
    [
      "a period without a limit",
      { charging_profile_period: [{ start_period: 0 }] },
      "charging_profile_period[0].limit missing",
    ],
    [
      "a period without a start",
      { charging_profile_period: [{ limit: 1 }] },
      "charging_profile_period[0].start_period missing",
    ],
    [
      "a negative start",
      { charging_profile_period: [{ start_period: -60, limit: 1 }] },
      "charging_profile_period[0].start_period out_of_range",
    ],
    [
      "a start between two seconds",
      { charging_profile_period: [{ start_period: 0.5, limit: 1 }] },
      "charging_profile_period[0].start_period out_of_range",
    ],
    [
      "a gap at the beginning",
      { charging_profile_period: [{ start_period: 60, limit: 1 }] },
      "charging_profile_period not_from_0",
    ],
    [
      "two limits at once",
      {
        charging_profile_period: [
          { start_period: 0, limit: 1 },
          { start_period: 0, limit: 2 },
        ],
      },
      "charging_profile_period twice",
    ],
    [
      "a period that is none",
      { charging_profile_period: [{ start_period: 0, limit: 1 }, "junk"] },
      "charging_profile_period not_an_object",
    ],
    [
      "ten thousand periods",
      {
        charging_profile_period: Array.from({ length: 10_000 }, (_, i) => ({ start_period: i, limit: 1 })),
      },
      "charging_profile_period too_many",
    ],
    ["kilowatts", { charging_rate_unit: "kW" }, "charging_rate_unit missing"],
    ["no unit", { charging_rate_unit: undefined }, "charging_rate_unit missing"],
    ["no time at all", { duration: 0 }, "duration out_of_range"],
    ["a negative duration", { duration: -1 }, "duration out_of_range"],
    ["a thousand years", { duration: 31_536_000_000 }, "duration out_of_range"],
    ["a duration beyond all numbers", { duration: 1e300 }, "duration out_of_range"],
    ["a start that is no time", { start_date_time: "tomorrow" }, "start_date_time not_a_date_time"],
  ])("what would be another limit when guessed is not guessed: %s", (_, more, fault) => {
    const read = set(profile(more));
    expect(read.ok).toBe(false);
    expect(notesOf(read, true)).toContain(`charging_profile.${fault}`);
  });

  it("without a profile, without an address, or no object: unreadable", () => {
    expect(notesOf(set(undefined), true)).toContain("charging_profile missing");
    expect(notesOf(set([profile()]), true)).toContain("charging_profile missing");
    expect(notesOf(set(profile(), null), true)).toEqual(["response_url missing"]);
    for (const wire of [null, undefined, [], "x", 1])
      for (const type of PROFILE_REQUESTS) expect(codec.readRequest(type, wire).ok).toBe(false);
  });

  it("a hint about the least rate is dropped when it makes no sense", () => {
    const read = set(profile({ min_charging_rate: -6 }));
    expect(read.ok && "profile" in read.value && read.value.profile).not.toHaveProperty("minRate");
  });

  it("GET and DELETE are read from their query; a long horizon is a day", () => {
    const get = (query: object) =>
      codec.readRequest("GET_ACTIVE_CHARGING_PROFILE", { response_url: RESPONSE_URL, ...query });
    expect(get({ duration: "900" })).toMatchObject({ ok: true, value: { durationS: 900 } });
    expect(get({ duration: "99999999" })).toMatchObject({ ok: true, value: { durationS: 86_400 } });
    for (const duration of ["0", "-5", "soon", "1e3", undefined]) expect(get({ duration }).ok).toBe(false);
    expect(codec.readRequest("CLEAR_CHARGING_PROFILE", { response_url: RESPONSE_URL })).toMatchObject({
      ok: true,
      value: { type: "CLEAR_CHARGING_PROFILE", responseUrl: RESPONSE_URL },
    });
    expect(codec.readRequest("CLEAR_CHARGING_PROFILE", {}).ok).toBe(false);
  });

  const active = {
    start: new Date("2040-03-01T10:00:00Z"),
    profile: {
      unit: "A" as const,
      durationS: 3600,
      periods: [
        { startS: 0, limit: 16 },
        { startS: 60, limit: 0 },
      ],
    },
  };
  const activeWire = {
    start_date_time: "2040-03-01T10:00:00.000Z",
    charging_profile: {
      duration: 3600,
      charging_rate_unit: "A",
      charging_profile_period: [
        { start_period: 0, limit: 16 },
        { start_period: 60, limit: 0 },
      ],
    },
  };

  it("answers and results have their own members and no others", () => {
    expect(wireOf(codec.response({ result: "TOO_OFTEN", timeoutS: 30 }))).toEqual({
      result: "TOO_OFTEN",
      timeout: 30,
    });
    expect(wireOf(codec.activeProfile(active))).toEqual(activeWire);
    expect(wireOf(codec.result({ type: "GET_ACTIVE_CHARGING_PROFILE", result: "ACCEPTED", active }))).toEqual(
      {
        result: "ACCEPTED",
        profile: activeWire,
      },
    );
    expect(wireOf(codec.result({ type: "GET_ACTIVE_CHARGING_PROFILE", result: "REJECTED" }))).toEqual({
      result: "REJECTED",
    });
    for (const type of ["SET_CHARGING_PROFILE", "CLEAR_CHARGING_PROFILE"] as const)
      expect(wireOf(codec.result({ type, result: "UNKNOWN", active }))).toEqual({ result: "UNKNOWN" });
  });

  it("the strict writer lets no profile out that the version has no room for", () => {
    const odd = (change: Partial<ChargingProfile>) =>
      codec.activeProfile({ ...active, profile: { ...active.profile, ...change } }).ok;
    expect(odd({})).toBe(true);
    expect(odd({ periods: [{ startS: 0, limit: 0.25 }] })).toBe(false);
    expect(odd({ periods: [{ startS: 0, limit: -1 }] })).toBe(false);
    expect(odd({ periods: [{ startS: 0.5, limit: 1 }] })).toBe(false);
    expect(odd({ durationS: 0 })).toBe(false);
    expect(odd({ minRate: Number.NaN })).toBe(false);
    expect(odd({ unit: "kW" as "W" })).toBe(false);
  });

  it("what we would write of a profile is read back as the same", () => {
    const limits = fc.array(fc.integer({ min: 0, max: 500_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(limits, fc.constantFrom("W" as const, "A" as const), (tenths, unit) => {
        const periods = tenths.map((limit, i) => ({ startS: i * 60, limit: limit / 10 }));
        const made: ChargingProfile = { unit, periods };
        const wire = wireOf(codec.activeProfile({ start: active.start, profile: made })) as {
          charging_profile: unknown;
        };
        expect(set(wire.charging_profile)).toMatchObject({ ok: true, value: { profile: made } });
      }),
    );
  });

  it("no reader ever throws, whatever the members are", () => {
    const names = [
      "charging_profile",
      "charging_rate_unit",
      "charging_profile_period",
      "start_period",
      "limit",
      "duration",
      "start_date_time",
      "response_url",
      "__proto__",
    ];
    const member = fc.oneof(fc.jsonValue(), fc.constant(null), fc.double(), fc.constant("x".repeat(10_000)));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), member), (wire) => {
        for (const type of PROFILE_REQUESTS) expect(codec.readRequest(type, wire)).toHaveProperty("notes");
        expect(set(wire)).toHaveProperty("notes");
        expect(set(profile({ charging_profile_period: [wire] }))).toHaveProperty("notes");
      }),
      { numRuns: 300 },
    );
  });
});
