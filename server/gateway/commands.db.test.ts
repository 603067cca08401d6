import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "./start-gateway";
import { GatewayWorld, type TestStation } from "./testing/gateway-world";
import { until } from "./testing/raw-station";

let world: GatewayWorld;
let first: Gateway;
let second: Gateway;

beforeAll(async () => {
  world = await GatewayWorld.open();
  first = await world.gateway();
  second = await world.gateway();
});

afterAll(() => world.close());

const ended = (commandId: string) =>
  until(async () => {
    const row = await world.commandRow(commandId);
    return row.state === "QUEUED" || row.state === "SENT" ? null : row;
  });

const held = (station: TestStation) => until(async () => (await world.stationRow(station)).gatewayId);

describe("commands reach the gateway that holds the socket", () => {
  it("by notification, with two gateways and one station at each", async () => {
    const [a, b] = [await world.station(), await world.station()];
    const atFirst = await world.socket(first, a.identity, { password: a.password });
    const atSecond = await world.socket(second, b.identity, { password: b.password });
    await Promise.all([held(a), held(b)]);
    const forA = await world.command(a, { kind: "REMOTE_START", ocppConnectorId: 1, idTag: "KW1" });
    const forB = await world.command(b, { kind: "REMOTE_STOP", transactionId: 42 });
    const [, idA, , start] = await atFirst.called("RemoteStartTransaction");
    const [, idB, , stop] = await atSecond.called("RemoteStopTransaction");
    expect(start).toEqual({ connectorId: 1, idTag: "KW1" });
    expect(stop).toEqual({ transactionId: 42 });
    expect(await world.commandRow(forA)).toMatchObject({ state: "SENT", sentAt: expect.any(Date) });
    atFirst.send(3, idA, { status: "Accepted" });
    atSecond.send(3, idB, { status: "Rejected" });
    expect(await ended(forA)).toMatchObject({ state: "ACCEPTED", answer: { status: "Accepted" } });
    expect(await ended(forB)).toMatchObject({ state: "REJECTED", answer: { status: "Rejected" } });
    expect([atFirst.received.length, atSecond.received.length]).toEqual([1, 1]);
  });

  it("when the station connects after the command was queued", async () => {
    const station = await world.station();
    const commandId = await world.command(station, { kind: "CLEAR_CACHE" });
    const client = await world.client(first, station);
    client.handle("ClearCache", async () => ({ status: "Accepted" }));
    expect(await ended(commandId)).toMatchObject({ state: "ACCEPTED" });
  });

  it("one at a time per station, in the order of the queue", async () => {
    const station = await world.station();
    const ids = [];
    for (const key of ["a", "b", "c"]) {
      ids.push(await world.command(station, { kind: "CHANGE_CONFIGURATION", key, value: "1" }));
    }
    const raw = await world.socket(first, station.identity, { password: station.password });
    for (const [at, commandId] of ids.entries()) {
      await until(() => raw.received.length === at + 1);
      const [, id, , payload] = JSON.parse(raw.received[at] ?? "");
      expect(payload.key).toBe(["a", "b", "c"][at]);
      raw.send(3, id, { status: "Accepted" });
      await ended(commandId);
    }
  });

  it("REL-41: by the slow look, when no notification came", async () => {
    const slow = await world.gateway({ gatewayId: "slow", timing: { pollEveryMs: 50 } });
    const station = await world.station();
    const raw = await world.socket(slow, station.identity, { password: station.password });
    await held(station);
    await world.owner.query("ALTER TABLE station_commands DISABLE TRIGGER wake_gateway");
    const commandId = await world.command(station, { kind: "RESET", type: "HARD" });
    await world.owner.query("ALTER TABLE station_commands ENABLE TRIGGER wake_gateway");
    const [, id] = await raw.called("Reset");
    raw.send(3, id, { status: "Accepted" });
    expect(await ended(commandId)).toMatchObject({ state: "ACCEPTED" });
    await slow.close();
  });
});

describe("the slow look", () => {
  it("leaves a socket alone whose row is not written yet", async () => {
    const slow = await world.gateway({ gatewayId: "sweeping", timing: { pollEveryMs: 20 } });
    const station = await world.station();
    const lock = await world.owner
      .query("BEGIN")
      .then(() => world.owner.query("SELECT id FROM stations WHERE id = $1 FOR UPDATE", [station.stationId]));
    expect(lock.rowCount).toBe(1);
    const raw = await world.socket(slow, station.identity, { password: station.password });
    for (let at = 0; at < 5; at++) await raw.ask(`${at}`, "Heartbeat", {});
    await world.owner.query("COMMIT");
    await held(station);
    expect(await raw.ask("last", "Heartbeat", {})).toMatchObject([3, "last", {}]);
    await slow.close();
  });
});

