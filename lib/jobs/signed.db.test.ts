import { PDFDict, PDFDocument, PDFName } from "pdf-lib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { getReceiptPdf, getReceiptView } from "@/lib/billing/get-receipt";
import { getSignedData } from "@/lib/billing/ocmf/get-signed-data";
import { type MeterReadingText, TestMeter } from "@/lib/billing/ocmf/testing/meter";
import { registerMeterKey } from "@/lib/locations/register-meter-key";
import { configureStation } from "@/lib/sessions/configure-station";
import type { MeterSample } from "@/lib/sessions/station-facts.model";
import { openTokens } from "@/lib/sessions/tokens";
import { createShop, createSites } from "./testing/site";
import type { Shop } from "./testing/site.model";
import type { TestStation } from "./testing/station";
import { charging, paid, type Visit } from "./testing/visit";
import { World } from "./testing/world";

const MINUTE = 60_000;
const ACTOR = { userId: null, name: "test" };
let world: World;
let shop: Shop;
let stations: TestStation[] = [];
let meter: TestMeter;
let page = 40;

beforeAll(async () => {
  world = await World.open();
  shop = await createShop(world);
  stations = await createSites(world, shop, 30);
  await world.sql("UPDATE evses SET eichrecht = true");
});
beforeEach(() => {
  meter = new TestMeter();
});
afterAll(() => world.close());

/** The next free EVSE, its meter's key registered unless told otherwise. */
async function calibrated(publicKey: string | null = meter.keyHex): Promise<TestStation> {
  const station = stations.shift();
  if (!station) throw new Error("no more stations");
  const { clientId, evseId } = station.site;
  if (publicKey) await registerMeterKey(world.context, { clientId, evseId, publicKey, actor: ACTOR });
  return station;
}

const written = (at: Date): string => at.toISOString().replace(".", ",").replace("Z", "+0000 S");

function reading(station: TestStation, tx: string, more: Partial<MeterReadingText> = {}): MeterReadingText {
  return { at: written(station.time), tx, kwh: (Math.round(station.meterWh) / 1000).toFixed(3), ...more };
}

const sample = (station: TestStation, context: string, signedData: string): MeterSample => ({
  at: station.time,
  context,
  signedData,
});

interface Signed {
  readonly begin?: (record: string) => string | null;
  readonly end?: (record: string) => string | null;
  /** What the end's record says of the register. */
  readonly endKwh?: (kwh: number) => string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly skipPage?: boolean;
}

/** A visit of 10 minutes with signed start and end value; `change` spoils one of them. */
async function visitAt(station: TestStation, change: Signed = {}): Promise<Visit> {
  const { begin = (text) => text, end = (text) => text, payload = {} } = change;
  const visit = await charging(station);
  page += 10;
  const first = begin(meter.record(page, [reading(station, "B")], payload));
  if (first !== null) await station.read([sample(station, "Transaction.Begin", first)]);
  await station.charge(10 * MINUTE);
  const kwh = change.endKwh?.(Math.round(station.meterWh) / 1000);
  const last = end(
    meter.record(page + (change.skipPage ? 2 : 1), [reading(station, "E", kwh ? { kwh } : {})], payload),
  );
  const samples = last === null ? [] : [sample(station, "Transaction.End", last)];
  await station.end("Local", { samples });
  await world.run(30_000);
  return visit;
}

async function findingsOf(visit: Visit): Promise<string[]> {
  const rows = await world.sql<{ findings: { code: string; detail: string }[] }>(
    "SELECT findings FROM cdr_validations WHERE session_id = $1",
    [visit.sessionId],
  );
  return (rows[0]?.findings ?? []).map(({ code, detail }) => (detail ? `${code}: ${detail}` : code));
}

async function receiptToken(visit: Visit): Promise<string> {
  const session = await visit.session();
  return openTokens(world.context, String(session.tokens_cipher)).receipt;
}

async function good(): Promise<void> {
  expect(await world.violations()).toEqual([]);
  expect(world.jobs.failures).toEqual([]);
}

