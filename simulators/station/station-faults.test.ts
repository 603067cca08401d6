import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refuse, SILENCE } from "./testing/central-system";
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
const remoteStop = (transactionId: number) =>
  harness.central.call("SIM-1", "RemoteStopTransaction", { transactionId });

/** Energy registers of the MeterValues so far, as the server read them. */
const registers = () =>
  harness.central.of("MeterValues").map(({ payload }) => {
    const [first] = payload.meterValue as { timestamp: string; sampledValue: Record<string, string>[] }[];
    const energy = first?.sampledValue.find(({ measurand }) => measurand?.startsWith("Energy"));
    return { at: first?.timestamp ?? "", value: energy?.value ?? "", unit: energy?.unit };
  });

describe("remote commands that go wrong", () => {
  it("REL-74: refuses as often as asked, then starts", async () => {
    const station = await harness.station();
    station.plugIn(1);
    station.refuseNextStart(2);
    expect(station.snapshot().armedFaults).toEqual(["refuseStart ×2"]);
    expect(await remoteStart()).toEqual({ status: "Rejected" });
    expect(await remoteStart()).toEqual({ status: "Rejected" });
    expect(await remoteStart()).toEqual({ status: "Accepted" });
    await harness.central.waitFor("StartTransaction");
  });

  it("REL-75: accepts and never starts", async () => {
    const station = await harness.station();
    station.plugIn(1);
    station.ignoreNextStart();
    expect(await remoteStart()).toEqual({ status: "Accepted" });
    await harness.central.call("SIM-1", "TriggerMessage", { requestedMessage: "Heartbeat" });
    await harness.central.waitFor("Heartbeat");
    expect(harness.central.of("StartTransaction")).toEqual([]);
    expect(station.snapshot().connectors[0]?.status).toBe("Preparing");
  });

  it("REL-75: does not even answer", async () => {
    const station = await harness.station();
    station.ignoreNextStart("none");
    await expect(remoteStart()).rejects.toThrow("Call timeout");
  });

  it("REL-73: a late answer decides late", async () => {
    const station = await harness.station();
    station.delayNextStart(150);
    const answer = remoteStart();
    await station.startLocally(1, "SOMEBODY");
    expect(await answer).toEqual({ status: "Rejected" });
  });

  it("REL-86: rejects, ignores and disobeys remote stops while charging goes on", async () => {
    const station = await harness.station();
    const transactionId = await harness.charging(station);
    station.rejectRemoteStop();
    expect(await remoteStop(transactionId)).toEqual({ status: "Rejected" });
    station.ignoreRemoteStop("accepted");
    expect(await remoteStop(transactionId)).toEqual({ status: "Accepted" });
    station.ignoreRemoteStop();
    await expect(remoteStop(transactionId)).rejects.toThrow("Call timeout");
    expect(station.snapshot().connectors[0]?.inTransaction).toBe(true);
    expect(await remoteStop(transactionId)).toEqual({ status: "Accepted" });
    await harness.central.waitFor("StopTransaction");
  });

  it("rejects the stop of a transaction that it does not run", async () => {
    const station = await harness.station();
    await harness.charging(station);
    expect(await remoteStop(4_711)).toEqual({ status: "Rejected" });
  });
});

