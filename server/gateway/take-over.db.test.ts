import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "./start-gateway";
import { GatewayWorld } from "./testing/gateway-world";
import { HttpRefusal, until } from "./testing/raw-station";

let world: GatewayWorld;
let gateway: Gateway;

beforeAll(async () => {
  world = await GatewayWorld.open();
  gateway = await world.gateway();
});

afterAll(() => world.close());

describe("SEC-28: a second connection for a live identity", () => {
  it("script 1, the real station after a dead link: the old socket does not answer, the newcomer takes its place", async () => {
    const quick = await world.gateway({ gatewayId: "quick", timing: { takeOverPingMs: 200 } });
    const station = await world.station();
    const login = { password: station.password };
    const dead = await world.socket(quick, station.identity, { ...login, autoPong: false });
    const commandId = await world.command(station, { kind: "RESET", type: "SOFT" });
    await dead.called("Reset");
    const fresh = await world.socket(quick, station.identity, login);
    await dead.closed;
    expect(await fresh.ask("1", "Heartbeat", {})).toMatchObject([3, "1", {}]);
    const command = await until(async () => {
      const row = await world.commandRow(commandId);
      return row.state === "TIMEOUT" ? row : null;
    });
    expect(command.answer).toEqual({ reason: "connection_lost" });
    expect(fresh.received.some((text) => text.includes('"Reset"'))).toBe(false);
    expect(await world.stationRow(station)).toMatchObject({ gatewayId: "quick", disconnectedAt: null });
  });

  it("script 2, an attacker without the password: 401, and the station notices nothing", async () => {
    const station = await world.station();
    const real = await world.socket(gateway, station.identity, { password: station.password });
    await expect(world.socket(gateway, station.identity, { password: "guess" })).rejects.toEqual(
      new HttpRefusal(401),
    );
    expect(await real.ask("1", "Heartbeat", {})).toMatchObject([3, "1", {}]);
  });

  it("script 3, an attacker with the password: held off while the station answers, and a person is called", async () => {
    const station = await world.station();
    const real = await world.socket(gateway, station.identity, { password: station.password });
    await expect(world.socket(gateway, station.identity, { password: station.password })).rejects.toEqual(
      new HttpRefusal(503),
    );
    expect(await real.ask("1", "Heartbeat", {})).toMatchObject([3, "1", {}]);
    const { rows } = await world.owner.query(
      "SELECT payload FROM graphile_worker._private_jobs WHERE payload->>'key' = $1",
      [`duplicate_station:${station.stationId}`],
    );
    expect(rows).toMatchObject([{ payload: { code: "duplicate_station", stationId: station.stationId } }]);
  });

  it("at another gateway the newest wins, and the older gateway lets go without touching the new presence", async () => {
    const first = await world.gateway({ gatewayId: "gateway-a", timing: { pollEveryMs: 50 } });
    const second = await world.gateway({ gatewayId: "gateway-b" });
    const station = await world.station();
    const old = await world.socket(first, station.identity, { password: station.password });
    await until(async () => (await world.stationRow(station)).gatewayId === "gateway-a");
    const fresh = await world.socket(second, station.identity, { password: station.password });
    await old.closed;
    expect(await fresh.ask("1", "Heartbeat", {})).toMatchObject([3, "1", {}]);
    expect(await world.stationRow(station)).toMatchObject({ gatewayId: "gateway-b", disconnectedAt: null });
  });
});

describe("presence", () => {
  it("follows the socket, and 'last seen' follows every sign of life", async () => {
    const station = await world.station();
    const raw = await world.socket(gateway, station.identity, { password: station.password });
    const connected = await until(async () => {
      const row = await world.stationRow(station);
      return row.gatewayId === "gateway-1" ? row : null;
    });
    raw.socket.ping();
    await until(async () => {
      const { lastSeenAt } = await world.stationRow(station);
      return lastSeenAt !== null && connected.lastSeenAt !== null && lastSeenAt > connected.lastSeenAt;
    });
    raw.socket.close();
    const gone = await until(async () => {
      const row = await world.stationRow(station);
      return row.gatewayId === null ? row : null;
    });
    expect(gone.disconnectedAt).not.toBeNull();
  });

  it("a station that stops answering pings is cut off", async () => {
    const quick = await world.gateway({ timing: { pingEveryMs: 50 } });
    const station = await world.station();
    const raw = await world.socket(quick, station.identity, { password: station.password, autoPong: false });
    expect(await raw.closed).toBe(1006);
    await until(async () => (await world.stationRow(station)).gatewayId === null);
  });

  it("a gateway that starts again after a crash clears what its predecessor left", async () => {
    const station = await world.station();
    await world.context.db.withSystem((tx) =>
      tx.station.update({ where: { id: station.stationId }, data: { gatewayId: "crashed" } }),
    );
    await world.gateway({ gatewayId: "crashed" });
    expect(await world.stationRow(station)).toMatchObject({ gatewayId: null });
  });
});

describe("REL-108: shutdown", () => {
  it("answers what it has received, closes with 1001, and leaves no station marked as connected", async () => {
    const ending = await world.gateway();
    const station = await world.station();
    const { idTag } = await world.session(station);
    const raw = await world.socket(ending, station.identity, { password: station.password });
    raw.send(2, "1", "StartTransaction", {
      connectorId: 1,
      idTag,
      meterStart: 5,
      timestamp: new Date().toISOString(),
    });
    await until(async () => (await world.journal(station)).length > 0);
    await ending.close();
    expect(await raw.answer("1")).toMatchObject([3, "1", { idTagInfo: { status: "Accepted" } }]);
    expect(await raw.closed).toBe(1001);
    expect(await world.stationRow(station)).toMatchObject({ gatewayId: null });
    await expect(world.socket(ending, station.identity, { password: station.password })).rejects.toThrow();
  });
});
