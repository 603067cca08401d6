import { describe, expect, it } from "vitest";
import { SignedMeter } from "@/simulators/station/signed-meter";
import { checkTransaction } from "./check-transaction.rules";
import type { OcmfRecord, SignedDataFault, SignedMeterVerdict } from "./ocmf.model";
import { readEnergy } from "./ocmf-number.rules";
import { parseOcmf } from "./parse-ocmf.rules";
import { signedDataProblem } from "./signed-data-problem.rules";
import { type MeterReadingText, TestMeter } from "./testing/meter";
import { unwrapSigned } from "./unwrap-signed.rules";
import { signatureFault } from "./verify-signature";

const meter = new TestMeter();
const BEGIN: MeterReadingText = { at: "2026-07-01T10:00:00,000+0200 S", tx: "B", kwh: "2935.600" };
const END: MeterReadingText = { at: "2026-07-01T10:40:00,000+0200 S", tx: "E", kwh: "2965.100" };

function parsed(text: string): OcmfRecord {
  const record = parseOcmf(text);
  if (!record) throw new Error(`not OCMF: ${text}`);
  return record;
}

const faultsOf = (...texts: string[]): readonly SignedDataFault[] =>
  checkTransaction(texts.map(parsed)).faults;

describe("an OCMF record", () => {
  it("LAW-33: is read with its pagination, serials, identification, tariff text and readings", () => {
    const text = meter.record(12_345, [BEGIN, END], {
      IT: "CENTRAL_1",
      ID: "KW7Q2M4XDAAAAAAAAAAA",
      TT: "Tarif 1",
    });
    expect(parsed(text)).toMatchObject({
      text,
      page: { context: "T", number: 12_345 },
      meterSerial: meter.serial,
      gatewaySerial: "GW-1",
      tariffText: "Tarif 1",
      identification: { assigned: true, level: "TRUSTED", flags: ["OCPP_RS_TLS"], type: "CENTRAL_1" },
      readings: [
        { transaction: "B", valueMwh: 2_935_600_000, resolutionMwh: 1_000, timeStatus: "S", status: "G" },
        { transaction: "E", valueMwh: 2_965_100_000, at: new Date("2026-07-01T08:40:00Z") },
      ],
    });
  });

  it("LAW-33: readings inherit what they leave out, but never the value", () => {
    const payload =
      '{"PG":"T1","MS":"1","RD":[{"TM":"2026-07-01T10:00:00,000+0200 R","TX":"B","RV":1.50,"RI":"1-b:1.8.0","RU":"kWh","ST":"G"},{"TX":"E","RV":1.75},{"TX":"X","EF":"E"}]}';
    const { readings } = parsed(`OCMF|${payload}|{"SD":"00"}`);
    expect(readings).toMatchObject([
      { valueMwh: 1_500_000, timeStatus: "R" },
      { valueMwh: 1_750_000, resolutionMwh: 10_000, status: "G", register: "1-b:1.8.0", timeStatus: "R" },
      { valueMwh: null, errorFlags: "E", transaction: "X" },
    ]);
  });

  it.each([
    ["no header", 'OCM|{"PG":"T1"}|{"SD":"00"}'],
    ["one section", 'OCMF|{"PG":"T1"}'],
    ["no JSON", "OCMF|{PG:T1}|{}"],
    ["a list", 'OCMF|[]|{"SD":"00"}'],
    ["no page", 'OCMF|{"RD":[{"TX":"B"}]}|{"SD":"00"}'],
    ["page without context", 'OCMF|{"PG":"12","RD":[{"TX":"B"}]}|{"SD":"00"}'],
    ["no readings", 'OCMF|{"PG":"T1","RD":[]}|{"SD":"00"}'],
    ["readings of another kind", 'OCMF|{"PG":"T1","RD":["B"]}|{"SD":"00"}'],
    ["two values in one reading", 'OCMF|{"PG":"T1","RD":[{"RV":1,"RV":2}]}|{"SD":"00"}'],
    ["no signature", 'OCMF|{"PG":"T1","RD":[{"TX":"B"}]}|{}'],
    ["unknown encoding", 'OCMF|{"PG":"T1","RD":[{"TX":"B"}]}|{"SE":"utf7","SD":"00"}'],
    ["far too long", `OCMF|${" ".repeat(70_000)}|{}`],
  ])("LAW-33: is refused with %s", (_name, text) => {
    expect(parseOcmf(text)).toBeNull();
  });

  it.each([
    ["2935.6", "kWh", 2_935_600_000, 100_000],
    ["2935.60", "kWh", 2_935_600_000, 10_000],
    ["1234567", "Wh", 1_234_567_000, 1_000],
    ["0.1234567", "kWh", 123_456, 1],
    ["1.5e3", "Wh", 1_500_000, 100_000],
  ])("LAW-33: %s %s is exact", (written, unit, valueMwh, resolutionMwh) => {
    expect(readEnergy(written, unit)).toEqual({ valueMwh, resolutionMwh });
  });

  it.each([
    ["-1", "kWh"],
    ["1", "mOhm"],
    ["1", null],
    ["99999999999999", "kWh"],
    ["1.", "kWh"],
    ["1e999", "kWh"],
  ])("LAW-33: %s %s is no energy", (written, unit) => {
    expect(readEnergy(written, unit)).toBeNull();
  });
});

