import { createPublicKey, verify } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SignedFault } from "./station.model";
import { Harness } from "./testing/harness";

let harness: Harness;

beforeEach(async () => {
  harness = await Harness.start();
});

afterEach(async () => {
  await harness.stop();
  expect(harness.violations).toEqual([]);
});

interface SampledValue {
  readonly value: string;
  readonly context: string;
  readonly format?: string;
}

/** A whole transaction at a station with a calibrated meter; what it signed, by context. */
async function signedValues(fault?: SignedFault) {
  const station = await harness.station({ signedMeter: true, meterIntervalS: 0 });
  const { configurationKey } = await harness.central.call("SIM-1", "GetConfiguration", {
    key: ["MeterPublicKey1"],
  });
  if (fault) station.spoilSignedEnd(fault);
  await harness.charging(station);
  await station.stopLocally(1);
  const stop = harness.central.received.find(({ action }) => action === "StopTransaction");
  const data = (stop?.payload.transactionData ?? []) as { sampledValue: SampledValue[] }[];
  const values = data
    .flatMap(({ sampledValue }) => sampledValue)
    .filter(({ format }) => format === "SignedData");
  const [key] = configurationKey as { value: string; readonly: boolean }[];
  return { values, key };
}

function isGenuine(record: string, keyHex: string): boolean {
  const [, payload = "", section = "{}"] = record.split("|");
  const key = createPublicKey({ key: Buffer.from(keyHex, "hex"), format: "der", type: "spki" });
  const { SD } = JSON.parse(section) as { SD: string };
  return verify("sha256", Buffer.from(payload), key, Buffer.from(SD, "hex"));
}

const page = (record: string): number => Number(/"PG":"T(\d+)"/.exec(record)?.[1]);

describe("a calibrated meter", () => {
  it("LAW-30, LAW-33: signs begin and end with the key that its configuration names", async () => {
    const { values, key } = await signedValues();
    expect(key?.readonly).toBe(true);
    expect(values.map(({ context }) => context)).toEqual(["Transaction.Begin", "Transaction.End"]);
    for (const { value } of values) expect(isGenuine(value, key?.value ?? "")).toBe(true);
    const [begin = "", end = ""] = values.map(({ value }) => value);
    expect([/"TX":"(\w)"/.exec(begin)?.[1], /"TX":"(\w)"/.exec(end)?.[1]]).toEqual(["B", "E"]);
    expect(page(end)).toBe(page(begin) + 1);
    expect(begin).toMatch(/"TM":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{3}\+0000 S"/);
    expect(begin).toMatch(/"RV":\d+\.\d{3}}/);
  });

  it.each<[SignedFault, number, boolean, number]>([
    ["badSignature", 2, false, 1],
    ["missingSignedEnd", 1, true, 1],
    ["pageGap", 2, true, 2],
  ])("LAW-30, LAW-33: %s spoils the end once", async (fault, count, genuine, step) => {
    const { values, key } = await signedValues(fault);
    expect(values).toHaveLength(count);
    const records = values.map(({ value }) => value);
    expect(records.every((record) => isGenuine(record, key?.value ?? ""))).toBe(genuine);
    if (count === 2) expect(page(records[1] ?? "") - page(records[0] ?? "")).toBe(step);
  });

  it("LAW-34: reads on every aligned moment of the clock while a transaction runs", async () => {
    const station = await harness.station({ signedMeter: true, meterIntervalS: 0 });
    await harness.charging(station);
    const set = { key: "ClockAlignedDataInterval", value: "1" };
    expect(await harness.central.call("SIM-1", "ChangeConfiguration", set)).toEqual({ status: "Accepted" });
    await harness.central.waitFor("MeterValues");
    const [reading] = harness.central.received.filter(({ action }) => action === "MeterValues");
    expect(JSON.stringify(reading?.payload)).toContain('"context":"Sample.Clock"');
    await station.stopLocally(1);
  });
});
