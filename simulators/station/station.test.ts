import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Harness } from "./testing/harness";

let harness: Harness;

beforeEach(async () => {
  harness = await Harness.start();
});

afterEach(async () => {
  await harness.stop();
  expect(harness.violations).toEqual([]);
});

const status = (connectorId: number, value: string) => (call: { action: string; payload: object }) =>
  call.action === "StatusNotification" &&
  Reflect.get(call.payload, "connectorId") === connectorId &&
  Reflect.get(call.payload, "status") === value;

describe("boot", () => {
  it("authenticates, boots and reports the station and every connector", async () => {
    await harness.station({ vendor: "ACME", model: "Twin", firmwareVersion: "1.2" });
    await harness.central.waitFor("StatusNotification", 3);
    expect(harness.central.passwords).toEqual(["correct horse battery"]);
    expect(harness.central.received[0]).toMatchObject({
      action: "BootNotification",
      payload: { chargePointVendor: "ACME", chargePointModel: "Twin", firmwareVersion: "1.2" },
    });
    const reported = harness.central.of("StatusNotification").map(({ payload }) => payload.connectorId);
    expect(reported).toEqual([0, 1, 2]);
  });

  it("asks again while the server says Pending, and sends nothing else before", async () => {
    harness.central.scripts.BootNotification = (_payload, seen) => ({
      status: seen === 0 ? "Pending" : "Accepted",
      currentTime: new Date().toISOString(),
      interval: 10,
    });
    await harness.station();
    expect(harness.central.received.slice(0, 2).map(({ action }) => action)).toEqual([
      "BootNotification",
      "BootNotification",
    ]);
  });

  it("sends heartbeats at the server's interval, and none when told so", async () => {
    await harness.station({ waitSpeed: 10_000 });
    await harness.central.waitFor("Heartbeat", 2);
    const quiet = await harness.station({ waitSpeed: 10_000, heartbeat: false });
    await expect.poll(() => quiet.timerCount).toBe(0);
  });

  it("waits for a server that is not there yet", async () => {
    const { url } = harness.central;
    await harness.central.stop();
    const station = harness.powerOff({ url }).start();
    const state = await station.waitFor(({ connectionError }) => connectionError !== null);
    expect(state).toMatchObject({ online: false, accepted: false });
    expect(station.timerCount).toBe(1);
  });
});

