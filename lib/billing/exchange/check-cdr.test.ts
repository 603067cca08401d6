import { describe, expect, it } from "vitest";
import { csvLine } from "@/lib/core/csv";
import type { ExchangeFormat } from "@/lib/pricing/exchange/import-report.model";
import { checkCdr } from "./check-cdr.rules";
import { decodeCdrs } from "./decode-cdrs.rules";

const FACTS = {
  now: new Date("2026-03-02T09:00:00Z"),
  cpo: { countryCode: "NL", partyId: "KWT", currency: "EUR" },
  timeZone: "Europe/Amsterdam",
};

/** A CDR of 20 kWh in 40 min, then 20 min idle, in the words of 2.2.1. */
const V221 = {
  country_code: "NL",
  party_id: "KWT",
  id: "C-1",
  start_date_time: "2026-02-01T10:00:00Z",
  end_date_time: "2026-02-01T11:00:00Z",
  cdr_location: { name: "Depot", evse_id: "NL*KWT*E1" },
  currency: "EUR",
  tariffs: [{ id: "T-1" }],
  charging_periods: [
    {
      start_date_time: "2026-02-01T10:00:00Z",
      dimensions: [
        { type: "ENERGY", volume: 20 },
        { type: "TIME", volume: 0.6667 },
      ],
    },
    { start_date_time: "2026-02-01T10:40:00Z", dimensions: [{ type: "PARKING_TIME", volume: 0.3333 }] },
  ],
  total_cost: { excl_vat: 8.26, incl_vat: 10 },
  total_energy: 20,
  total_time: 1,
  last_updated: "2026-02-01T12:00:00Z",
};
const { end_date_time, cdr_location: _, country_code: _c, party_id: _p, ...common } = V221;
const V211 = {
  ...common,
  stop_date_time: end_date_time,
  location: { name: "Depot", time_zone: "Europe/Berlin", evses: [{ evse_id: "NL*KWT*E1" }] },
  total_cost: 8.26,
};
const V230 = {
  ...V221,
  total_cost: { before_taxes: 8.26, taxes: [{ name: "VAT", percentage: 21, amount: 1.74 }] },
};

function judge(format: ExchangeFormat, content: unknown) {
  const text = typeof content === "string" ? content : JSON.stringify([content]);
  return [...decodeCdrs(format, text)].map(({ draft, remarks, at }) => {
    const checked = draft === null ? { cdr: null, remarks: [] } : checkCdr(draft, FACTS);
    return { at, cdr: checked.cdr, codes: [...checked.remarks, ...remarks].map(({ code }) => code) };
  });
}
const one = (over: object, format: ExchangeFormat = "ocpi-2.2.1") => judge(format, { ...V221, ...over })[0];

