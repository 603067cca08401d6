import { describe, expect, it } from "vitest";
import { ConfigurationTable } from "./configuration-table";
import { connectorStatus } from "./connector-status.rules";
import { displayText } from "./display.rules";
import { Meter } from "./meter";
import { isoTimestamp } from "./timestamp.rules";
import { decodeFrame } from "./wire";

const FREE = {
  faulted: false,
  operative: true,
  plugged: false,
  inTransaction: false,
  startPending: false,
  finishing: false,
  stationHolds: false,
  carTakes: false,
};

describe("connectorStatus", () => {
  it.each([
    ["Available", {}],
    ["Preparing", { plugged: true }],
    ["Preparing", { startPending: true }],
    ["Charging", { plugged: true, inTransaction: true, carTakes: true }],
    ["SuspendedEV", { plugged: true, inTransaction: true }],
    ["SuspendedEV", { plugged: false, inTransaction: true, carTakes: true }],
    ["SuspendedEVSE", { plugged: true, inTransaction: true, carTakes: true, stationHolds: true }],
    ["Finishing", { plugged: true, finishing: true }],
    ["Unavailable", { operative: false, plugged: true }],
    ["Charging", { operative: false, plugged: true, inTransaction: true, carTakes: true }],
    ["Faulted", { faulted: true, plugged: true, inTransaction: true, carTakes: true }],
  ])("%s", (status, facts) => {
    expect(connectorStatus({ ...FREE, ...facts })).toBe(status);
  });
});

describe("configuration table", () => {
  it("accepts only values of the key's type and keeps the old one otherwise", () => {
    const table = new ConfigurationTable();
    expect(table.change("HEARTBEATINTERVAL", "60")).toBe("Accepted");
    expect(table.change("HeartbeatInterval", "-1")).toBe("Rejected");
    expect(table.change("StopTransactionOnInvalidId", "yes")).toBe("Rejected");
    expect(table.change("AuthorizationKey", "short")).toBe("Rejected");
    expect(table.number("HeartbeatInterval")).toBe(60);
    expect(table.flag("StopTransactionOnInvalidId")).toBe(true);
  });

  it("takes additional keys of a vendor from its maker, and lists all of them", () => {
    const table = new ConfigurationTable({ PaymentCardIdTagPrefix: "EMVS*" });
    expect(table.read(["PaymentCardIdTagPrefix"]).configurationKey[0]?.value).toBe("EMVS*");
    expect(table.read([]).configurationKey.length).toBeGreaterThan(20);
    expect(table.change("PaymentCardIdTagPrefix", "X*")).toBe("Accepted");
  });
});

describe("meter", () => {
  const reading = {
    timestamp: "2026-01-01T00:00:00.000Z",
    context: "Sample.Periodic",
    socPercent: 50,
  } as const;

  it("splits the current of an AC connector over its phases and knows no SoC", () => {
    const meter = new Meter({ id: 1, kind: "AC", maxPowerW: 11_000 });
    const { sampledValue } = meter.sample({ ...reading, powerW: 11_040 }, ["Current.Import", "SoC"]);
    expect(sampledValue.map(({ phase, value }) => [phase, value])).toEqual([
      ["L1", "16.0"],
      ["L2", "16.0"],
      ["L3", "16.0"],
    ]);
  });

  it("falls back to the register when nothing that it can measure is asked for", () => {
    const meter = new Meter({ id: 1, kind: "AC", maxPowerW: 11_000, meterWh: 5 });
    const { sampledValue } = meter.sample({ ...reading, powerW: 0 }, ["RPM"]);
    expect(sampledValue).toMatchObject([{ value: "5", measurand: "Energy.Active.Import.Register" }]);
  });
});

describe("frames", () => {
  it.each(["", "{}", "[]", "[2]", '[9,"a"]', '[2,"a"]', "[3,7,{}]", "null", '[2,"a",5,{}]'])(
    "%s is not a message",
    (raw) => {
      expect(decodeFrame(raw)).toBeNull();
    },
  );

  it("a call without payload has an empty one", () => {
    expect(decodeFrame('[2,"1","Heartbeat"]')).toMatchObject({ kind: "call", payload: {} });
  });
});

describe("display", () => {
  it("shows prices and costs and ignores rubbish", () => {
    expect(displayText("SetUserPrice", '{"priceText":"0.50 per kWh"}')).toBe("0.50 per kWh");
    expect(displayText("RunningCost", '{"cost":1.2,"priceText":"x"}')).toBe("Cost so far 1.20");
    expect(displayText("FinalCost", '{"cost":3}')).toBe("Total 3.00");
    for (const data of [undefined, "", "[", "null", "5", '{"cost":"3"}']) {
      expect(displayText("FinalCost", data)).toBeNull();
    }
  });
});

describe("timestamps", () => {
  it.each([
    [0, "2026-10-25T00:30:00.000Z"],
    [120, "2026-10-25T02:30:00.000+02:00"],
    [-210, "2026-10-24T21:00:00.000-03:30"],
  ])("REL-85: %i minutes east of UTC is the same instant", (offset, text) => {
    const instant = Date.UTC(2026, 9, 25, 0, 30);
    expect(isoTimestamp(instant, offset)).toBe(text);
    expect(Date.parse(text)).toBe(instant);
  });
});