describe("a paid session", () => {
  it("plugged first: starts with the given tag, sends readings, stops with the right register", async () => {
    const station = await harness.station();
    const transactionId = await harness.charging(station);
    await harness.central.waitFor("MeterValues", 2);
    await harness.central.waitFor(status(1, "Charging"));
    const answer = await harness.central.call("SIM-1", "RemoteStopTransaction", { transactionId });
    expect(answer).toEqual({ status: "Accepted" });
    const stop = await harness.central.waitFor("StopTransaction");
    expect(stop.payload).toMatchObject({ transactionId, reason: "Remote" });
    expect(harness.central.of("StartTransaction")[0]?.payload).toMatchObject({
      connectorId: 1,
      idTag: "TAG",
      meterStart: 0,
    });
    expect(stop.payload.meterStop).toBeGreaterThan(100);
    expect(station.snapshot().connectors[0]).toMatchObject({
      status: "Finishing",
      sessionWh: stop.payload.meterStop,
    });
    station.unplug(1);
    await harness.central.waitFor(status(1, "Available"), 2);
  });

  it("remote first: waits for the cable in Preparing", async () => {
    const station = await harness.station();
    await harness.central.call("SIM-1", "RemoteStartTransaction", { connectorId: 2, idTag: "TAG" });
    await harness.central.waitFor(status(2, "Preparing"));
    expect(harness.central.of("StartTransaction")).toEqual([]);
    expect(station.snapshot().connectors[1]?.awaitingCable).toBe(true);
    station.plugIn(2);
    await harness.central.waitFor("StartTransaction");
  });

  it("REL-77: gives the connector free again after ConnectionTimeOut; a later plug-in starts nothing", async () => {
    const station = await harness.station();
    await harness.central.call("SIM-1", "RemoteStartTransaction", { connectorId: 1, idTag: "TAG" });
    await station.waitFor(({ connectors }) => connectors[0]?.status === "Preparing");
    await station.waitFor(({ connectors }) => connectors[0]?.status === "Available");
    station.plugIn(1);
    await harness.central.waitFor(status(1, "Preparing"), 2);
    expect(harness.central.of("StartTransaction")).toEqual([]);
  });

  it("REL-72: two remote starts at the same moment: one is rejected", async () => {
    const station = await harness.station();
    station.plugIn(1);
    const start = (idTag: string) =>
      harness.central.call("SIM-1", "RemoteStartTransaction", { connectorId: 1, idTag });
    const answers = await Promise.all([start("FIRST"), start("SECOND")]);
    expect(answers).toEqual([{ status: "Accepted" }, { status: "Rejected" }]);
    expect((await harness.central.waitFor("StartTransaction")).payload.idTag).toBe("FIRST");
  });

  it("authorises remote starts when AuthorizeRemoteTxRequests is true, and drops a refused tag", async () => {
    harness.central.scripts.Authorize = (payload) => ({
      idTagInfo: { status: payload.idTag === "GOOD" ? "Accepted" : "Invalid" },
    });
    const station = await harness.station({ configuration: { AuthorizeRemoteTxRequests: "true" } });
    station.plugIn(1);
    await harness.central.call("SIM-1", "RemoteStartTransaction", { connectorId: 1, idTag: "BAD" });
    await harness.central.waitFor("Authorize");
    await harness.central.call("SIM-1", "RemoteStartTransaction", { connectorId: 2, idTag: "GOOD" });
    await harness.central.waitFor("Authorize", 2);
    station.plugIn(2);
    const start = await harness.central.waitFor("StartTransaction");
    expect(start.payload).toMatchObject({ connectorId: 2, idTag: "GOOD" });
  });

  it("stops DeAuthorized when StartTransaction is answered Invalid", async () => {
    harness.central.scripts.StartTransaction = () => ({
      transactionId: 7,
      idTagInfo: { status: "Invalid" },
    });
    const station = await harness.station();
    await station.startLocally(1, "LOCAL");
    station.plugIn(1);
    const stop = await harness.central.waitFor("StopTransaction");
    expect(stop.payload).toMatchObject({ transactionId: 7, reason: "DeAuthorized" });
  });

  it("unplugging ends the transaction with EVDisconnected", async () => {
    const station = await harness.station();
    await harness.charging(station);
    station.unplug(1);
    const stop = await harness.central.waitFor("StopTransaction");
    expect(stop.payload.reason).toBe("EVDisconnected");
    await harness.central.waitFor(status(1, "Available"), 2);
  });

  it("a full car suspends; the transaction stays open", async () => {
    const station = await harness.station();
    station.plugIn(2, { batteryWh: 20_000, socPercent: 90 });
    await station.startLocally(2, "LOCAL");
    await harness.central.waitFor(status(2, "SuspendedEV"));
    const { connectors } = station.snapshot();
    expect(connectors[1]).toMatchObject({ socPercent: 100, powerW: 0, sessionWh: 2_000 });
    expect(harness.central.of("StopTransaction")).toEqual([]);
  });

  it("DC readings carry SoC, power, current and voltage", async () => {
    const station = await harness.station();
    await harness.charging(station, 2);
    const { payload } = await harness.central.waitFor("MeterValues");
    const text = JSON.stringify(payload);
    for (const measurand of ["SoC", "Power.Active.Import", "Current.Import", "Voltage"]) {
      expect(text).toContain(`"${measurand}"`);
    }
  });
});

