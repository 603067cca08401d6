import { describe, expect, it } from "vitest";
import type { StationAnswer } from "../../vocabulary/station.model";
import { codec16 } from "./codec";
import { ROUTES } from "./routes";
import { faults } from "./schemas";

const RECEIVED = new Date("2026-03-01T12:00:00Z");
const AT = new Date("2026-03-01T11:59:58.000Z");

/** One valid message per action, the fact it becomes, an answer, and the payload of that answer. */
const GOLDEN: ReadonlyArray<{
  action: string;
  payload: object;
  fact: object;
  answer: StationAnswer;
  reply: object;
}> = [
  {
    action: "Authorize",
    payload: { idTag: "KW7Q2M4XD" },
    fact: { kind: "tokenPresented", idTag: "KW7Q2M4XD" },
    answer: { kind: "tokenPresented", verdict: "ACCEPTED" },
    reply: { idTagInfo: { status: "Accepted" } },
  },
  {
    action: "BootNotification",
    payload: {
      chargePointVendor: "Alpitronic",
      chargePointModel: "HYC150",
      chargePointSerialNumber: "S-1",
      firmwareVersion: "2.4.1",
    },
    fact: {
      kind: "booted",
      vendor: "Alpitronic",
      model: "HYC150",
      serialNumber: "S-1",
      firmwareVersion: "2.4.1",
    },
    answer: { kind: "booted", registration: "accepted", now: RECEIVED, heartbeatSeconds: 300 },
    reply: { status: "Accepted", currentTime: "2026-03-01T12:00:00.000Z", interval: 300 },
  },
  {
    action: "DataTransfer",
    payload: { vendorId: "OnSitePay", messageId: "Authorize", data: '{"paymentId":1}' },
    fact: {
      kind: "dataTransferred",
      vendorId: "OnSitePay",
      messageId: "Authorize",
      data: '{"paymentId":1}',
      extra: {},
    },
    answer: { kind: "dataTransferred", status: "accepted", data: '{"tagId":"X"}' },
    reply: { status: "Accepted", data: '{"tagId":"X"}' },
  },
  {
    action: "DiagnosticsStatusNotification",
    payload: { status: "Uploaded" },
    fact: { kind: "noticeReceived", topic: "diagnostics", status: "Uploaded", detail: null },
    answer: { kind: "noticeReceived" },
    reply: {},
  },
  {
    action: "FirmwareStatusNotification",
    payload: { status: "Installed" },
    fact: { kind: "noticeReceived", topic: "firmware", status: "Installed", detail: null },
    answer: { kind: "noticeReceived" },
    reply: {},
  },
  {
    action: "Heartbeat",
    payload: {},
    fact: { kind: "heartbeatReceived" },
    answer: { kind: "heartbeatReceived", now: RECEIVED },
    reply: { currentTime: "2026-03-01T12:00:00.000Z" },
  },
  {
    action: "LogStatusNotification",
    payload: { status: "Uploading", requestId: 1 },
    fact: { kind: "noticeReceived", topic: "log", status: "Uploading", detail: null },
    answer: { kind: "noticeReceived" },
    reply: {},
  },
  {
    action: "MeterValues",
    payload: {
      connectorId: 1,
      transactionId: 42,
      meterValue: [{ timestamp: "2026-03-01T11:59:58Z", sampledValue: [{ value: "1234" }] }],
    },
    fact: {
      kind: "meterReported",
      ocppConnectorId: 1,
      transactionId: 42,
      samples: [{ at: AT, context: "Sample.Periodic", registerWh: 1234 }],
    },
    answer: { kind: "meterReported" },
    reply: {},
  },
  {
    action: "SecurityEventNotification",
    payload: { type: "TamperDetectionActivated", timestamp: "2026-03-01T11:59:58Z", techInfo: "lid" },
    fact: { kind: "noticeReceived", topic: "security", status: "TamperDetectionActivated", detail: "lid" },
    answer: { kind: "noticeReceived" },
    reply: {},
  },
  {
    action: "SignCertificate",
    payload: { csr: "-----BEGIN CERTIFICATE REQUEST-----" },
    fact: { kind: "certificateRequested" },
    answer: { kind: "certificateRequested", accepted: false },
    reply: { status: "Rejected" },
  },
  {
    action: "SignedFirmwareStatusNotification",
    payload: { status: "Installed", requestId: 1 },
    fact: { kind: "noticeReceived", topic: "firmware", status: "Installed", detail: null },
    answer: { kind: "noticeReceived" },
    reply: {},
  },
  {
    action: "StartTransaction",
    payload: { connectorId: 2, idTag: "KW7Q2M4XD", meterStart: 1000, timestamp: "2026-03-01T11:59:58Z" },
    fact: {
      kind: "transactionStarted",
      ocppConnectorId: 2,
      idTag: "KW7Q2M4XD",
      meterStartWh: 1000,
      at: AT,
      atText: "2026-03-01T11:59:58Z",
    },
    answer: { kind: "transactionStarted", transactionId: 42, verdict: "ACCEPTED" },
    reply: { transactionId: 42, idTagInfo: { status: "Accepted" } },
  },
  {
    action: "StatusNotification",
    payload: {
      connectorId: 1,
      status: "SuspendedEVSE",
      errorCode: "NoError",
      info: "cable",
      timestamp: "2026-03-01T11:59:58Z",
    },
    fact: {
      kind: "statusReported",
      ocppConnectorId: 1,
      status: "SUSPENDED_EVSE",
      errorCode: null,
      at: AT,
    },
    answer: { kind: "statusReported" },
    reply: {},
  },
  {
    action: "StopTransaction",
    payload: {
      transactionId: 42,
      meterStop: 21_500,
      timestamp: "2026-03-01T11:59:58Z",
      reason: "EVDisconnected",
      idTag: "KW7Q2M4XD",
      transactionData: [
        {
          timestamp: "2026-03-01T11:59:58Z",
          sampledValue: [{ value: "OCMF|{}|{}", format: "SignedData", context: "Transaction.End" }],
        },
      ],
    },
    fact: {
      kind: "transactionStopped",
      transactionId: 42,
      meterStopWh: 21_500,
      at: AT,
      reason: "EVDisconnected",
      idTag: "KW7Q2M4XD",
      samples: [{ at: AT, context: "Transaction.End", signedData: "OCMF|{}|{}" }],
    },
    answer: { kind: "transactionStopped", verdict: "ACCEPTED" },
    reply: { idTagInfo: { status: "Accepted" } },
  },
];

