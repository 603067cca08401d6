import { randomBytes } from "node:crypto";
import { NextRequest } from "next/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forwardSignature } from "@/lib/ocpp/forwarded/forward-signature";
import { GatewayWorld, type TestStation } from "@/server/gateway/testing/gateway-world";
import { until } from "@/server/gateway/testing/raw-station";
import { GET, POST } from "./route";

const SECRET = randomBytes(32).toString("hex");
const SLOT = Symbol.for("kerbwatt.context");

let world: GatewayWorld;

beforeAll(async () => {
  world = await GatewayWorld.open();
  (globalThis as Record<symbol, unknown>)[SLOT] = world.context;
  Object.assign(process.env, {
    KERBWATT_MODE: "test",
    DATABASE_URL: "postgresql://unused",
    PUBLIC_URL: "http://localhost:3000",
    NEXTAUTH_URL: "http://localhost:3000",
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
    KERBWATT_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    KERBWATT_CODE_KEY: randomBytes(32).toString("hex"),
    GATEWAY_FORWARD_SECRET: SECRET,
  });
});

afterAll(async () => {
  delete (globalThis as Record<symbol, unknown>)[SLOT];
  await world.close();
});

function request(
  method: "GET" | "POST",
  identity: string,
  body = "",
  headers: Record<string, string> = {},
  query = "",
) {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = forwardSignature(SECRET, { timestamp, method, identity, body });
  const signed = { "x-kerbwatt-timestamp": timestamp, "x-kerbwatt-signature": signature };
  return new NextRequest(`http://localhost:3000/api/ocpp/${encodeURIComponent(identity)}${query}`, {
    method,
    headers: { ...signed, ...headers },
    ...(method === "POST" ? { body } : {}),
  });
}

const post = (station: TestStation, ...frame: unknown[]) =>
  POST(request("POST", station.identity, JSON.stringify(frame)));

describe("frames that somebody else's sockets forward", () => {
  it("get the same answers as over a socket, and the station counts as present", async () => {
    const station = await world.station();
    const { idTag } = await world.session(station);
    const boot = await post(station, 2, "1", "BootNotification", {
      chargePointVendor: "V",
      chargePointModel: "M",
    });
    expect(boot.status).toBe(200);
    expect(await boot.json()).toMatchObject([3, "1", { status: "Accepted" }]);
    const start = { connectorId: 1, idTag, meterStart: 5, timestamp: new Date().toISOString() };
    const first = await (await post(station, 2, "2", "StartTransaction", start)).json();
    const again = await (await post(station, 2, "3", "StartTransaction", start)).json();
    expect(first[2]).toMatchObject({ idTagInfo: { status: "Accepted" } });
    expect(again[2]).toEqual(first[2]);
    expect(await world.stationRow(station)).toMatchObject({
      gatewayId: "forwarded",
      ocppVersion: "1.6",
      vendor: "V",
    });
    expect((await world.journal(station)).map(({ direction }) => direction)).toEqual([
      "IN",
      "OUT",
      "IN",
      "OUT",
      "IN",
      "OUT",
    ]);
  });

  it("that are broken or unknown get the protocol's answers", async () => {
    const station = await world.station();
    expect(await (await post(station, 2, "1", "TransactionEvent", {})).json()).toEqual([
      4,
      "1",
      "NotImplemented",
      expect.any(String),
      {},
    ]);
    expect(await (await post(station, 2, "1", "Heartbeat", [])).json()).toEqual([
      4,
      "1",
      "FormationViolation",
      expect.any(String),
      {},
    ]);
    expect((await post(station, 9, "1", {})).status).toBe(204);
    expect((await POST(request("POST", station.identity, "{"))).status).toBe(400);
    expect((await POST(request("POST", station.identity, "x".repeat(300_000)))).status).toBe(413);
    expect((await post(station, 3, "no command", { status: "Accepted" })).status).toBe(204);
  });

  it("are refused without our signature: missing, wrong, of another station, old", async () => {
    const station = await world.station();
    const body = '[2,"1","Heartbeat",{}]';
    const statusOf = async (headers: Record<string, string>) =>
      (await POST(request("POST", station.identity, body, headers))).status;
    const old = String(Math.floor(Date.now() / 1_000) - 3_600);
    const oldSignature = forwardSignature(SECRET, {
      timestamp: old,
      method: "POST",
      identity: station.identity,
      body,
    });
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const other = forwardSignature(SECRET, { timestamp, method: "POST", identity: "other", body });
    expect(await statusOf({ "x-kerbwatt-signature": "" })).toBe(401);
    expect(await statusOf({ "x-kerbwatt-signature": "0".repeat(64) })).toBe(401);
    expect(await statusOf({ "x-kerbwatt-timestamp": timestamp, "x-kerbwatt-signature": other })).toBe(401);
    expect(await statusOf({ "x-kerbwatt-timestamp": old, "x-kerbwatt-signature": oldSignature })).toBe(401);
    expect(await statusOf({ "x-kerbwatt-timestamp": "now" })).toBe(401);
    expect(await world.journal(station)).toEqual([]);
  });

  it("SEC-32: an unknown station is recorded and gets nothing, a version that is not spoken is told", async () => {
    expect((await POST(request("POST", "ghost", '[2,"1","Heartbeat",{}]'))).status).toBe(404);
    const row = await world.context.db.withSystem((tx) =>
      tx.unknownStation.findUnique({ where: { identity: "ghost" } }),
    );
    expect(row).toMatchObject({ reason: "unknown_identity" });
    const station = await world.station();
    const newer = request("POST", station.identity, "[]", { "x-kerbwatt-ocpp-version": "2.0.1" });
    expect((await POST(newer)).status).toBe(400);
  });
});

