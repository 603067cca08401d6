import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMeterValues } from "./meter-values.rules";

const RECEIVED = new Date("2026-03-01T12:00:00Z");

/** Reads one MeterValue with these sampled values. */
function read(...sampledValue: object[]) {
  return reading(...sampledValue).samples;
}

/** The same with the remarks. */
function reading(...sampledValue: object[]) {
  return readMeterValues({ list: [{ timestamp: "2026-03-01T11:59:58Z", sampledValue }] }, "list", RECEIVED);
}

const register = { measurand: "Energy.Active.Import.Register" };
const power = { measurand: "Power.Active.Import" };

describe("REL-84: readMeterValues", () => {
  it.each([
    ["text in Wh, everything else left out", { value: "1234" }, 1234],
    ["decimals", { value: "1234.6" }, 1235],
    ["kWh", { ...register, value: "12.3456", unit: "kWh" }, 12_346],
    ["kWh in an unusual case", { ...register, value: "12.5", unit: "KWH " }, 12_500],
    ["a JSON number", { ...register, value: 12.5, unit: "kWh" }, 12_500],
    ["spaces around", { ...register, value: " 77 ", unit: "Wh" }, 77],
    ["an exponent", { ...register, value: "1.5e3", unit: "Wh" }, 1_500],
  ])("normalises a register: %s", (_name, sampled, wh) => {
    expect(reading(sampled)).toMatchObject({ samples: [{ registerWh: wh }], remarks: [] });
  });

  it.each([
    ["a comma that may mean two things", { ...register, value: "1,234" }],
    ["a word", { ...register, value: "NaN" }],
    ["nothing", register],
    ["a hexadecimal number", { ...register, value: "0x10" }],
    ["more than a terawatt hour", { ...register, value: "1e15" }],
    ["an object", { ...register, value: {} }],
    ["a unit of something else", { ...register, value: "12", unit: "Celcius" }],
    ["a unit named like an object's part", { ...register, value: "12", unit: "constructor" }],
  ])("bills nothing on a guess: %s is left out, with a remark", (_name, sampled) => {
    const { samples, remarks } = reading(sampled);
    expect(samples[0]).not.toHaveProperty("registerWh");
    expect(samples[0]?.problem).toBe(remarks[0]);
    expect(remarks).toEqual([
      expect.stringMatching(/^meter: (unit|value) of Energy.Active.Import.Register not readable$/),
    ]);
  });

  it("leaves out a negative register", () => {
    const [sample] = read({ ...register, value: "-5" });
    expect(sample).not.toHaveProperty("registerWh");
    expect(sample?.problem).toBe("meter: register is negative");
  });

  it("adds up phases, but prefers the station's own total", () => {
    const phases = ["L1", "L2", "L3"].map((phase) => ({ ...power, value: "2300", unit: "W", phase }));
    expect(read(...phases)).toMatchObject([{ powerW: 6_900 }]);
    expect(read(...phases, { ...power, value: "6.95", unit: "kW" })).toMatchObject([{ powerW: 6_950 }]);
    const registers = ["L1-N", "L2-N"].map((phase) => ({ ...register, value: "500", phase }));
    expect(reading(...registers)).toMatchObject({
      samples: [{ registerWh: 1_000 }],
      remarks: ["meter: register is the sum of the phases"],
    });
  });

  it("takes the highest phase for current, leaves the neutral out, and a voltage between lines only when alone", () => {
    const current = [
      ["L1", "16.004"],
      ["L2", "15.5"],
      ["N", "99"],
    ].map(([phase, value]) => ({ measurand: "Current.Import", unit: "A", phase, value }));
    expect(read(...current)).toMatchObject([{ currentA: 16 }]);
    const between = { measurand: "Voltage", unit: "V", phase: "L1-L2", value: "400.12" };
    expect(read(between)).toMatchObject([{ voltageV: 400.1 }]);
    expect(read(between, { ...between, phase: "L1-N", value: "231" })).toMatchObject([{ voltageV: 231 }]);
  });

  it("reads what leaves the outlet when the station also measures its inlet", () => {
    expect(
      read(
        { ...register, value: "120", location: "Inlet" },
        { ...register, value: "100", location: "Outlet" },
      ),
    ).toMatchObject([{ registerWh: 100 }]);
    expect(read({ ...register, value: "120", location: "Inlet" })).toMatchObject([{ registerWh: 120 }]);
  });

  it("makes one sample per reading context", () => {
    const samples = read(
      { value: "100", context: "Transaction.Begin" },
      { value: "900", context: "Transaction.End" },
      { ...power, value: "0", unit: "W", context: "Transaction.End" },
      { measurand: "SoC", value: "81.4", unit: "Percent", context: "Transaction.End" },
    );
    expect(samples).toMatchObject([
      { context: "Transaction.Begin", registerWh: 100 },
      { context: "Transaction.End", registerWh: 900, powerW: 0, socPercent: 81 },
    ]);
  });

  it("ignores other measurands, also the temperature in which one brand hides its price", () => {
    expect(read({ measurand: "Temperature", unit: "Celcius", location: "Body", value: "1250" })).toEqual([
      { at: new Date("2026-03-01T11:59:58Z"), context: "Sample.Periodic" },
    ]);
  });

  it("leaves out a state of charge that is none", () => {
    expect(read({ measurand: "SoC", value: "255" })[0]).not.toHaveProperty("socPercent");
  });

  it("LAW-33: keeps signed data byte for byte, and never repairs it", () => {
    const ocmf =
      'OCMF|{"FV":"1.0","RD":[{"RV":"  12,34 ","TM":"2026-03-01T12:59:58,000+0100 S"}]}|{"SD":"30é\t"}';
    expect(read({ value: ocmf, format: "SignedData" })).toMatchObject([{ signedData: ocmf }]);
    expect(read({ value: `${ocmf}\u0000`, format: "SignedData" })[0]).not.toHaveProperty("signedData");
    expect(reading({ value: 17, format: "SignedData" }).remarks).toEqual([
      "meter: signed value not readable",
    ]);
    const two = reading(
      { value: ocmf, format: "SignedData" },
      { value: ocmf, format: "SignedData" },
      { value: "OCMF|other|", format: "SignedData" },
      { value: "7" },
    );
    const at = new Date("2026-03-01T11:59:58Z");
    expect(two).toEqual({
      samples: [
        { at, context: "Sample.Periodic", registerWh: 7, signedData: ocmf },
        { at, context: "Sample.Periodic", signedData: "OCMF|other|" },
      ],
      remarks: [],
    });
  });

  it("takes lists that are no lists, and samples without values, for nothing", () => {
    for (const list of [
      undefined,
      null,
      "x",
      {},
      [1, null, [], { sampledValue: 3 }, { sampledValue: [null] }],
    ]) {
      expect(readMeterValues({ list }, "list", RECEIVED)).toEqual({ samples: [], remarks: [] });
    }
  });

  it("bounds what one message can bring", () => {
    const element = { timestamp: "2026-03-01T11:59:58Z", sampledValue: [{ value: "1" }] };
    const { samples, remarks } = readMeterValues({ list: new Array(3_000).fill(element) }, "list", RECEIVED);
    expect(samples).toHaveLength(2_000);
    expect(remarks).toEqual(["meter: too many samples"]);
  });

  it("never throws and never gives a number that is none", () => {
    fc.assert(
      fc.property(fc.array(fc.object(), { maxLength: 4 }), fc.jsonValue(), (values, extra) => {
        for (const sample of read(...values.map((value) => ({ value: extra, ...value })))) {
          for (const number of [
            sample.registerWh,
            sample.powerW,
            sample.currentA,
            sample.voltageV,
            sample.socPercent,
          ]) {
            expect(number === undefined || Number.isFinite(number)).toBe(true);
          }
        }
      }),
    );
  });
});