describe("a signature", () => {
  it.each([
    ["ECDSA-secp192k1-SHA256", "secp192k1"],
    ["ECDSA-secp256k1-SHA256", "secp256k1"],
    ["ECDSA-secp192r1-SHA256", "prime192v1"],
    ["ECDSA-secp256r1-SHA256", "prime256v1"],
    ["ECDSA-brainpool256r1-SHA256", "brainpoolP256r1"],
    ["ECDSA-brainpool256r11-SHA256", "brainpoolP256r1"],
    ["ECDSA-secp384r1-SHA256", "secp384r1"],
    ["ECDSA-brainpool384r1-SHA256", "brainpoolP384r1"],
    [null, "prime256v1"],
  ])(
    "LAW-33: %s is verified, in hex, base64 and plain, with the whole key and the bare point",
    (algorithm, curve) => {
      const own = new TestMeter("1", curve, algorithm);
      for (const encoding of ["hex", "base64", "plain"] as const) {
        const record = parsed(own.record(1, [BEGIN], {}, encoding));
        for (const key of [own.keyHex, own.pointHex, `04${own.pointHex}`]) {
          expect(signatureFault(record, key)).toBeNull();
        }
      }
    },
  );

  it("LAW-33: one changed byte anywhere in the payload breaks it, white space too", () => {
    const text = meter.record(1, [BEGIN]);
    const payload = parsed(text).payload;
    for (let at = 0; at < payload.length; at += 7) {
      const changed = `${payload.slice(0, at)}${payload[at] === "x" ? "y" : "x"}${payload.slice(at + 1)}`;
      expect(signatureFault({ ...parsed(text), payload: changed }, meter.keyHex)).toBe("signature_wrong");
    }
    const spaced = parsed(text.replace('"FV":', '"FV": '));
    expect(signatureFault(spaced, meter.keyHex)).toBe("signature_wrong");
  });

  it.each<[string, Partial<OcmfRecord["signature"]>, string, SignedDataFault]>([
    ["another meter's key", {}, new TestMeter().keyHex, "signature_wrong"],
    ["a key of another curve", {}, new TestMeter("1", "secp384r1").keyHex, "key_differs"],
    ["a key of no curve", {}, "30".padEnd(120, "0"), "key_unreadable"],
    ["a point of another length", {}, "04".padEnd(98, "a"), "key_unreadable"],
    ["an unknown algorithm", { algorithm: "RSA-SHA1" }, meter.keyHex, "algorithm_unknown"],
    ["no signature bytes", { data: "zz" }, meter.keyHex, "signature_wrong"],
    ["half a signature", { data: "3045022100" }, meter.keyHex, "signature_wrong"],
  ])("LAW-33: %s is named", (_name, signature, key, fault) => {
    const record = parsed(meter.record(1, [BEGIN]));
    expect(signatureFault({ ...record, signature: { ...record.signature, ...signature } }, key)).toBe(fault);
  });
});