describe("commands for such stations", () => {
  it("are handed out one at a time as frames, and end with the forwarded answer", async () => {
    const station = await world.station();
    await post(station, 2, "1", "Heartbeat", {});
    const first = await world.command(station, { kind: "REMOTE_START", ocppConnectorId: 1, idTag: "KW1" });
    const second = await world.command(station, { kind: "CLEAR_CACHE" });
    const poll = () => GET(request("GET", station.identity));
    expect(await (await poll()).json()).toEqual([
      2,
      first,
      "RemoteStartTransaction",
      { connectorId: 1, idTag: "KW1" },
    ]);
    expect((await poll()).status).toBe(204);
    expect((await post(station, 3, first, { status: "Accepted" })).status).toBe(204);
    expect(await world.commandRow(first)).toMatchObject({
      state: "ACCEPTED",
      answer: { status: "Accepted" },
    });
    expect(await (await poll()).json()).toEqual([2, second, "ClearCache", {}]);
    await post(station, 4, second, "NotSupported", "", {});
    expect(await world.commandRow(second)).toMatchObject({ state: "REJECTED" });
  });

  it("wake a waiting request", async () => {
    const station = await world.station();
    await post(station, 2, "1", "Heartbeat", {});
    const waiting = GET(request("GET", station.identity, "", {}, "?wait=20"));
    const commandId = await world.command(station, { kind: "RESET", type: "SOFT" });
    expect(await (await waiting).json()).toEqual([2, commandId, "Reset", { type: "Soft" }]);
  });

  it("an answer can not end another station's command", async () => {
    const [owner, thief] = [await world.station(), await world.station()];
    await post(owner, 2, "1", "Heartbeat", {});
    const commandId = await world.command(owner, { kind: "RESET", type: "SOFT" });
    await GET(request("GET", owner.identity));
    await post(thief, 3, commandId, { status: "Accepted" });
    expect(await world.commandRow(commandId)).toMatchObject({ state: "SENT" });
  });

  it("a request that is given up ends at once and takes no command along", async () => {
    const station = await world.station();
    const abort = new AbortController();
    const base = request("GET", station.identity, "", {}, "?wait=20");
    const waiting = GET(new NextRequest(base, { signal: abort.signal }));
    await until(async () => (await world.stationRow(station)).gatewayId);
    abort.abort();
    expect((await waiting).status).toBe(204);
    const commandId = await world.command(station, { kind: "RESET", type: "SOFT" });
    expect(await world.commandRow(commandId)).toMatchObject({ state: "QUEUED" });
  });
});
