import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DataTransferred } from "@/lib/ocpp/vocabulary/station.model";
import type { Gateway } from "./start-gateway";
import { GatewayWorld, type TestStation } from "./testing/gateway-world";
import { type RawStation, until } from "./testing/raw-station";

let world: GatewayWorld;
let gateway: Gateway;
const transferred: DataTransferred[] = [];

beforeAll(async () => {
  world = await GatewayWorld.open();
  gateway = await world.gateway({
    dataTransfer: [
      {
        vendorId: "OnSitePay",
        messageId: "Authorize",
        handle: async (fact) => {
          transferred.push(fact);
          return { status: "accepted", data: '{"tagId":"X"}' };
        },
      },
    ],
  });
});

afterAll(() => world.close());

const now = () => new Date().toISOString();

async function connected(): Promise<{ station: TestStation; raw: RawStation }> {
  const station = await world.station();
  return { station, raw: await world.socket(gateway, station.identity, { password: station.password }) };
}

describe("a whole session through a strict client of another make", () => {
  it("boots, reports, starts, measures and stops", async () => {
    const station = await world.station();
    const { sessionId, idTag } = await world.session(station);
    const client = await world.client(gateway, station);
    expect(
      await client.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" }),
    ).toMatchObject({
      status: "Accepted",
      interval: 300,
    });
    await client.call("StatusNotification", {
      connectorId: 1,
      status: "Preparing",
      errorCode: "NoError",
      timestamp: now(),
    });
    expect(await client.call("Authorize", { idTag: idTag.toLowerCase() })).toEqual({
      idTagInfo: { status: "Accepted" },
    });
    const started = (await client.call("StartTransaction", {
      connectorId: 1,
      idTag,
      meterStart: 1_000,
      timestamp: now(),
    })) as { transactionId: number };
    expect(started).toMatchObject({ transactionId: expect.any(Number), idTagInfo: { status: "Accepted" } });
    await client.call("MeterValues", {
      connectorId: 1,
      transactionId: started.transactionId,
      meterValue: [{ timestamp: now(), sampledValue: [{ value: "1.001", unit: "kWh" }] }],
    });
    await client.call("StopTransaction", {
      transactionId: started.transactionId,
      meterStop: 1_002,
      timestamp: now(),
    });
    const session = await world.context.db.withSystem((tx) =>
      tx.chargingSession.findUniqueOrThrow({ where: { id: sessionId } }),
    );
    expect(session).toMatchObject({ state: "ENDED", meterStartWh: 1_000n, meterStopWh: 1_002n });
    const stored = await world.stationRow(station);
    expect(stored).toMatchObject({
      vendor: "V",
      model: "M",
      ocppVersion: "1.6",
      gatewayId: expect.any(String),
    });
    expect(stored.bootedAt).not.toBeNull();

    const journal = await world.journal(station);
    const inbound = journal.filter(({ direction }) => direction === "IN").map(({ action }) => action);
    expect(inbound).toEqual([
      "BootNotification",
      "StatusNotification",
      "Authorize",
      "StartTransaction",
      "MeterValues",
      "StopTransaction",
    ]);
    expect(journal.filter(({ direction }) => direction === "OUT")).toHaveLength(6);
  });
});