describe("a signed value of OCPP", () => {
  const text = meter.record(1, [BEGIN]);
  const stated = `oca:base16:asn1:${meter.keyHex}`;
  const wrapped = (publicKey: string) =>
    JSON.stringify({
      signedMeterData: Buffer.from(text).toString("base64"),
      encodingMethod: "OCMF",
      signingMethod: "ECDSA-secp256r1-SHA256",
      publicKey,
    });

  it.each([
    ["the text", text, null],
    ["hex", Buffer.from(text).toString("hex"), null],
    ["base64", Buffer.from(text).toString("base64"), null],
    ["the OCA's JSON", wrapped(stated), meter.keyHex],
    ["the OCA's JSON with the key in base64", wrapped(Buffer.from(stated).toString("base64")), meter.keyHex],
    ["the OCA's JSON with an unreadable key", wrapped("none"), null],
  ])("LAW-33: is found in %s", (_name, value, statedKey) => {
    const found = unwrapSigned(value);
    expect(found).toMatchObject({ text, statedKey });
    expect(found.record?.text).toBe(text);
  });

  it.each(["", "{", "{}", "null", "AP;0;3;ALCV...", "ff", '{"signedMeterData":7}', "OCMF|", "OCMF||"])(
    "LAW-33: %j is kept as it is, without a record",
    (value) => {
      expect(unwrapSigned(value)).toEqual({ text: value, record: null, statedKey: null });
    },
  );
});