describe("the messages of OCPP 1.6", () => {
  it("have a golden case each", () => {
    expect(GOLDEN.map(({ action }) => action)).toEqual([...ROUTES.keys()]);
  });

  it.each(GOLDEN)(
    "$action: decodes without a remark and answers what the official schema allows",
    (golden) => {
      expect(codec16.decode(golden.action, golden.payload as never, RECEIVED)).toEqual({
        kind: "fact",
        fact: golden.fact,
        problems: [],
      });
      const reply = codec16.encode(golden.action, golden.answer);
      expect(reply).toEqual(golden.reply);
      expect(faults(golden.action, "conf", reply)).toEqual([]);
    },
  );

  it.each(GOLDEN)(
    "$action: an empty payload is either read or refused politely, never thrown about",
    ({ action }) => {
      const decoded = codec16.decode(action, {}, RECEIVED);
      expect(decoded.kind).toBe(["Authorize", "StartTransaction"].includes(action) ? "unreadable" : "fact");
    },
  );

  it("refuse an answer that belongs to another message", () => {
    expect(() => codec16.encode("Heartbeat", { kind: "statusReported" })).toThrow(TypeError);
    expect(() => codec16.encode("Nonsense", { kind: "statusReported" })).toThrow(TypeError);
  });

  it("leave unknown actions to the caller, also those named like parts of an object", () => {
    for (const action of ["TransactionEvent", "constructor", "__proto__", "startTransaction"]) {
      expect(codec16.decode(action, {}, RECEIVED)).toEqual({ kind: "unknown-action" });
    }
  });
});

