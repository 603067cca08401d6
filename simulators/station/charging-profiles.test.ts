import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ChargingProfile, limitAt, scheduleOf } from "./charging-limits.rules";
import { stateWords } from "./page/connector-words.rules";
import type { StationSimulator } from "./station";
import { Harness } from "./testing/harness";

const START = Date.parse("2040-03-01T10:00:00Z");
const PLACE = { wattPerAmpere: 690, maxPowerW: 22_000, transaction: { startedAtMs: START } };

function profile(change: Partial<ChargingProfile> = {}, schedule: object = {}): ChargingProfile {
  return {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: "TxProfile",
    chargingProfileKind: "Relative",
    ...change,
    chargingSchedule: {
      chargingRateUnit: "W",
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 7_000 },
        { startPeriod: 600, limit: 3_000 },
      ],
      ...schedule,
    },
  };
}
const at = (profiles: ChargingProfile[], seconds: number) => limitAt(profiles, PLACE, START + seconds * 1000);

describe("the limit of charging profiles (OCPP 1.6 §3.13)", () => {
  it("follows the periods, and says when it changes", () => {
    expect(at([profile()], 0)).toEqual({ limitW: 7_000, untilMs: START + 600_000 });
    expect(at([profile()], 600)).toEqual({ limitW: 3_000, untilMs: null });
    const short = profile({}, { duration: 900 });
    expect(at([short], 700)).toEqual({ limitW: 3_000, untilMs: START + 900_000 });
    expect(at([short], 900)).toEqual({ limitW: null, untilMs: null });
  });

  it("an absolute schedule begins at its own time; amperes are those of one phase", () => {
    const absolute = profile(
      { chargingProfileKind: "Absolute" },
      {
        startSchedule: "2040-03-01T10:05:00Z",
        chargingRateUnit: "A",
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }],
      },
    );
    expect(at([absolute], 0)).toEqual({ limitW: null, untilMs: START + 300_000 });
    expect(at([absolute], 300)).toEqual({ limitW: 11_040, untilMs: null });
  });

  it("the transaction's profile counts before the default, then the higher level", () => {
    const fallback = profile(
      { chargingProfilePurpose: "TxDefaultProfile", stackLevel: 5 },
      { chargingSchedulePeriod: [{ startPeriod: 0, limit: 1_000 }] },
    );
    const higher = profile(
      { stackLevel: 1 },
      { duration: 60, chargingSchedulePeriod: [{ startPeriod: 0, limit: 9_000 }] },
    );
    expect(at([fallback, profile()], 0).limitW).toBe(7_000);
    expect(at([fallback, profile(), higher], 0)).toEqual({ limitW: 9_000, untilMs: START + 60_000 });
    expect(at([fallback, profile({}, { duration: 60 })], 60).limitW).toBe(1_000);
    expect(limitAt([profile()], { ...PLACE, transaction: null }, START).limitW).toBeNull();
  });

  it("a composite schedule has every step; where nothing limits, what the connector gives", () => {
    expect(scheduleOf([], PLACE, START, 60)).toEqual([{ startS: 0, limitW: 22_000 }]);
    expect(scheduleOf([profile({}, { duration: 900 })], PLACE, START + 300_000, 3_600)).toEqual([
      { startS: 0, limitW: 7_000 },
      { startS: 300, limitW: 3_000 },
      { startS: 600, limitW: 22_000 },
    ]);
  });
});

