import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "./start-gateway";
import { GatewayWorld } from "./testing/gateway-world";
import { rawStatus, until } from "./testing/raw-station";

let world: GatewayWorld;
let gateway: Gateway;

beforeAll(async () => {
  world = await GatewayWorld.open();
  gateway = await world.gateway();
});

afterAll(() => world.close());

const statusOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 101,
    (error: { status?: number }) => error.status,
  );

describe("SEC-25, SEC-26: who may connect", () => {
  it("a station with its password, over an identity with a space in it", async () => {
    const station = await world.station();
    const raw = await world.socket(gateway, station.identity, { password: station.password });
    expect(raw.socket.protocol).toBe("ocpp1.6");
    expect(await raw.ask("1", "Heartbeat", {})).toMatchObject([3, "1", { currentTime: expect.any(String) }]);
  });

  it("a station that sends the bytes of its hexadecimal password, in either case", async () => {
    for (const password of [
      "0123456789abcdef0123456789abcdef01234567",
      "0123456789ABCDEF0123456789ABCDEF01234567",
    ]) {
      const station = await world.station({ password });
      const raw = await world.socket(gateway, station.identity, { password: Buffer.from(password, "hex") });
      expect(raw.socket.readyState).toBe(raw.socket.OPEN);
    }
  });

  it("nobody else: unknown, wrong, missing and foreign passwords, retired stations and client certificates all get 401", async () => {
    const station = await world.station();
    const other = await world.station();
    const retired = await world.station({ state: "RETIRED" });
    const certificate = await world.station({ securityProfile: 3 });
    const { identity, password } = station;
    const attempts = [
      world.socket(gateway, "nobody", { password }),
      world.socket(gateway, identity),
      world.socket(gateway, identity, { password: "" }),
      world.socket(gateway, identity, { password: `${password}x` }),
      world.socket(gateway, identity, { password: other.password }),
      world.socket(gateway, identity, { password, user: other.identity }),
      world.socket(gateway, `${identity}\u0000`, { password }),
      world.socket(gateway, retired.identity, { password: retired.password }),
    ];
    expect(await Promise.all(attempts.map(statusOf))).toEqual(attempts.map(() => 401));
    expect(
      await statusOf(world.socket(gateway, certificate.identity, { password: certificate.password })),
    ).toBe(401);
  });

  it("never profile 2 without TLS outside the demo, unless a trusted proxy has seen TLS; profile 1 is the tenant's waiver", async () => {
    const live = await world.gateway({ allowUnencrypted: false });
    const proxied = await world.gateway({ allowUnencrypted: false, trustedProxies: 1 });
    const station = await world.station();
    const waived = await world.station({ securityProfile: 1 });
    expect(await statusOf(world.socket(live, station.identity, { password: station.password }))).toBe(401);
    expect(await statusOf(world.socket(live, waived.identity, { password: waived.password }))).toBe(101);
    const basic = Buffer.from(`${station.identity}:${station.password}`).toString("base64");
    const request = [
      `GET /ocpp/${encodeURIComponent(station.identity)} HTTP/1.1`,
      "Host: x",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      `Authorization: Basic ${basic}`,
      "Sec-WebSocket-Protocol: ocpp9",
    ];
    const secure = [...request, "X-Forwarded-Proto: https", "", ""].join("\r\n");
    expect(await rawStatus(live.port, secure)).toBe(401);
    expect(await rawStatus(proxied.port, secure)).toBe(101);
  });

  it("SEC-32: an unknown identity is recorded for the operator", async () => {
    await statusOf(world.socket(gateway, "stranger", { password: "guess" }));
    const row = await until(() =>
      world.context.db.withSystem((tx) => tx.unknownStation.findUnique({ where: { identity: "stranger" } })),
    );
    expect(row).toMatchObject({ attempts: 1, reason: "unknown_identity" });
  });

  it("SEC-27: too many failures of one identity are slowed down, but its own station still gets in", async () => {
    const fresh = await world.gateway();
    const station = await world.station();
    const guesses: unknown[] = [];
    for (let at = 0; at < 12; at++) {
      guesses.push(await statusOf(world.socket(fresh, station.identity, { password: `guess ${at}` })));
    }
    expect(guesses).toEqual([...new Array(10).fill(401), 429, 429]);
    expect(await statusOf(world.socket(fresh, "someone else", { password: "x" }))).toBe(429);
    expect(await statusOf(world.socket(fresh, station.identity, { password: station.password }))).toBe(101);
  });

  it("SEC-73: failed logins are told in the log, without the password and without the address", async () => {
    const station = await world.station();
    await statusOf(world.socket(gateway, station.identity, { password: "canary-4711" }));
    const line = world.logs.findLast(({ event }) => event === "station_login_failed");
    expect(line).toMatchObject({ reason: "wrong_password", identity: station.identity });
    expect(JSON.stringify(world.logs)).not.toMatch(/canary-4711|127\.0\.0\.1/);
  });
});