describe("tolerance", () => {
  it("records a schema-foreign field and reads the message", () => {
    const decoded = codec16.decode(
      "StartTransaction",
      { connectorId: 1, idTag: "T", meterStart: 0, timestamp: "2026-03-01T11:59:58Z", chargerMood: "fine" },
      RECEIVED,
    );
    expect(decoded).toMatchObject({
      kind: "fact",
      fact: { kind: "transactionStarted", meterStartWh: 0 },
      problems: ["schema: / must NOT have additional properties (chargerMood)"],
    });
  });

  it("hands on the extra object in which Autel stations put payment results", () => {
    const autel = { cmd: "POS_PAY_RESULT", amount: 1_250 };
    const decoded = codec16.decode("DataTransfer", { vendorId: "Autel", data: { a: 1 }, autel }, RECEIVED);
    expect(decoded).toMatchObject({
      fact: { vendorId: "Autel", messageId: null, data: '{"a":1}', extra: { autel } },
    });
  });

  it("reads numbers sent as texts and decimals sent as integers", () => {
    const start = codec16.decode(
      "StartTransaction",
      { connectorId: "2", idTag: 4711, meterStart: "1000.40", timestamp: "2026-03-01T11:59:58Z" },
      RECEIVED,
    );
    expect(start).toMatchObject({ fact: { ocppConnectorId: 2, idTag: "4711", meterStartWh: 1000 } });
  });

  it("keeps a start without a readable register or time: refused it would be lost for good", () => {
    const start = codec16.decode(
      "StartTransaction",
      { connectorId: 1, idTag: "T", meterStart: "?" },
      RECEIVED,
    );
    expect(start).toMatchObject({
      fact: { meterStartWh: 0, at: RECEIVED, atText: "" },
    });
    expect(start).toHaveProperty(
      "problems",
      expect.arrayContaining(["time: missing", "meter: meterStart not readable"]),
    );
  });

  it("REL-82: reads a stop without any field: unknown transaction, unknown register", () => {
    expect(codec16.decode("StopTransaction", {}, RECEIVED)).toMatchObject({
      fact: { transactionId: -1, meterStopWh: 0, reason: null, idTag: null, samples: [] },
    });
    expect(codec16.decode("StopTransaction", { transactionId: 2 ** 40 }, RECEIVED)).toMatchObject({
      fact: { transactionId: -1 },
    });
  });

  it("takes a missing end register from the end value of transactionData", () => {
    const transactionData = [
      { timestamp: "2026-03-01T11:00:00Z", sampledValue: [{ value: "100", context: "Transaction.Begin" }] },
      {
        timestamp: "2026-03-01T11:59:58Z",
        sampledValue: [{ value: "9", unit: "kWh", context: "Transaction.End" }],
      },
    ];
    expect(codec16.decode("StopTransaction", { transactionId: 1, transactionData }, RECEIVED)).toMatchObject({
      fact: { meterStopWh: 9_000 },
    });
  });

  it("joins the standard error code and the vendor's own", () => {
    const codes = (errorCode: string, vendorErrorCode?: string) =>
      codec16.decode(
        "StatusNotification",
        { connectorId: 1, status: "Faulted", errorCode, vendorErrorCode },
        RECEIVED,
      );
    expect(codes("OtherError", "E42")).toMatchObject({ fact: { errorCode: "OtherError/E42" } });
    expect(codes("NoError", "E42")).toMatchObject({ fact: { errorCode: "E42" } });
    expect(codes("GroundFailure")).toMatchObject({ fact: { errorCode: "GroundFailure" } });
  });

  it("has no time for a status whose clock was never set", () => {
    const at = (timestamp?: string) =>
      codec16.decode(
        "StatusNotification",
        { connectorId: 1, status: "Available", errorCode: "NoError", timestamp },
        RECEIVED,
      );
    expect(at("1970-01-01T00:00:09Z")).toMatchObject({ fact: { at: null }, problems: ["time: impossible"] });
    expect(at("2026-03-01T11:59:58")).toMatchObject({ fact: { at: AT } });
    expect(at()).toMatchObject({ fact: { at: null } });
  });

  it("reads every status word, in any case, and calls the rest unknown", () => {
    const status = (word: unknown) =>
      codec16.decode(
        "StatusNotification",
        { connectorId: 1, status: word as string, errorCode: "NoError" },
        RECEIVED,
      );
    expect(status("available")).toMatchObject({ fact: { status: "AVAILABLE" } });
    expect(status("Occupied")).toMatchObject({ fact: { status: "PREPARING" } });
    for (const odd of ["Dancing", 7, null, "constructor"])
      expect(status(odd)).toMatchObject({ fact: { status: "UNKNOWN" } });
  });

  it("removes control characters that no database column takes", () => {
    expect(codec16.decode("Authorize", { idTag: "A\u0000B\u0007" }, RECEIVED)).toMatchObject({
      fact: { idTag: "AB" },
    });
  });

  it("knows no leftovers of an attack on prototypes", () => {
    const payload = JSON.parse('{"connectorId":1,"idTag":"T","__proto__":{"meterStart":5}}') as Record<
      string,
      unknown
    >;
    expect(codec16.decode("StartTransaction", payload, RECEIVED)).toMatchObject({
      fact: { meterStartWh: 0 },
    });
  });
});
