import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Harness } from "./testing/harness";

let harness: Harness;

beforeEach(async () => {
  harness = await Harness.start();
});

afterEach(async () => {
  await harness.stop();
  expect(harness.violations).toEqual([]);
});

const START = { connectorId: 1, idTag: "TAG" };
const remoteStart = () => harness.central.call("SIM-1", "RemoteStartTransaction", START);

describe("the meter", () => {
  it("REL-84: one reading arrives after its successor", async () => {
    const station = await harness.station();
    await harness.charging(station);
    await harness.central.waitFor("MeterValues");
    station.reorderMeterValues();
    await vi.waitFor(
      () => {
        const times = harness.registers().map(({ at }) => at);
        expect(times).not.toEqual([...times].sort());
      },
      { timeout: 20_000, interval: 20 },
    );
  });

  it("REL-84: a reading that is held back when the session ends comes after the stop", async () => {
    const station = await harness.station({ meterIntervalS: 0 });
    await harness.charging(station);
    station.reorderMeterValues();
    await station.sampleMeter(1);
    await station.stopLocally(1);
    await station.drained();
    expect(harness.central.transactionMessages()).toEqual([
      "StartTransaction",
      "StopTransaction",
      "MeterValues",
    ]);
  });

  it("REL-84: Wh, kWh and no unit say the same energy", async () => {
    const station = await harness.station({
      meterIntervalS: 0,
      connectors: [{ id: 1, kind: "AC", maxPowerW: 22_000, meterWh: 123_456 }],
    });
    for (const unit of ["Wh", "kWh", "none"] as const) {
      station.setMeterUnit(1, unit);
      await station.sampleMeter(1);
    }
    expect(harness.registers().map(({ value, unit }) => [value, unit])).toEqual([
      ["123456", "Wh"],
      ["123.456", "kWh"],
      ["123456", undefined],
    ]);
  });

  it("REL-84: jumps once, jumps for good, and runs backwards", async () => {
    const station = await harness.station({ meterIntervalS: 0 });
    station.jumpMeter(1, 10_000_000, { once: true });
    await station.sampleMeter(1);
    await station.sampleMeter(1);
    station.jumpMeter(1, 5_000);
    await station.sampleMeter(1);
    station.decreaseMeter(1, 2_000);
    await station.sampleMeter(1);
    station.decreaseMeter(1, 9_999);
    await station.sampleMeter(1);
    expect(harness.registers().map(({ value }) => value)).toEqual(["10000000", "0", "5000", "3000", "0"]);
  });

  it("REL-84: the same reading twice", async () => {
    const station = await harness.station({ meterIntervalS: 0 });
    station.duplicateNext("MeterValues");
    await station.sampleMeter(1);
    const [first, second] = harness.central.of("MeterValues");
    expect(second?.payload).toEqual(first?.payload);
  });

  it("REL-85: a clock that is two hours wrong", async () => {
    const station = await harness.station();
    station.clockSkew(7_200);
    await harness.charging(station);
    const { payload } = await harness.central.waitFor("StartTransaction");
    const aheadS = (Date.parse(String(payload.timestamp)) - Date.now()) / 1000;
    expect(aheadS).toBeGreaterThan(7_100);
    expect(aheadS).toBeLessThan(7_201);
  });

  it("REL-85: local time with its offset, twice the same hour on a DST night, is one legal instant", async () => {
    const station = await harness.station();
    station.clockZone(120);
    await harness.charging(station);
    const { payload } = await harness.central.waitFor("StartTransaction");
    expect(payload.timestamp).toMatch(/[+]02:00$/);
    expect(Math.abs(Date.parse(String(payload.timestamp)) - Date.now())).toBeLessThan(10_000);
  });

  it("simulated timestamps agree with the energy", async () => {
    const station = await harness.station({ timestamps: "simulated" });
    await harness.charging(station);
    await harness.central.waitFor("MeterValues", 3);
    const hours = harness.registers().map(({ at }) => Date.parse(at) / 3_600_000);
    expect((hours[2] ?? 0) - (hours[1] ?? 0)).toBeGreaterThan(0.015);
  });

  it("REL-88: 400 kW for a minute between two readings", async () => {
    const station = await harness.station({
      connectors: [{ id: 1, kind: "DC", maxPowerW: 400_000 }],
    });
    station.plugIn(1, { batteryWh: 1_000_000, socPercent: 20, maxPowerW: 400_000 });
    await station.startLocally(1, "TRUCK");
    await harness.central.waitFor("MeterValues", 4);
    const values = harness.registers().map(({ value }) => Number(value));
    expect((values[3] ?? 0) - (values[2] ?? 0)).toBeGreaterThan(6_000);
  });
});