describe("the subprotocol", () => {
  it("is chosen from what the station offers; none offered counts as 1.6", async () => {
    const station = await world.station();
    const login = { password: station.password };
    const newer = await world.socket(gateway, station.identity, {
      ...login,
      protocols: ["ocpp2.0.1", "ocpp1.6"],
    });
    expect(newer.socket.protocol).toBe("ocpp1.6");
    newer.socket.terminate();
    await until(async () => (await world.stationRow(station)).gatewayId === null);
    const silent = await world.socket(gateway, station.identity, { ...login, protocols: [] });
    expect(await silent.ask("1", "Heartbeat", {})).toMatchObject([3, "1", {}]);
  });

  it("that is not spoken ends in a clean close after the handshake (OCPP-J 1.6 §3.2)", async () => {
    const station = await world.station();
    const basic = Buffer.from(`${station.identity}:${station.password}`).toString("base64");
    const request = [
      `GET /ocpp/${encodeURIComponent(station.identity)} HTTP/1.1`,
      "Host: x",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Protocol: ocpp2.0.1",
      `Authorization: Basic ${basic}`,
    ];
    expect(await rawStatus(gateway.port, [...request, "", ""].join("\r\n"))).toBe(101);
    expect((await world.stationRow(station)).gatewayId).toBeNull();
  });
});

describe("other requests", () => {
  it("find nothing but a sign of life", async () => {
    const base = `http://127.0.0.1:${gateway.port}`;
    expect((await fetch(`${base}/health`)).status).toBe(200);
    expect((await fetch(`${base}/ocpp/CP`)).status).toBe(404);
    expect((await fetch(`${base}/health`, { method: "POST" })).status).toBe(404);
    const upgrade = "Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    expect(await rawStatus(gateway.port, `GET /elsewhere HTTP/1.1\r\n${upgrade}`)).toBe(404);
    expect(await rawStatus(gateway.port, `GET /ocpp/%ff HTTP/1.1\r\n${upgrade}`)).toBe(404);
  });
});

describe("SEC-32: a quarantined station", () => {
  it("may connect and is pending, gets no transaction, and is let in as soon as an operator approves", async () => {
    const station = await world.station({ state: "QUARANTINED" });
    const { idTag } = await world.session(station);
    const client = await world.client(gateway, station);
    const boot = { chargePointVendor: "V", chargePointModel: "M" };
    expect(await client.call("BootNotification", boot)).toMatchObject({ status: "Pending" });
    expect(await client.call("Authorize", { idTag })).toEqual({ idTagInfo: { status: "Invalid" } });
    const start = { connectorId: 1, idTag, meterStart: 0, timestamp: new Date().toISOString() };
    expect(await client.call("StartTransaction", start)).toEqual({
      transactionId: -1,
      idTagInfo: { status: "Invalid" },
    });
    expect(
      await client.call("StatusNotification", { connectorId: 1, status: "Preparing", errorCode: "NoError" }),
    ).toEqual({});
    expect(await world.transactions(station)).toEqual([]);

    const refused = await world.command(station, { kind: "RESET", type: "SOFT" });
    await until(async () => (await world.commandRow(refused)).state === "REJECTED");

    await world.context.db.withSystem((tx) =>
      tx.station.update({ where: { id: station.stationId }, data: { state: "ACTIVE" } }),
    );
    expect(await client.call("BootNotification", boot)).toMatchObject({ status: "Accepted" });
    expect(await client.call("StartTransaction", start)).toMatchObject({ idTagInfo: { status: "Accepted" } });
  });
});
