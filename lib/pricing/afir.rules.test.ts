import { describe, expect, it } from "vitest";
import type { EvseForTariff } from "./afir.rules";
import { checkTariffForEvse, isQuarterHour } from "./afir.rules";
import { afirPaymentStatus, hasUnionWideMethod } from "./afir-payment.rules";
import type { SimpleTariffInput } from "./simple-tariff.rules";
import { simpleTariff } from "./simple-tariff.rules";
import type { Tariff } from "./tariff.model";
import { tariffSchema } from "./tariff.model";

const plain: SimpleTariffInput = { currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.59" };
const idle = { perMinute: "0.10", graceMinutes: 15, capMinor: 1200 };
const evse: EvseForTariff = {
  maxPowerW: 22_000,
  deployedOn: "2025-01-01",
  eichrecht: false,
  timeApprovalReference: null,
};
const fast = { ...evse, maxPowerW: 50_000 };
const codes = (tariff: Tariff, where: EvseForTariff): string[] =>
  checkTariffForEvse(tariff, where).map(({ code }) => code);

describe("checkTariffForEvse", () => {
  it("LAW-12: from 50.0 kW only kWh, or kWh and occupancy per minute", () => {
    expect(codes(simpleTariff(plain), fast)).toEqual([]);
    expect(codes(simpleTariff({ ...plain, idle }), fast)).toEqual([]);
    const fee = simpleTariff({ ...plain, startFee: "0.35", perMinute: "0.05" });
    expect(codes(fee, fast)).toEqual([
      "component_not_allowed_from_50_kw",
      "component_not_allowed_from_50_kw",
    ]);
    expect(codes(fee, evse)).toEqual([]);
    expect(codes(fee, { ...fast, maxPowerW: 49_999 })).toEqual([]);
    expect(codes(fee, { ...fast, deployedOn: "2024-04-12" })).toEqual([]);
    expect(codes(fee, { ...fast, deployedOn: "2024-04-13" })).toHaveLength(2);
    expect(codes(fee, { ...fast, deployedOn: null })).toHaveLength(2);
    const [first] = checkTariffForEvse(fee, fast);
    expect(first).toMatchObject({
      article: "AFIR Art. 5(4)",
      severity: "error",
      repair: "tariff.repair.component_not_allowed_from_50_kw",
    });
  });

  it("LAW-12: a least price and a price without kWh are refused there too", () => {
    const least = tariffSchema.parse({ ...simpleTariff(plain), minPrice: { gross: "5" } });
    expect(codes(least, fast)).toEqual(["min_price_not_allowed_from_50_kw"]);
    const minutes = tariffSchema.parse({
      ...simpleTariff(plain),
      elements: [{ components: [{ type: "TIME", price: "1", per: "MINUTE", vatPercent: "21" }] }],
    });
    expect(codes(minutes, fast)).toEqual(["component_not_allowed_from_50_kw", "kwh_price_missing"]);
  });

  it.each([
    ["2.50", ["no_exact_price_per_minute"]],
    ["6.00", []],
    ["1.5", []],
    ["1", ["no_exact_price_per_minute"]],
  ])("LAW-15: %s per hour", (price, expected) => {
    const hourly = tariffSchema.parse({
      ...simpleTariff(plain),
      elements: [{ components: [{ type: "TIME", price, per: "HOUR", vatPercent: "21" }] }],
    });
    expect(codes(hourly, evse)).toEqual(expected);
    const [finding] = checkTariffForEvse(hourly, evse);
    if (price === "2.50") expect(finding?.values).toEqual({ perHour: "2.5", perMinute: "0.0417" });
  });

  it("LAW-17: an occupancy fee needs a cap that the hold covers, and a grace", () => {
    const tariff = simpleTariff({ ...plain, idle });
    const { occupancy: _, ...open } = tariff;
    expect(codes(open, evse)).toEqual(["occupancy_cap_missing", "occupancy_grace_too_short"]);
    expect(codes(tariff, { ...evse, holdMinor: 1199 })).toEqual(["occupancy_cap_above_hold"]);
    expect(codes(tariff, { ...evse, holdMinor: 1200 })).toEqual([]);
    expect(codes(simpleTariff({ ...plain, idle: { ...idle, graceMinutes: 4 } }), evse)).toEqual([
      "occupancy_grace_too_short",
    ]);
  });

  it("LAW-32: a calibrated meter sells time only with an approval that covers it", () => {
    const timed = simpleTariff({ ...plain, perMinute: "0.05", idle });
    const calibrated = { ...evse, eichrecht: true };
    expect(codes(timed, calibrated)).toEqual(["time_price_without_approval", "time_price_without_approval"]);
    expect(codes(timed, { ...calibrated, timeApprovalReference: "DE-20-M-PTB-0001" })).toEqual([]);
    expect(codes(simpleTariff(plain), calibrated)).toEqual([]);
  });

  it("LAW-34: its prices change at quarter hours only", () => {
    const band = (start: string): Tariff =>
      simpleTariff({ ...plain, timeBands: [{ start, end: "06:00", perKwh: "0.3" }] });
    expect(codes(band("22:10"), { ...evse, eichrecht: true })).toEqual(["band_not_on_quarter_hour"]);
    expect(codes(band("22:15"), { ...evse, eichrecht: true })).toEqual([]);
    expect(codes(band("22:10"), evse)).toEqual([]);
    expect(isQuarterHour(new Date("2026-06-10T14:45:00Z"), "Asia/Kathmandu")).toBe(true);
    expect(isQuarterHour(new Date("2026-06-10T14:46:00Z"), "Europe/Berlin")).toBe(false);
  });

  it("LAW-16: a net price without a rate can not be shown to consumers", () => {
    const net = tariffSchema.parse({
      currency: "EUR",
      taxIncluded: "NO",
      elements: [{ components: [{ type: "ENERGY", price: "0.5", per: "KWH" }] }],
    });
    expect(codes(net, evse)).toEqual(["gross_price_unknown"]);
    expect(codes(net, { ...evse, grossPricesRequired: false })).toEqual([]);
    expect(codes({ ...net, type: "REGULAR" }, fast)).toEqual([]);
    const mixed = tariffSchema.parse({
      currency: "EUR",
      taxIncluded: "NO",
      maxPrice: { net: "50" },
      elements: [
        {
          components: [
            { type: "ENERGY", price: "0.5", per: "KWH", vatPercent: "7" },
            { type: "FLAT", price: "0.5", per: "SESSION", vatPercent: "19" },
          ],
        },
      ],
    });
    expect(codes(mixed, evse)).toEqual(["limit_gross_missing"]);
  });

  it("LAW-9: a free tariff is lawful anywhere", () => {
    expect(
      codes(simpleTariff({ ...plain, perKwh: "0", startFee: "0" }), { ...fast, eichrecht: true }),
    ).toEqual([]);
  });
});

describe("afirPaymentStatus", () => {
  const point = {
    maxPowerW: 50_000,
    deployedOn: "2024-04-13",
    onTenT: false,
    safeSecureParking: false,
    isFree: false,
    paymentMeans: ["WEB_QR" as const],
  };
  const day = (text: string): Date => new Date(`${text}T12:00:00Z`);
  const old = { ...point, deployedOn: "2024-04-12" };

  it.each([
    ["49.999 kW with QR", { ...point, maxPowerW: 49_999 }, "COMPLIANT"],
    ["50.0 kW with QR", point, "FAILS"],
    ["50.0 kW with QR, older, off the TEN-T", old, "NOT_APPLICABLE"],
    [
      "150 kW with a terminal",
      { ...point, maxPowerW: 150_000, paymentMeans: ["CONTACTLESS" as const] },
      "COMPLIANT",
    ],
    ["free", { ...point, isFree: true, paymentMeans: [] }, "NOT_APPLICABLE"],
    ["22 kW with nothing", { ...point, maxPowerW: 22_000, paymentMeans: [] }, "FAILS"],
  ] as const)("LAW-2: %s", (_, one, status) => {
    expect(afirPaymentStatus(one, day("2026-11-21")).status).toBe(status);
  });

  it("LAW-3: the retrofit of 2027 is a matter of the date that is asked for", () => {
    for (const where of [{ onTenT: true }, { safeSecureParking: true }]) {
      const one = { ...old, ...where };
      expect(afirPaymentStatus(one, new Date("2026-12-31T00:00:00Z"))).toMatchObject({
        status: "WILL_FAIL",
        daysLeft: 1,
        failsOn: "2027-01-01",
      });
      expect(afirPaymentStatus(one, new Date("2027-01-01T00:00:00Z"))).toMatchObject({
        status: "FAILS",
        missing: "TERMINAL",
      });
      expect(afirPaymentStatus({ ...one, paymentMeans: ["CARD_READER"] }, day("2027-01-01")).status).toBe(
        "COMPLIANT",
      );
    }
  });

  it("LAW-5: national schemes alone are not widely used across the Union", () => {
    expect(hasUnionWideMethod(["ideal", "bancontact"])).toBe(false);
    expect(hasUnionWideMethod(["ideal", "Mastercard"])).toBe(true);
  });
});