describe("lost, late and repeated messages", () => {
  it("a lost reply to StartTransaction: same content, new message id, one transaction", async () => {
    const station = await harness.station();
    station.dropNextReply("StartTransaction");
    await station.startLocally(1, "TAG");
    station.plugIn(1);
    await harness.central.waitFor("StartTransaction", 2);
    const [first, second] = harness.central.of("StartTransaction");
    expect(second?.payload).toEqual(first?.payload);
    expect(second?.messageId).not.toBe(first?.messageId);
    expect(harness.central.of("BootNotification")).toHaveLength(1);
    const state = await station.waitFor(({ connectors }) => connectors[0]?.transactionId === 2);
    expect(state.queueLength).toBeGreaterThanOrEqual(0);
  });

  it("an error is retried with the same content, then the message is discarded and the queue goes on", async () => {
    harness.central.scripts.StartTransaction = () => refuse("InternalError");
    const station = await harness.station({
      waitSpeed: 5_000,
      meterIntervalS: 0,
      configuration: { TransactionMessageAttempts: "3", TransactionMessageRetryInterval: "60" },
    });
    station.plugIn(1);
    await station.startLocally(1, "TAG");
    await station.stopLocally(1);
    const starts = harness.central.of("StartTransaction");
    expect(starts).toHaveLength(3);
    expect(new Set(starts.map(({ messageId }) => messageId)).size).toBe(3);
    expect(new Set(starts.map(({ payload }) => JSON.stringify(payload))).size).toBe(1);
    expect(harness.central.of("StopTransaction")[0]?.payload.transactionId).toBe(-1);
  });

  it("a server that does not answer is asked again after the time-out", async () => {
    harness.central.scripts.StopTransaction = (_payload, seen) => (seen === 0 ? SILENCE : {});
    const station = await harness.station({ callTimeoutMs: 60, waitSpeed: 5_000 });
    await harness.charging(station);
    await station.stopLocally(1);
    const [first, second] = harness.central.of("StopTransaction");
    expect(second?.payload).toEqual(first?.payload);
    expect(second?.messageId).not.toBe(first?.messageId);
  });

  it("REL-79: offline, everything waits; back online it comes in order, status first", async () => {
    const station = await harness.station();
    await harness.charging(station);
    await harness.central.waitFor("MeterValues");
    station.goOffline();
    const seen = harness.central.received.length;
    await station.waitFor(({ queueLength }) => queueLength >= 3);
    void station.stopLocally(1);
    station.comeOnline();
    await harness.central.waitFor("StopTransaction");
    const late = harness.central.received.slice(seen).map(({ action }) => action);
    expect(late[0]).toBe("StatusNotification");
    expect(late.filter((action) => action !== "StatusNotification").at(-1)).toBe("StopTransaction");
    expect(late).not.toContain("BootNotification");
    const times = registers().map(({ at }) => at);
    expect(times).toEqual([...times].sort());
  });

  it("a whole transaction offline is delivered start first, with the id that the start got", async () => {
    const station = await harness.station();
    station.goOffline();
    station.plugIn(1);
    await station.startLocally(1, "OFFLINE");
    await station.waitFor(({ queueLength }) => queueLength >= 2);
    void station.stopLocally(1);
    station.comeOnline();
    const stop = await harness.central.waitFor("StopTransaction");
    expect(harness.central.transactionMessages()[0]).toBe("StartTransaction");
    expect(stop.payload.transactionId).toBe(1);
    for (const { payload } of harness.central.of("MeterValues")) expect(payload.transactionId).toBe(1);
  });

  it("goOffline(ms) comes back by itself", async () => {
    const station = await harness.station();
    station.goOffline(20);
    expect(station.snapshot().online).toBe(false);
    await station.waitFor(({ online }) => online);
  });

  it("REL-83: stop before start", async () => {
    const station = await harness.station();
    station.stopBeforeStart();
    station.plugIn(1);
    await station.startLocally(1, "TAG");
    await harness.central.waitFor("MeterValues");
    await station.stopLocally(1);
    await station.drained();
    const order = harness.central.transactionMessages().filter((action) => action !== "MeterValues");
    expect(order).toEqual(["StopTransaction", "StartTransaction"]);
    expect(harness.central.of("StopTransaction")[0]?.payload.transactionId).toBe(-1);
  });

  it("REL-82: duplicated stop with a new id, and with the same id", async () => {
    const station = await harness.station();
    await harness.charging(station);
    station.duplicateNext("StopTransaction");
    await station.stopLocally(1);
    station.unplug(1);
    await harness.charging(station);
    station.duplicateNext("StopTransaction", { sameMessageId: true });
    await station.stopLocally(1);
    const [a, b, c, d] = harness.central.of("StopTransaction");
    expect(b?.payload).toEqual(a?.payload);
    expect(b?.messageId).not.toBe(a?.messageId);
    expect(d).toEqual(c);
  });

  it.each([-1, 0, 4_711])("REL-82: a stop with transaction id %i", async (id) => {
    const station = await harness.station();
    await harness.charging(station);
    station.useUnknownTransactionId(id);
    await station.stopLocally(1);
    expect(harness.central.of("StopTransaction")[0]?.payload.transactionId).toBe(id);
  });

  it("REL-82: a stop for a transaction that nobody runs", async () => {
    const station = await harness.station();
    expect(await station.sendStrayStop(1, 99)).toBe("delivered");
    expect(harness.central.of("StopTransaction")[0]?.payload).toMatchObject({
      transactionId: 99,
      reason: "Other",
    });
  });
});

describe("the meter", () => {
  it("REL-84: one reading arrives after its successor", async () => {
    const station = await harness.station();
    await harness.charging(station);
    await harness.central.waitFor("MeterValues");
    station.reorderMeterValues();
    await harness.central.waitFor("MeterValues", 4);
    const times = registers()
      .slice(0, 4)
      .map(({ at }) => at);
    expect(times).not.toEqual([...times].sort());
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
    expect(registers().map(({ value, unit }) => [value, unit])).toEqual([
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
    expect(registers().map(({ value }) => value)).toEqual(["10000000", "0", "5000", "3000", "0"]);
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
    const hours = registers().map(({ at }) => Date.parse(at) / 3_600_000);
    expect((hours[2] ?? 0) - (hours[1] ?? 0)).toBeGreaterThan(0.015);
  });

  it("REL-88: 400 kW for a minute between two readings", async () => {
    const station = await harness.station({
      connectors: [{ id: 1, kind: "DC", maxPowerW: 400_000 }],
    });
    station.plugIn(1, { batteryWh: 1_000_000, socPercent: 20, maxPowerW: 400_000 });
    await station.startLocally(1, "TRUCK");
    await harness.central.waitFor("MeterValues", 4);
    const values = registers().map(({ value }) => Number(value));
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