describe("car, station and reboot", () => {
  it("REL-78: a car that is not ready: SuspendedEV at once, 0 kWh, and it may get ready later", async () => {
    const station = await harness.station();
    station.setCarReady(1, false);
    await harness.charging(station);
    await harness.central.waitFor("MeterValues");
    expect(station.snapshot().connectors[0]).toMatchObject({ status: "SuspendedEV", sessionWh: 0 });
    station.setCarReady(1, true);
    await station.waitFor(({ connectors }) => (connectors[0]?.sessionWh ?? 0) > 0);
  });

  it("a station that holds power is SuspendedEVSE", async () => {
    const station = await harness.station();
    await harness.charging(station);
    station.holdPower(1, true);
    await harness.central.waitFor(({ payload }) => payload.status === "SuspendedEVSE");
    station.holdPower(1, false);
    await harness.central.waitFor(({ payload }) => payload.status === "Charging", 2);
  });

  it("charges faster by the factor", async () => {
    const station = await harness.station();
    await harness.charging(station);
    station.chargeFaster(1, 50);
    await station.waitFor(({ connectors }) => connectors[0]?.status === "SuspendedEV", 5_000);
  });

  it("faults and recovers", async () => {
    const station = await harness.station();
    station.fault(1, "GroundFailure");
    const faulted = await harness.central.waitFor(({ payload }) => payload.status === "Faulted");
    expect(faulted.payload.errorCode).toBe("GroundFailure");
    expect(await remoteStart()).toEqual({ status: "Rejected" });
    station.clearFault(1);
    await harness.central.waitFor(
      ({ payload }) => payload.connectorId === 1 && payload.errorCode === "NoError",
      2,
    );
  });

  it("a start that waits for the cable does not begin on a faulted connector", async () => {
    const station = await harness.station();
    await remoteStart();
    await station.waitFor(({ connectors }) => connectors[0]?.awaitingCable === true);
    station.fault(1, "ConnectorLockFailure");
    station.plugIn(1);
    expect(station.snapshot().connectors[0]).toMatchObject({ status: "Faulted", inTransaction: false });
  });

  it("a second reboot during a reboot changes nothing", async () => {
    const station = await harness.station();
    await Promise.all([station.reboot(), station.reboot()]);
    await station.waitFor(({ accepted }) => accepted);
    expect(harness.central.of("BootNotification")).toHaveLength(2);
  });

  it("the emergency stop ends every transaction", async () => {
    const station = await harness.station();
    await harness.charging(station, 1);
    await harness.charging(station, 2);
    station.emergencyStop();
    await harness.central.waitFor("StopTransaction", 2);
    const reasons = harness.central.of("StopTransaction").map(({ payload }) => payload.reason);
    expect(reasons).toEqual(["EmergencyStop", "EmergencyStop"]);
  });

  it("REL-80: hard reboot, new transaction id, meter goes on, the old transaction is never stopped", async () => {
    const station = await harness.station();
    await harness.charging(station);
    await harness.central.waitFor("MeterValues", 2);
    await station.reboot({ newTransactionId: true });
    await harness.central.waitFor("StartTransaction", 2);
    const [first, second] = harness.central.of("StartTransaction");
    expect(second?.payload.idTag).toBe(first?.payload.idTag);
    expect(second?.payload.meterStart).toBeGreaterThan(0);
    expect(harness.central.of("StopTransaction")).toEqual([]);
    expect(harness.central.of("BootNotification")).toHaveLength(2);
  });

  it("REL-81: hard reboot and the register starts again at 0: the stop is below the start", async () => {
    const station = await harness.station({
      connectors: [{ id: 1, kind: "AC", maxPowerW: 11_000, meterWh: 50_000 }],
    });
    await harness.charging(station);
    await station.reboot({ meter: "reset" });
    const stop = await harness.central.waitFor("StopTransaction");
    expect(stop.payload).toMatchObject({ meterStop: 0, reason: "PowerLoss" });
    expect(harness.central.of("StartTransaction")[0]?.payload.meterStart).toBe(50_000);
  });

  it("armed faults can be taken back; an unknown connector is an error of the caller", async () => {
    const station = await harness.station();
    station.plugIn(1);
    station.refuseNextStart();
    station.clearFaults();
    expect(await remoteStart()).toEqual({ status: "Accepted" });
    expect(() => station.plugIn(7)).toThrow(RangeError);
  });

  it("a waitFor that is not fulfilled says what the station looked like", async () => {
    const station = await harness.station();
    await expect(station.waitFor(() => false, 20)).rejects.toThrow(/"identity":"SIM-1"/);
  });
});