describe("what stations do in the field", () => {
  it("REL-13: the same start with a new message id gets the same transaction id, Accepted both times", async () => {
    const { station, raw } = await connected();
    const { idTag } = await world.session(station);
    const start = { connectorId: 1, idTag, meterStart: 5, timestamp: now() };
    const [, , first] = await raw.ask("1", "StartTransaction", start);
    const [, , second] = await raw.ask("2", "StartTransaction", start);
    expect(second).toEqual(first);
    expect(first).toMatchObject({ idTagInfo: { status: "Accepted" } });
    expect(await world.transactions(station)).toHaveLength(1);
  });

  it("REL-13: socket cut before the reply, the start comes again over a new socket: one transaction, the same answer", async () => {
    const { station, raw } = await connected();
    const { idTag } = await world.session(station);
    const start = { connectorId: 1, idTag, meterStart: 5, timestamp: now() };
    raw.send(2, "1", "StartTransaction", start);
    await until(async () =>
      (await world.journal(station)).some(({ action }) => action === "StartTransaction"),
    );
    raw.socket.terminate();
    const again = await world.socket(gateway, station.identity, { password: station.password });
    const [, , reply] = await again.ask("other", "StartTransaction", start);
    const rows = await world.transactions(station);
    expect(rows).toHaveLength(1);
    expect(reply).toEqual({ transactionId: rows[0]?.id, idTagInfo: { status: "Accepted" } });
  });

  it("two calls in flight are both answered, in order", async () => {
    const { raw } = await connected();
    raw.send(2, "a", "BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
    raw.send(2, "b", "Heartbeat", {});
    await raw.answer("b");
    expect(raw.received.map((text) => JSON.parse(text)[1])).toEqual(["a", "b"]);
  });

  it("a message id again with the same text is answered from memory, not processed twice", async () => {
    const { station, raw } = await connected();
    raw.send(2, "a", "Heartbeat", {});
    raw.send(2, "a", "Heartbeat", {});
    await until(() => raw.received.length === 2);
    expect(raw.received[1]).toBe(raw.received[0]);
    expect((await world.journal(station)).filter(({ direction }) => direction === "IN")).toHaveLength(1);
  });

  it("a schema-foreign field in a start is recorded and the start accepted", async () => {
    const { station, raw } = await connected();
    const { idTag } = await world.session(station);
    const start = { connectorId: 1, idTag, meterStart: 5, timestamp: now(), "mood\u0000\ud800": 1 };
    expect(await raw.ask("1", "StartTransaction", start)).toMatchObject([
      3,
      "1",
      { idTagInfo: { status: "Accepted" } },
    ]);
    const [entry] = await world.journal(station);
    expect(entry?.problems).toEqual(["schema: / must NOT have additional properties (mood??)"]);
  });

  it("an unknown action gets NotImplemented, a start without idTag OccurenceConstraintViolation", async () => {
    const { raw } = await connected();
    expect(await raw.ask("1", "TransactionEvent", {})).toEqual([
      4,
      "1",
      "NotImplemented",
      expect.any(String),
      {},
    ]);
    expect(await raw.ask("2", "StartTransaction", { connectorId: 1 })).toEqual([
      4,
      "2",
      "OccurenceConstraintViolation",
      "idTag is missing",
      {},
    ]);
  });

  it("REL-82: stop twice, stop of −1, stop of nobody's transaction: all acknowledged, booked once", async () => {
    const { station, raw } = await connected();
    const { idTag } = await world.session(station);
    const [, , started] = await raw.ask("1", "StartTransaction", {
      connectorId: 1,
      idTag,
      meterStart: 5,
      timestamp: now(),
    });
    const { transactionId } = started as { transactionId: number };
    const stop = { transactionId, meterStop: 6, timestamp: now() };
    for (const [id, payload] of [
      ["2", stop],
      ["3", stop],
      ["4", { ...stop, transactionId: -1 }],
      ["5", { ...stop, transactionId: 2_000_000_000 }],
      ["6", {}],
    ] as const) {
      expect(await raw.ask(id, "StopTransaction", payload)).toMatchObject([3, id, {}]);
    }
    const own = (await world.transactions(station)).filter(({ id }) => id === transactionId);
    expect(own).toMatchObject([{ meterStopWh: 6n }]);
  });

  it("REL-84: late and homeless meter values are acknowledged and change nothing", async () => {
    const { station, raw } = await connected();
    const { sessionId, idTag } = await world.session(station);
    const [, , started] = await raw.ask("1", "StartTransaction", {
      connectorId: 1,
      idTag,
      meterStart: 5,
      timestamp: now(),
    });
    const { transactionId } = started as { transactionId: number };
    await raw.ask("2", "StopTransaction", { transactionId, meterStop: 6, timestamp: now() });
    const values = (id: number) => ({
      connectorId: 1,
      transactionId: id,
      meterValue: [{ timestamp: now(), sampledValue: [{ value: "7" }] }],
    });
    expect(await raw.ask("3", "MeterValues", values(transactionId))).toEqual([3, "3", {}]);
    expect(await raw.ask("4", "MeterValues", values(2_000_000_000))).toEqual([3, "4", {}]);
    expect(await raw.ask("5", "MeterValues", {})).toEqual([3, "5", {}]);
    const session = await world.context.db.withSystem((tx) =>
      tx.chargingSession.findUniqueOrThrow({ where: { id: sessionId } }),
    );
    expect(session).toMatchObject({ state: "ENDED", meterStopWh: 6n });
  });

  it("SEC-34: a station can not stop or measure another station's transaction", async () => {
    const { station, raw } = await connected();
    const { raw: thief } = await connected();
    const { idTag } = await world.session(station);
    const [, , started] = await raw.ask("1", "StartTransaction", {
      connectorId: 1,
      idTag,
      meterStart: 5,
      timestamp: now(),
    });
    const { transactionId } = started as { transactionId: number };
    expect(
      await thief.ask("1", "StopTransaction", { transactionId, meterStop: 6, timestamp: now() }),
    ).toEqual([3, "1", {}]);
    expect(await world.transactions(station)).toMatchObject([{ id: transactionId, stoppedAt: null }]);
  });

  it("SEC-33: fast messages wait their turn, none gets an error", async () => {
    const slow = await world.gateway({ limits: { perSecond: 100, burst: 5, highWater: 8 } });
    const station = await world.station();
    const raw = await world.socket(slow, station.identity, { password: station.password });
    const values = { connectorId: 1, meterValue: [{ timestamp: now(), sampledValue: [{ value: "7" }] }] };
    for (let at = 0; at < 40; at++) raw.send(2, `m${at}`, "MeterValues", values);
    await raw.answer("m39");
    expect(raw.received.map((text) => JSON.parse(text))).toEqual(
      Array.from({ length: 40 }, (_, at) => [3, `m${at}`, {}]),
    );
  });

  it("DataTransfer goes by its table of vendor and message", async () => {
    const { raw } = await connected();
    const ask = (id: string, payload: object) => raw.ask(id, "DataTransfer", payload);
    expect(await ask("1", { vendorId: "onsitepay", messageId: "Authorize", data: "{}" })).toEqual([
      3,
      "1",
      { status: "Accepted", data: '{"tagId":"X"}' },
    ]);
    expect(transferred).toMatchObject([{ vendorId: "onsitepay", data: "{}" }]);
    expect(await ask("2", { vendorId: "OnSitePay", messageId: "Nothing" })).toEqual([
      3,
      "2",
      { status: "UnknownMessageId" },
    ]);
    expect(await ask("3", { vendorId: "Nobody" })).toEqual([3, "3", { status: "UnknownVendorId" }]);
  });

  it("notices and certificate requests get polite answers", async () => {
    const station = await world.station();
    const client = await world.client(gateway, station);
    expect(await client.call("FirmwareStatusNotification", { status: "Installed" })).toEqual({});
    expect(await client.call("DiagnosticsStatusNotification", { status: "Uploaded" })).toEqual({});
    expect(await client.call("SecurityEventNotification", { type: "Tamper", timestamp: now() })).toEqual({});
    expect(await client.call("SignCertificate", { csr: "x" })).toEqual({ status: "Rejected" });
  });
});

describe("SEC-33: hostile frames over the wire", () => {
  it("5,000 of them leave the gateway serving, and the station answered", async () => {
    const quick = await world.gateway({ limits: { perSecond: 10_000, burst: 10_000 } });
    const station = await world.station();
    const raw = await world.socket(quick, station.identity, { password: station.password });
    const rubbish = [
      "",
      "{",
      "[]",
      "null",
      '[2,"x"]',
      '[2,"","Heartbeat",{}]',
      '[3,"x",{}]',
      '[4,"x"]',
      '[9,"x",{}]',
      '[2,"\\u0000\\ud800","\\u0000",{}]',
      `[2,"d","DataTransfer",${"[".repeat(5_000)}`,
      '[5,"x","FormatViolation","",{}]',
      '[6,"x","NotifyPeriodicEventStream",{}]',
      "\u0000\u0001",
    ];
    for (let at = 0; at < 5_000; at++) raw.socket.send(rubbish[at % rubbish.length] ?? "");
    raw.socket.send(Buffer.from([1, 2, 3]));
    expect(await raw.ask("end", "Heartbeat", {})).toMatchObject([
      3,
      "end",
      { currentTime: expect.any(String) },
    ]);
    const { raw: other } = await connected();
    expect(await other.ask("1", "Heartbeat", {})).toMatchObject([3, "1", {}]);
    const failed = world.logs.filter(
      ({ message }) => message === "frame not journalled" || message === "message not processed",
    );
    expect(failed).toEqual([]);
  }, 60_000);

  it("a frame above 256 KB ends only its own connection, with 1009", async () => {
    const { raw } = await connected();
    const { raw: other } = await connected();
    raw.socket.send(`[2,"1","DataTransfer",{"vendorId":"${"x".repeat(300_000)}"}]`);
    expect(await raw.closed).toBe(1009);
    expect(await other.ask("1", "Heartbeat", {})).toMatchObject([3, "1", {}]);
  });
});

describe("SEC-66: the journal", () => {
  it("holds no password of a station", async () => {
    const { station, raw } = await connected();
    await raw.ask("1", "DataTransfer", {
      vendorId: "V",
      data: { key: "AuthorizationKey", value: "canary-4711" },
    });
    const entries = await until(async () => {
      const rows = await world.journal(station);
      return rows.length >= 2 ? rows : null;
    });
    expect(JSON.stringify(entries.map(({ body }) => body))).not.toContain("canary-4711");
  });
});