describe("a session under calibration law", () => {
  it("LAW-30, LAW-31: is charged by itself when the meter has signed what is billed; the driver gets the file", async () => {
    const station = await calibrated();
    const visit = await visitAt(station);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    expect(await findingsOf(visit)).toEqual([]);
    const token = await receiptToken(visit);
    const receipt = await getReceiptView(world.context, { receiptToken: token });
    expect(receipt?.signedData).toEqual({ publicKey: meter.keyHex });
    const file = await getSignedData(world.context, { receiptToken: token });
    const { reference } = await visit.session();
    expect(file?.fileName).toBe(`signed-meter-data-${String(reference)}.xml`);
    expect(file?.xml.match(/<publicKey encoding="hex">(\w+)</g)).toHaveLength(2);
    expect(file?.xml.indexOf("Transaction.Begin")).toBeLessThan(file?.xml.indexOf("Transaction.End") ?? 0);
    const stored = await world.sql(
      "SELECT signed_data FROM meter_readings WHERE session_id = $1 AND signed_data IS NOT NULL ORDER BY at",
      [visit.sessionId],
    );
    for (const { signed_data } of stored) expect(file?.xml).toContain(`>${String(signed_data)}<`);
    await good();
  });

  it("LAW-31, LAW-45: the PDF of the receipt leads to the same file, and keeps its bytes", async () => {
    const visit = await visitAt(await calibrated());
    const token = await receiptToken(visit);
    const pdf = await getReceiptPdf(world.context, { receiptToken: token });
    const { context } = await PDFDocument.load(pdf?.bytes ?? new Uint8Array());
    const targets = context
      .enumerateIndirectObjects()
      .flatMap(([, object]) => (object instanceof PDFDict ? [object.get(PDFName.of("A"))] : []))
      .flatMap((act) => (act instanceof PDFDict ? [String(act.get(PDFName.of("URI")))] : []));
    expect(targets).toContain(`(https://charge.example/r/${token}/signed)`);
    await world.pass(MINUTE);
    const again = await getReceiptPdf(world.context, { receiptToken: token });
    expect(Buffer.compare(pdf?.bytes ?? Buffer.of(), again?.bytes ?? Buffer.of(1))).toBe(0);
  });

  const changed = (text: string): string => text.replace('"MM":"eHZ"', '"MM":"eHY"');
  const nothing = (): null => null;
  it.each<[string, Signed, string]>([
    ["nothing signed", { begin: nothing, end: nothing }, "signed_data_missing"],
    ["no start value", { begin: nothing }, "signed_data_invalid: begin_missing"],
    ["no end value", { end: nothing }, "signed_data_invalid: end_missing"],
    ["one byte changed", { end: changed }, "signed_data_invalid: signature_wrong"],
    ["a page too few", { skipPage: true }, "signed_data_invalid: page_gap"],
    ["no record", { end: () => "AP;0;3;ALCV" }, "signed_data_invalid: unreadable, end_missing"],
    ["another energy", { endKwh: (kwh) => (kwh + 0.5).toFixed(3) }, "signed_data_invalid: energy_differs"],
    [
      "somebody else's token",
      { payload: { IT: "CENTRAL_1", ID: "SOMEBODYELSE" } },
      "signed_data_invalid: identification_differs",
    ],
  ])(
    "LAW-30, REL-112: with %s it waits for a person, and nothing is charged",
    async (_name, change, found) => {
      const visit = await visitAt(await calibrated(), change);
      expect(await findingsOf(visit)).toEqual([found]);
      expect((await visit.session()).state).toBe("FLAGGED");
      expect((await visit.payment()).captured_minor).toBe(0);
      expect(await visit.count("cdrs")).toBe(0);
      expect(await world.cases(visit.sessionId)).toContain("session_flagged");
      await good();
    },
  );

  it("LAW-30: the policy that captures what nobody has decided does not hold here", async () => {
    await world.sql(
      'UPDATE cpos SET parameters = parameters || \'{"flaggedPolicy": "CAPTURE"}\' WHERE id = $1',
      [shop.cpoId],
    );
    const visit = await visitAt(await calibrated(), { end: nothing });
    const [row] = await world.sql("SELECT decide_by FROM cdr_validations WHERE session_id = $1", [
      visit.sessionId,
    ]);
    await world.pass(Date.parse(String(row?.decide_by)) + 1_000 - world.clock.now);
    await world.run(30_000);
    expect(await visit.end()).toMatch(/^CLOSED \w+ RELEASED 0$/);
    await good();
  });

  it.each([
    ["the Begin of another session", true],
    ["its own", false],
  ])("LAW-33: a record that was used before proves nothing: %s", async (_name, foreign) => {
    const station = await calibrated();
    let old = "";
    await visitAt(station, {
      begin: (text) => {
        old = text;
        return text;
      },
    });
    await station.unplug();
    const visit = await visitAt(station, foreign ? { begin: () => old } : {});
    const [found = ""] = await findingsOf(visit);
    if (foreign) expect(found).toContain("record_reused");
    else expect(found).toBe("");
  });

  it("REL-112: signed data that comes late bills the session that waited for it", async () => {
    const station = await calibrated();
    let late = "";
    const keep = (text: string): null => {
      late = text;
      return null;
    };
    const visit = await visitAt(station, { end: keep });
    expect((await visit.session()).state).toBe("FLAGGED");
    const [transaction] = await world.sql("SELECT id FROM ocpp_transactions WHERE session_id = $1", [
      visit.sessionId,
    ]);
    station.transaction = { id: Number(transaction?.id), idTag: "" };
    await station.read([sample(station, "Transaction.End", late)]);
    station.transaction = null;
    await world.run(30_000);
    expect(await visit.end()).toMatch(/^BILLED \w+ CAPTURED 92$/);
    expect(await world.cases(visit.sessionId)).toEqual([]);
    await good();
  });

  it("LAW-33: begin and end in one message, twice and beside a reading of the same moment, are all kept", async () => {
    const station = await calibrated();
    const visit = await charging(station);
    const begin = meter.record(901, [reading(station, "B")]);
    await station.charge(10 * MINUTE);
    const end = meter.record(902, [reading(station, "E")]);
    await station.read([
      { at: station.time, registerWh: Math.round(station.meterWh), context: "Transaction.End" },
      sample(station, "Transaction.End", begin),
      sample(station, "Transaction.End", end),
      sample(station, "Transaction.End", end),
    ]);
    await station.end("Local");
    await world.run(30_000);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    await good();
  });

  it("REL-83, LAW-33: signed values of a stop that came before its start are not lost", async () => {
    const station = await calibrated();
    await station.plug();
    station.begins = false;
    const visit = await paid(station);
    const idTag = await visit.idTag();
    const began = { ...reading(station, "B"), kwh: "100.000" };
    const startedAt = station.time;
    await world.pass(10 * MINUTE);
    const both = meter.record(77, [began, { ...reading(station, "E"), kwh: "101.833" }]);
    await station.sendStop({
      transactionId: -1,
      meterStopWh: 101_833,
      at: station.time,
      reason: "Local",
      idTag,
      samples: [sample(station, "Transaction.End", both)],
    });
    await station.sendStart({
      ocppConnectorId: station.site.connectorId,
      idTag,
      meterStartWh: 100_000,
      at: startedAt,
      atText: startedAt.toISOString(),
    });
    await world.run(30_000);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    await good();
  });
});