describe("the records of a transaction", () => {
  it.each<[string, string[]]>([
    ["two records", meter.transaction("2935.600", "2965.100")],
    [
      "the other way round, and twice",
      meter
        .transaction("2935.600", "2965.100")
        .flatMap((t) => [t, t])
        .reverse(),
    ],
    ["one record with both", [meter.record(7, [BEGIN, END])]],
    ["a begin that is repeated with the end", [meter.record(7, [BEGIN]), meter.record(8, [BEGIN, END])]],
    [
      "readings on the way",
      [
        meter.record(7, [BEGIN]),
        meter.record(8, [{ ...BEGIN, at: "2026-07-01T10:15:00,000+0200 S", tx: "C", kwh: "2940.000" }]),
        meter.record(9, [{ ...END, tx: "R" }]),
      ],
    ],
    [
      "a fiscal record between",
      [...meter.transaction("2935.600", "2965.100"), meter.record(3, [BEGIN], { PG: "F900" })],
    ],
    [
      "a register of delivered energy beside it",
      [meter.record(7, [BEGIN]), meter.record(8, [END, { ...END, kwh: "3.000", more: { RI: "1-b:2.8.0" } }])],
    ],
  ])("LAW-33: %s prove 29.5 kWh", (_name, texts) => {
    expect(checkTransaction(texts.map(parsed))).toEqual({
      faults: [],
      energy: {
        startWh: 2_935_600,
        endWh: 2_965_100,
        energyWh: 29_500,
        resolutionWh: 1,
        serial: meter.serial,
        timeCalibrated: true,
      },
    });
  });

  it("LAW-33: the meter of the station simulator, written without our parser, proves what it counted", () => {
    const simulated = new SignedMeter("CP-1/1", "DC");
    const sound = { badSignature: false, pageGap: false };
    const at = (minute: number) => `2026-07-01T10:0${minute}:00.000Z`;
    const records = [
      simulated.record({ timestamp: at(0), transaction: "B", registerWh: 1_200_000, idTag: "KW1" }, sound),
      simulated.record({ timestamp: at(9), transaction: "E", registerWh: 1_212_345, idTag: "KW1" }, sound),
    ].map(parsed);
    for (const record of records) expect(signatureFault(record, simulated.publicKey)).toBeNull();
    expect(checkTransaction(records)).toMatchObject({
      faults: [],
      energy: { startWh: 1_200_000, energyWh: 12_345, resolutionWh: 1, timeCalibrated: true },
    });
  });

  const [begin, end] = meter.transaction("2935.600", "2965.100");
  const at = (tx: string, more: Partial<MeterReadingText> = {}): string =>
    meter.record(42, [{ ...END, tx, ...more }]);
  it.each<[string, string[], SignedDataFault]>([
    ["a page is missing", [begin, meter.record(43, [END])], "page_gap"],
    ["one page says two things", [begin, end, at("E", { kwh: "2999.000" })], "page_conflict"],
    ["another meter ended it", [begin, new TestMeter("OTHER").record(42, [END])], "serial_changed"],
    ["no serial", [meter.record(41, [BEGIN, END], { MS: undefined, GS: "" })], "serial_missing"],
    ["the begin is missing", [end], "begin_missing"],
    [
      "two begins",
      [begin, meter.record(42, [{ ...END, tx: "B" }]), meter.record(43, [END])],
      "begin_repeated",
    ],
    ["the end is missing", [begin], "end_missing"],
    ["it still charges", [begin, at("C")], "end_missing"],
    ["it ended twice", [begin, end, meter.record(43, [END])], "end_repeated"],
    ["two registers", [begin, at("E", { more: { RI: "1-b:16.8.0" } })], "register_ambiguous"],
    ["the register fell", [begin, at("E", { kwh: "2935.599" })], "register_fell"],
    ["the meter was manipulated", [begin, at("E", { more: { ST: "M" } })], "meter_status"],
    ["energy is not usable", [begin, at("E", { more: { EF: "E" } })], "energy_error"],
    ["an error on the way", [begin, at("X"), meter.record(43, [END])], "charging_error"],
    ["no time", [begin, at("E", { at: "yesterday" })], "time_unreadable"],
    ["time ran backwards", [begin, at("E", { at: "2026-07-01T09:59:59,000+0200 S" })], "time_reversed"],
    ["the card did not match", [begin, meter.record(42, [END], { IL: "MISMATCH" })], "identification_failed"],
  ])("LAW-33: %s", (_name, texts, fault) => {
    expect(faultsOf(...texts)).toContain(fault);
  });

  it("LAW-32: an informative clock is told", () => {
    const informative = { ...END, at: "2026-07-01T10:40:00,000+0200 I" };
    const { faults, energy } = checkTransaction([begin, meter.record(42, [informative])].map(parsed));
    expect(faults).toEqual([]);
    expect(energy?.timeCalibrated).toBe(false);
  });
});

describe("what stands in the way of billing", () => {
  const valid: SignedMeterVerdict = {
    kind: "VALID",
    keySource: "REGISTERED",
    startWh: 2_935_600,
    endWh: 2_965_100,
    energyWh: 29_500,
    resolutionWh: 10,
    serial: "1",
    timeCalibrated: false,
  };
  it.each<[string, SignedMeterVerdict, number, boolean, ReturnType<typeof signedDataProblem>]>([
    ["nothing is required", { kind: "NOT_REQUIRED" }, 29_500, true, null],
    ["nothing came", { kind: "MISSING" }, 29_500, false, { code: "signed_data_missing", reasons: [] }],
    [
      "it is wrong",
      { kind: "INVALID", reasons: ["page_gap"] },
      29_500,
      false,
      { code: "signed_data_invalid", reasons: ["page_gap"] },
    ],
    ["the same energy", valid, 29_500, false, null],
    ["as near as the meter can tell", valid, 29_510, false, null],
    ["more", valid, 29_511, false, { code: "signed_data_invalid", reasons: ["energy_differs"] }],
    ["less", valid, 29_489, false, { code: "signed_data_invalid", reasons: ["energy_differs"] }],
    [
      "time is billed",
      valid,
      29_500,
      true,
      { code: "signed_data_invalid", reasons: ["time_not_calibrated"] },
    ],
  ])("LAW-30: %s", (_name, verdict, energyWh, billsTime, problem) => {
    expect(signedDataProblem(verdict, { energyWh, billsTime })).toEqual(problem);
  });
});