describe("CDRs of another system", () => {
  it.each([
    ["ocpi-2.1.1", V211, null, "Europe/Berlin", []],
    ["ocpi-2.2.1", V221, 1000, "Europe/Amsterdam", ["zone_assumed"]],
    ["ocpi-2.3.0", V230, 1000, "Europe/Amsterdam", ["zone_assumed"]],
  ] as const)("reads %s", (format, wire, grossMinor, timeZone, codes) => {
    const [read] = judge(format, wire);
    expect(read?.codes).toEqual(codes);
    expect(read?.cdr).toEqual({
      externalId: "C-1",
      startedAt: new Date("2026-02-01T10:00:00Z"),
      endedAt: new Date("2026-02-01T11:00:00Z"),
      energyWh: 20_000,
      currency: "EUR",
      netMinor: 826,
      grossMinor,
      content: {
        evseId: "NL*KWT*E1",
        location: "Depot",
        tariffId: "T-1",
        timeZone,
        periods: [
          { start: "2026-02-01T10:00:00.000Z", energyMwh: 20_000_000, isIdle: false },
          { start: "2026-02-01T10:40:00.000Z", energyMwh: 0, isIdle: true },
        ],
      },
    });
  });

  const SIGNED = {
    encoding_method: "OCMF",
    public_key: "3059ab",
    signed_values: [{ nature: "End", plain_data: '{"FV":"1.0"}', signed_data: "T0NNRnx7fXx7fQ==" }],
  };
  const KEPT = {
    encodingMethod: "OCMF",
    publicKey: "3059ab",
    values: [{ nature: "End", plainData: '{"FV":"1.0"}', signedData: "T0NNRnx7fXx7fQ==" }],
  };

  it("LAW-33: keeps references and signed values, from OCPI and from CSV alike", () => {
    const proof = { authorizationReference: "AUTH-1", driverCode: "7KQ2-M4XD", signedData: KEPT };
    const more = {
      authorization_reference: "AUTH-1",
      kerbwatt_reference: "7KQ2-M4XD",
      signed_data: { ...SIGNED, encoding_method_version: null, url: null },
    };
    expect(one(more)?.cdr?.content).toMatchObject(proof);
    const columns = "cdr_number,started_at,ended_at,energy_wh,currency".split(",");
    const head = [...columns, "session_reference", "authorization_reference", "signed_data"];
    const cells = ["C-1", V221.start_date_time, end_date_time, 20_000, "EUR", "7KQ2-M4XD", "AUTH-1"];
    const [row] = judge("csv", csvLine(head) + csvLine([...cells, JSON.stringify(SIGNED)]));
    expect(row?.cdr?.content).toMatchObject(proof);
    expect(row?.codes).toEqual(["zone_assumed"]);
  });

  it.each([
    ["no object", "OCMF"],
    ["no values", { ...SIGNED, signed_values: [] }],
    [
      "a nature that OCPI does not know",
      { ...SIGNED, signed_values: [{ ...SIGNED.signed_values[0], nature: "X" }] },
    ],
    ["more than its text may hold", { ...SIGNED, public_key: "a".repeat(513) }],
    [
      "what no database keeps",
      { ...SIGNED, signed_values: [{ ...SIGNED.signed_values[0], plain_data: "\0" }] },
    ],
  ])("signed data with %s are left out and named; the CDR is taken", (_what, signed_data) => {
    const read = one({ signed_data });
    expect(read?.codes).toContain("signed_data_left_out");
    expect(read?.cdr?.content).not.toHaveProperty("signedData");
  });

  it("reads CSV in the columns of our own export, and columns of others are named", () => {
    const text =
      csvLine([
        "cdr_number",
        "evse_id",
        "location",
        "started_at",
        "ended_at",
        "energy_wh",
        "currency",
        "net",
        "vat",
        "gross",
        "idle_minutes",
        "colour",
      ]) +
      csvLine([
        "CDR-1",
        "NL*KWT*E1",
        "=Depot",
        "2026-02-01T10:00:00.000Z",
        "2026-02-01T11:00:00.000Z",
        20_000,
        "EUR",
        8.26,
        1.74,
        10,
        20,
        "red",
      ]);
    const [read] = judge("csv", text);
    expect(read?.codes).toEqual(["zone_assumed", "column_unknown"]);
    expect(read?.cdr).toMatchObject({ externalId: "CDR-1", netMinor: 826, grossMinor: 1000 });
    expect(read?.cdr?.content).toMatchObject({
      location: "=Depot",
      periods: [
        { start: "2026-02-01T10:00:00.000Z", energyMwh: 20_000_000, isIdle: false },
        { start: "2026-02-01T10:40:00.000Z", energyMwh: 0, isIdle: true },
      ],
    });
  });

  it.each([
    ["ends before it begins", { end_date_time: "2026-02-01T09:00:00Z" }, "ends_before_start"],
    ["lasts months", { start_date_time: "2025-11-01T10:00:00Z" }, "too_long"],
    [
      "ends tomorrow",
      { start_date_time: "2026-03-03T08:00:00Z", end_date_time: "2026-03-03T09:00:00Z" },
      "in_the_future",
    ],
    ["has no time", { start_date_time: "yesterday" }, "not_a_time"],
    ["has a negative cost", { total_cost: { excl_vat: -8.26 } }, "negative"],
    ["has negative energy", { total_energy: -20 }, "negative"],
    ["is a credit", { credit: true }, "credit"],
    ["mixes Wh and kWh", { total_energy: 20_000, charging_periods: [] }, "energy_implausible"],
    ["adds up to something else", { total_energy: 21 }, "energy_sum_differs"],
    ["costs less with tax", { total_cost: { excl_vat: 8.26, incl_vat: 8 } }, "gross_below_net"],
    ["is in another currency", { currency: "CHF" }, "other_currency"],
    ["is another operator's", { party_id: "XXX" }, "other_party"],
    ["has no id", { id: "" }, "value_missing"],
    ["has an endless id", { id: "x".repeat(200) }, "invalid_value"],
    ["has a text for energy", { total_energy: "lots" }, "not_a_number"],
    ["has no number for energy", { total_energy: null }, "value_missing"],
    [
      "has a period before its start",
      { charging_periods: [{ start_date_time: "2026-02-01T09:00:00Z", dimensions: [] }] },
      "periods_out_of_order",
    ],
    ["has periods that are none", { charging_periods: "many" }, "invalid_member"],
    ["has too many periods", { charging_periods: new Array(3_001).fill({}) }, "invalid_member"],
    ["has a cost that is none", { total_cost: 8 }, "invalid_member"],
    ["has a text that no database keeps", { cdr_location: { name: "De\0pot" } }, "invalid_member"],
    ["has half of a character", { authorization_reference: "A\ud83d" }, "invalid_member"],
  ])("refuses one that %s", (_, over, code) => {
    const read = one(over);
    expect(read?.cdr).toBeNull();
    expect(read?.codes).toContain(code);
  });

  it("rounding of the sender goes to the last period with energy, so that the sum is the total", () => {
    const read = one({ total_energy: 20.0049 });
    expect(read?.cdr?.content.periods.map(({ energyMwh }) => energyMwh)).toEqual([20_004_900, 0]);
  });

  it("energy that only the total tells is spread over the charging time, to the last mWh", () => {
    const periods = ["10:00", "10:10", "10:40"].map((clock, i) => ({
      start_date_time: `2026-02-01T${clock}:00Z`,
      dimensions: [{ type: i === 2 ? "PARKING_TIME" : "TIME", volume: [1 / 6, 0.5, 1 / 3][i] }],
    }));
    const read = one({ charging_periods: periods, total_energy: 7 });
    expect(read?.codes).toContain("energy_spread");
    expect(read?.cdr?.content.periods.map(({ energyMwh }) => energyMwh)).toEqual([1_750_000, 5_250_000, 0]);
  });

  it("clock times count when the hours say something else, and it is said", () => {
    expect(one({ total_time: 3 })?.codes).toContain("time_sum_differs");
  });

  it("SEC-62: odd values never throw", () => {
    const odd = [null, 0, "", "x", [], {}, [[]], true, Number.MAX_SAFE_INTEGER, 1e300, -0, "1e5", "\0"];
    for (const name of Object.keys(V221))
      for (const value of odd) {
        const [read] = judge("ocpi-2.2.1", { ...V221, [name]: value });
        expect(
          read?.cdr === null ? read.codes.length : 1,
          `${name} ${JSON.stringify(value)}`,
        ).toBeGreaterThan(0);
      }
  });
});