describe("SmartCharging over the wire", () => {
  let harness: Harness;
  let station: StationSimulator;
  let transactionId: number;

  beforeEach(async () => {
    harness = await Harness.start();
    station = await harness.station({ speed: 60 });
    transactionId = await harness.charging(station);
    await connector((one) => one.powerW > 10_000);
  });

  afterEach(async () => {
    await harness.stop();
    expect(harness.violations).toEqual([]);
  });

  const call = (action: string, payload: object) => harness.central.call("SIM-1", action, payload);
  const set = (csChargingProfiles: object, connectorId = 1) =>
    call("SetChargingProfile", { connectorId, csChargingProfiles });
  const connector = async (
    test: (one: { powerW: number; limitW: number | null; status: string }) => boolean,
  ) => (await station.waitFor(({ connectors: [one] }) => one !== undefined && test(one))).connectors[0];
  const tx = (limit: number, more: object = {}) => ({
    ...profile({ transactionId }, { chargingSchedulePeriod: [{ startPeriod: 0, limit }] }),
    ...more,
  });

  it("names its profile in SupportedFeatureProfiles", async () => {
    const { configurationKey } = await call("GetConfiguration", { key: ["SupportedFeatureProfiles"] });
    expect(configurationKey).toMatchObject([{ value: "Core,RemoteTrigger,SmartCharging" }]);
  });

  it("limits the power of the transaction, gives it back when cleared, and tells what it means to give", async () => {
    expect(await set(tx(4_000))).toEqual({ status: "Accepted" });
    const limited = await connector(({ limitW }) => limitW === 4_000);
    expect(limited?.powerW).toBe(4_000);
    expect(limited && stateWords(limited).note).toBe("Limited to 4.0 kW");
    await harness.central.waitFor(
      ({ action, payload }) => action === "MeterValues" && JSON.stringify(payload).includes('"4000"'),
    );
    const before = station.snapshot().connectors[0]?.sessionWh ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 500));
    // Half a minute of simulated time at 4 kW is 33 Wh; unlimited it would be 92 Wh.
    expect((station.snapshot().connectors[0]?.sessionWh ?? 0) - before).toBeLessThan(80);

    const composite = await call("GetCompositeSchedule", { connectorId: 1, duration: 600 });
    expect(composite).toMatchObject({
      status: "Accepted",
      connectorId: 1,
      chargingSchedule: {
        duration: 600,
        chargingRateUnit: "W",
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 4_000 }],
      },
    });
    expect(await call("ClearChargingProfile", { id: 99 })).toEqual({ status: "Unknown" });
    expect(await call("ClearChargingProfile", { id: 1 })).toEqual({ status: "Accepted" });
    expect(await call("ClearChargingProfile", { id: 1 })).toEqual({ status: "Unknown" });
    await connector(({ powerW, limitW }) => limitW === null && powerW > 10_000);
    expect(await call("GetCompositeSchedule", { connectorId: 1, duration: 600 })).toMatchObject({
      chargingSchedule: { chargingSchedulePeriod: [{ startPeriod: 0, limit: 22_000 }] },
    });
    expect(await call("GetCompositeSchedule", { connectorId: 9, duration: 600 })).toEqual({
      status: "Rejected",
    });
  });

  it("a limit of nothing suspends; the next period lets it go on by itself", async () => {
    const soon = [
      { startPeriod: 0, limit: 0 },
      { startPeriod: 2, limit: 6_000 },
    ];
    expect(await set(profile({ transactionId }, { chargingSchedulePeriod: soon }))).toEqual({
      status: "Accepted",
    });
    await connector(({ limitW, status }) => limitW === 6_000 && status === "Charging");
    expect(await set(tx(0))).toEqual({ status: "Accepted" });
    const held = await connector(({ status }) => status === "SuspendedEVSE");
    expect(held?.powerW).toBe(0);
    expect(held && stateWords(held).note).toBe("A charging profile allows nothing");
  });

  it("a profile ends with its transaction", async () => {
    await set(tx(4_000));
    await station.stopLocally(1);
    expect(await call("ClearChargingProfile", {})).toEqual({ status: "Unknown" });
    station.unplug(1);
    await harness.charging(station);
    await connector(({ powerW, limitW }) => limitW === null && powerW > 10_000);
  });

  it("a default for all connectors is taken by the next transaction as well", async () => {
    const fallback = { ...tx(2_000), transactionId: undefined, chargingProfilePurpose: "TxDefaultProfile" };
    expect(await set(JSON.parse(JSON.stringify(fallback)), 0)).toEqual({ status: "Accepted" });
    await connector(({ limitW }) => limitW === 2_000);
    await station.stopLocally(1);
    station.unplug(1);
    await harness.charging(station);
    await connector(({ limitW }) => limitW === 2_000);
  });

  it.each<[string, object, string]>([
    ["of another transaction", { transactionId: 4_711 }, "Rejected"],
    ["of a level that it does not have", { stackLevel: 99 }, "Rejected"],
    ["for the whole station", { chargingProfilePurpose: "ChargePointMaxProfile" }, "NotSupported"],
    [
      "that comes again every day",
      { chargingProfileKind: "Recurring", recurrencyKind: "Daily" },
      "NotSupported",
    ],
    ["without the start that it needs", { chargingProfileKind: "Absolute" }, "Rejected"],
  ])("refuses a profile %s", async (_, more, status) => {
    expect(await set(tx(4_000, more))).toEqual({ status });
    expect(station.snapshot().connectors[0]?.limitW).toBeNull();
  });

  it("refuses schedules without beginning, out of order, too long, and profiles where nothing runs", async () => {
    const periods = (chargingSchedulePeriod: object[]) =>
      set(profile({ transactionId }, { chargingSchedulePeriod }));
    expect(await periods([{ startPeriod: 5, limit: 1 }])).toEqual({ status: "Rejected" });
    expect(
      await periods([
        { startPeriod: 0, limit: 1 },
        { startPeriod: 0, limit: 2 },
      ]),
    ).toEqual({ status: "Rejected" });
    const many = Array.from({ length: 25 }, (_, startPeriod) => ({ startPeriod, limit: 1 }));
    expect(await periods(many)).toEqual({ status: "Rejected" });
    expect(await set(tx(1), 2)).toEqual({ status: "Rejected" });
    expect(await set(tx(1), 0)).toEqual({ status: "Rejected" });
  });

  it("refuses the next profile when told so", async () => {
    station.refuseNextProfile();
    expect(station.snapshot().armedFaults).toEqual(["refuseProfile"]);
    expect(await set(tx(4_000))).toEqual({ status: "Rejected" });
    expect(await set(tx(4_000))).toEqual({ status: "Accepted" });
  });
});