describe("how commands end", () => {
  it("with a CALLERROR: rejected, with the station's words", async () => {
    const station = await world.station();
    const raw = await world.socket(first, station.identity, { password: station.password });
    const commandId = await world.command(station, { kind: "UNLOCK", ocppConnectorId: 1 });
    const [, id] = await raw.called("UnlockConnector");
    raw.send(4, id, "NotSupported\u0000", "no lock \ud800 here", {});
    expect(await ended(commandId)).toMatchObject({
      state: "REJECTED",
      answer: { error: "NotSupported?", description: "no lock ? here" },
    });
  });

  it("without an answer: timeout at the deadline, the late answer is only kept, nothing is sent again", async () => {
    const station = await world.station();
    const raw = await world.socket(first, station.identity, { password: station.password });
    await held(station);
    const commandId = await world.command(
      station,
      { kind: "REMOTE_START", ocppConnectorId: 1, idTag: "KW2" },
      3,
    );
    const [, id] = await raw.called("RemoteStartTransaction");
    expect(await ended(commandId)).toMatchObject({ state: "TIMEOUT", answer: { reason: "no_answer" } });
    raw.send(3, id, { status: "Accepted" });
    const late = await until(async () =>
      (await world.journal(station)).find(
        ({ messageId, direction }) => messageId === id && direction === "IN",
      ),
    );
    expect(late).toMatchObject({ action: "RemoteStartTransaction" });
    expect(await world.commandRow(commandId)).toMatchObject({ state: "TIMEOUT" });
    expect(raw.received).toHaveLength(1);
  });

  it("REL-73: with the station offline they wait in their row, and leave no more after their deadline", async () => {
    const station = await world.station();
    const commandId = await world.command(
      station,
      { kind: "REMOTE_START", ocppConnectorId: 1, idTag: "KW3" },
      0,
    );
    const raw = await world.socket(first, station.identity, { password: station.password });
    expect(await ended(commandId)).toMatchObject({
      state: "TIMEOUT",
      answer: { reason: "not_sent_in_time" },
      sentAt: null,
    });
    expect(raw.received).toEqual([]);
  });

  it("when the payment behind a waiting start is gone: it is not sent", async () => {
    const station = await world.station();
    const raw = await world.socket(first, station.identity, { password: station.password });
    await held(station);
    const blocking = await world.command(station, { kind: "RESET", type: "SOFT" });
    const start = await world.command(station, { kind: "REMOTE_START", ocppConnectorId: 1, idTag: "KW4" });
    const [, id] = await raw.called("Reset");
    await world.context.db.withSystem((tx) =>
      tx.stationCommand.update({ where: { id: start }, data: { state: "CANCELED" } }),
    );
    raw.send(3, id, { status: "Accepted" });
    await ended(blocking);
    expect(await raw.ask("1", "Heartbeat", {})).toMatchObject([3, "1", {}]);
    expect(raw.received).toHaveLength(2);
    expect(await world.commandRow(start)).toMatchObject({ state: "CANCELED", sentAt: null });
  });

  it("when the socket goes while they are under way: unknown, and never sent again over the next socket", async () => {
    const station = await world.station();
    const raw = await world.socket(first, station.identity, { password: station.password });
    const commandId = await world.command(station, {
      kind: "REMOTE_START",
      ocppConnectorId: 1,
      idTag: "KW5",
    });
    await raw.called("RemoteStartTransaction");
    raw.socket.terminate();
    expect(await ended(commandId)).toMatchObject({ state: "TIMEOUT", answer: { reason: "connection_lost" } });
    const again = await world.socket(first, station.identity, { password: station.password });
    expect(await again.ask("1", "Heartbeat", {})).toMatchObject([3, "1", {}]);
    expect(again.received).toHaveLength(1);
  });

  it("a row that holds no command we know is refused, not sent", async () => {
    const station = await world.station();
    await world.socket(first, station.identity, { password: station.password });
    const commandId = await world.command(station, {
      kind: "REMOTE_START",
      ocppConnectorId: 1,
      idTag: "X".repeat(21),
    });
    expect(await ended(commandId)).toMatchObject({
      state: "REJECTED",
      answer: { reason: "unreadable_command" },
    });
  });

  it("GetConfiguration leaves the station's configuration in its row", async () => {
    const station = await world.station();
    const client = await world.client(first, station);
    client.handle("GetConfiguration", async () => ({
      configurationKey: [{ key: "ConnectionTimeOut", readonly: false, value: "90" }],
    }));
    const commandId = await world.command(station, { kind: "GET_CONFIGURATION", keys: [] });
    expect(await ended(commandId)).toMatchObject({ state: "ACCEPTED" });
    expect(await world.stationRow(station)).toMatchObject({ configuration: { ConnectionTimeOut: "90" } });
  });

  it("a station that now says that it takes charging profiles looks different to partners", async () => {
    const station = await world.station();
    const client = await world.client(first, station);
    let profiles = "Core";
    client.handle("GetConfiguration", async () => ({
      configurationKey: [{ key: "SupportedFeatureProfiles", readonly: true, value: profiles }],
    }));
    const ask = async () => {
      const commandId = await world.command(station, { kind: "GET_CONFIGURATION", keys: [] });
      expect(await ended(commandId)).toMatchObject({ state: "ACCEPTED" });
      const { rows } = await world.owner.query<{ at: Date }>(
        "SELECT l.updated_at AS at FROM locations l JOIN stations s ON s.location_id = l.id WHERE s.identity = $1",
        [station.identity],
      );
      return rows[0]?.at;
    };
    const before = await ask();
    profiles = "Core,SmartCharging";
    const changed = await ask();
    expect(changed).not.toEqual(before);
    expect(await ask()).toEqual(changed);
  });
});
