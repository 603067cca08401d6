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
    const times = harness.registers().map(({ at }) => at);
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