describe("commands of the server", () => {
  it("changes and reads its configuration", async () => {
    const station = await harness.station();
    const change = (key: string, value: string) =>
      harness.central.call("SIM-1", "ChangeConfiguration", { key, value });
    expect(await change("MeterValueSampleInterval", "15")).toEqual({ status: "Accepted" });
    expect(await change("NumberOfConnectors", "9")).toEqual({ status: "Rejected" });
    expect(await change("MeterValueSampleInterval", "soon")).toEqual({ status: "Rejected" });
    expect(await change("NoSuchKey", "1")).toEqual({ status: "NotSupported" });
    const read = await harness.central.call("SIM-1", "GetConfiguration", {
      key: ["metervaluesampleinterval", "NoSuchKey"],
    });
    expect(read).toEqual({
      configurationKey: [{ key: "MeterValueSampleInterval", readonly: false, value: "15" }],
      unknownKey: ["NoSuchKey"],
    });
    expect(station.snapshot().online).toBe(true);
  });

  it("comes back with a new AuthorizationKey and never shows it", async () => {
    const station = await harness.station();
    const key = "0123456789abcdef0123";
    await harness.central.call("SIM-1", "ChangeConfiguration", { key: "AuthorizationKey", value: key });
    await station.waitFor(({ online }) => !online);
    await station.waitFor(({ online }) => online);
    expect(harness.central.passwords).toEqual(["correct horse battery", key]);
    const all = await harness.central.call("SIM-1", "GetConfiguration", {});
    expect(JSON.stringify(all)).not.toContain(key);
  });

  it("sends what TriggerMessage asks for", async () => {
    await harness.station();
    const trigger = (requestedMessage: string, connectorId?: number) =>
      harness.central.call("SIM-1", "TriggerMessage", {
        requestedMessage,
        ...(connectorId === undefined ? {} : { connectorId }),
      });
    expect(await trigger("Heartbeat")).toEqual({ status: "Accepted" });
    await harness.central.waitFor("Heartbeat");
    await trigger("MeterValues", 2);
    expect((await harness.central.waitFor("MeterValues")).payload.connectorId).toBe(2);
    await trigger("BootNotification");
    await harness.central.waitFor("BootNotification", 2);
    await trigger("StatusNotification", 1);
    await harness.central.waitFor(status(1, "Available"), 2);
    expect(await trigger("DiagnosticsStatusNotification")).toEqual({ status: "NotImplemented" });
    expect(await trigger("MeterValues", 9)).toEqual({ status: "Rejected" });
  });

  it("schedules unavailability behind a running transaction and refuses starts then", async () => {
    const station = await harness.station();
    const transactionId = await harness.charging(station);
    const answer = await harness.central.call("SIM-1", "ChangeAvailability", {
      connectorId: 1,
      type: "Inoperative",
    });
    expect(answer).toEqual({ status: "Scheduled" });
    await harness.central.call("SIM-1", "RemoteStopTransaction", { transactionId });
    await harness.central.waitFor(status(1, "Unavailable"));
    const start = { connectorId: 1, idTag: "TAG" };
    expect(await harness.central.call("SIM-1", "RemoteStartTransaction", start)).toEqual({
      status: "Rejected",
    });
    await harness.central.call("SIM-1", "ChangeAvailability", { connectorId: 0, type: "Operative" });
    await harness.central.waitFor(status(1, "Finishing"));
  });

  it("unlocks with a stop, clears its cache, and knows only its vendor", async () => {
    const station = await harness.station();
    await harness.charging(station);
    expect(await harness.central.call("SIM-1", "UnlockConnector", { connectorId: 1 })).toEqual({
      status: "Unlocked",
    });
    expect((await harness.central.waitFor("StopTransaction")).payload.reason).toBe("UnlockCommand");
    expect(await harness.central.call("SIM-1", "ClearCache")).toEqual({ status: "Accepted" });
    const unknown = await harness.central.call("SIM-1", "DataTransfer", { vendorId: "nobody" });
    expect(unknown).toEqual({ status: "UnknownVendorId" });
    const cost = await harness.central.call("SIM-1", "DataTransfer", {
      vendorId: "org.openchargealliance.costmsg",
      messageId: "FinalCost",
      data: JSON.stringify({ transactionId: 1, cost: 4.5 }),
    });
    expect(cost).toEqual({ status: "Accepted" });
    expect(station.snapshot().display).toBe("Total 4.50");
  });

  it("answers an unknown action with NotImplemented", async () => {
    await harness.station();
    await expect(harness.central.call("SIM-1", "GetLocalListVersion")).rejects.toMatchObject({
      rpcErrorCode: "NotImplemented",
    });
  });

  it("Reset Soft stops, delivers and boots again", async () => {
    const station = await harness.station();
    const transactionId = await harness.charging(station);
    await harness.central.call("SIM-1", "Reset", { type: "Soft" });
    const stop = await harness.central.waitFor("StopTransaction");
    expect(stop.payload).toMatchObject({ transactionId, reason: "SoftReset" });
    await harness.central.waitFor("BootNotification", 2);
    expect(harness.central.connections).toBe(2);
  });

  it("Reset Hard delivers its stop after the boot", async () => {
    const station = await harness.station();
    await harness.charging(station);
    await harness.central.call("SIM-1", "Reset", { type: "Hard" });
    await harness.central.waitFor("StopTransaction");
    const order = harness.central.received.map(({ action }) => action);
    expect(order.lastIndexOf("BootNotification")).toBeLessThan(order.indexOf("StopTransaction"));
    expect(harness.central.of("StopTransaction")[0]?.payload.reason).toBe("HardReset");
  });
});

describe("cost", () => {
  it("leaves no timer behind after stop, in the middle of charging and of waiting", async () => {
    const station = await harness.station();
    await harness.charging(station, 1);
    await harness.central.call("SIM-1", "RemoteStartTransaction", { connectorId: 2, idTag: "TAG" });
    expect(station.timerCount).toBeGreaterThan(1);
    await station.stop();
    expect(station.timerCount).toBe(0);
  });

  it("runs a hundred stations in one process", async () => {
    const many = await Promise.all(Array.from({ length: 100 }, () => harness.station({ meterIntervalS: 0 })));
    await Promise.all(many.map((station) => harness.charging(station)));
    await Promise.all(many.map((station) => station.stopLocally(1)));
    expect(harness.central.of("StopTransaction")).toHaveLength(100);
  });
});