describe("the key of a meter", () => {
  it("LAW-33: the station's configuration names it where none is registered", async () => {
    const station = await calibrated(null);
    const { stationId, connectorId } = station.site;
    await world.sql("UPDATE stations SET configuration = configuration || $2 WHERE id = $1", [
      stationId,
      JSON.stringify({ [`MeterPublicKey${connectorId}`]: meter.keyHex.toUpperCase() }),
    ]);
    expect(await (await visitAt(station)).end()).toBe("BILLED stopped_at_station CAPTURED 92");
  });

  it.each<[string, () => string | null, (text: string) => string, string]>([
    ["no key at all", () => null, (text) => text, "key_unknown"],
    [
      "a key that only stands beside the record",
      () => null,
      (text) =>
        JSON.stringify({
          signedMeterData: Buffer.from(text).toString("base64"),
          publicKey: `oca:base16:asn1:${meter.keyHex}`,
        }),
      "key_not_registered",
    ],
    ["the key of another meter", () => new TestMeter().keyHex, (text) => text, "signature_wrong"],
  ])("LAW-33: %s proves nothing", async (_name, key, wrap, reason) => {
    const visit = await visitAt(await calibrated(key()), { begin: wrap, end: wrap });
    expect(await findingsOf(visit)).toEqual([`signed_data_invalid: ${reason}`]);
  });

  it("LAW-33: is registered with an audit entry, and refused when it is none", async () => {
    const { site } = await calibrated(null);
    const register = (publicKey: string, evseId = site.evseId) =>
      registerMeterKey(world.context, { clientId: site.clientId, evseId, publicKey, actor: ACTOR });
    for (const wrong of ["no key", "30".repeat(60), "05".padEnd(130, "a")]) {
      await expect(register(wrong)).rejects.toMatchObject({ code: "meter_key_unreadable" });
    }
    await expect(register(meter.keyHex, world.context.ids.next())).rejects.toMatchObject({
      code: "evse_unknown",
    });
    await register(meter.pointHex);
    await register(meter.pointHex);
    await register("");
    const entries = await world.sql(
      "SELECT before->>'publicKey' AS before, after->>'publicKey' AS after FROM audit_entries WHERE object_id = $1 AND action = 'evse.meter_key_registered' ORDER BY id",
      [site.evseId],
    );
    expect(entries).toEqual([
      { before: null, after: meter.pointHex },
      { before: meter.pointHex, after: null },
    ]);
  });

  it("LAW-34: a station with a calibrated meter is told to read on every quarter hour", async () => {
    const { site } = await calibrated(null);
    await world.sql("DELETE FROM station_commands WHERE station_id = $1", [site.stationId]);
    await configureStation(world.context, { clientId: site.clientId, stationId: site.stationId });
    const told = await world.sql(
      "SELECT payload->>'key' AS key, payload->>'value' AS value FROM station_commands WHERE station_id = $1 AND kind = 'CHANGE_CONFIGURATION'",
      [site.stationId],
    );
    expect(told).toContainEqual({ key: "ClockAlignedDataInterval", value: "900" });
    await world.work();
  });
});

describe("the file of another", () => {
  it("SEC-12: an invented token, another token of the session, and a session without signed data give nothing", async () => {
    const visit = await visitAt(await calibrated(), { begin: nothingAtAll, end: nothingAtAll });
    const tokens = [await receiptToken(visit), visit.token, "x".repeat(43), ""];
    for (const token of tokens) {
      expect(await getSignedData(world.context, { receiptToken: token })).toBeNull();
    }
  });
});

const nothingAtAll = (): null => null;
