import { describe, expect, it } from "vitest";
import type { StationCommandPayload } from "@/lib/sessions/station-facts.model";
import { stationCommandSchema } from "../../vocabulary/command.model";
import { codec16 } from "./codec";
import { faults } from "./schemas";

const CASES: ReadonlyArray<[StationCommandPayload, string, object]> = [
  [
    { kind: "REMOTE_START", ocppConnectorId: 2, idTag: "KW7Q2M4XD" },
    "RemoteStartTransaction",
    { connectorId: 2, idTag: "KW7Q2M4XD" },
  ],
  [{ kind: "REMOTE_STOP", transactionId: 42 }, "RemoteStopTransaction", { transactionId: 42 }],
  [
    { kind: "TRIGGER_MESSAGE", message: "METER_VALUES", ocppConnectorId: 1 },
    "TriggerMessage",
    { requestedMessage: "MeterValues", connectorId: 1 },
  ],
  [{ kind: "TRIGGER_MESSAGE", message: "HEARTBEAT" }, "TriggerMessage", { requestedMessage: "Heartbeat" }],
  [{ kind: "RESET", type: "HARD" }, "Reset", { type: "Hard" }],
  [{ kind: "RESET", type: "SOFT" }, "Reset", { type: "Soft" }],
  [{ kind: "UNLOCK", ocppConnectorId: 1 }, "UnlockConnector", { connectorId: 1 }],
  [
    { kind: "CHANGE_AVAILABILITY", ocppConnectorId: 0, operative: false },
    "ChangeAvailability",
    { connectorId: 0, type: "Inoperative" },
  ],
  [{ kind: "GET_CONFIGURATION", keys: [] }, "GetConfiguration", {}],
  [
    { kind: "GET_CONFIGURATION", keys: ["ConnectionTimeOut"] },
    "GetConfiguration",
    { key: ["ConnectionTimeOut"] },
  ],
  [
    { kind: "CHANGE_CONFIGURATION", key: "HeartbeatInterval", value: "300" },
    "ChangeConfiguration",
    { key: "HeartbeatInterval", value: "300" },
  ],
  [{ kind: "CLEAR_CACHE" }, "ClearCache", {}],
  [
    { kind: "DATA_TRANSFER", vendorId: "v", messageId: "m", data: "d" },
    "DataTransfer",
    { vendorId: "v", messageId: "m", data: "d" },
  ],
  [{ kind: "DATA_TRANSFER", vendorId: "v" }, "DataTransfer", { vendorId: "v" }],
];

describe("our commands in OCPP 1.6", () => {
  it.each(CASES)("%j is spelled as the official schema wants it", (command, action, payload) => {
    expect(stationCommandSchema.parse(command)).toEqual(command);
    expect(codec16.encodeCommand(command)).toEqual({ action, payload });
    expect(faults(action, "req", payload)).toEqual([]);
  });

  it("have a case for every kind", () => {
    const kinds = stationCommandSchema.options.map((option) => option.shape.kind.value);
    expect(new Set(CASES.map(([command]) => command.kind))).toEqual(new Set(kinds));
  });

  it("never carry an idTag above 20 characters or a connector 0 into a remote start (OCPP 1.6 §5.11)", () => {
    const start = { kind: "REMOTE_START", ocppConnectorId: 1, idTag: "X".repeat(21) };
    expect(stationCommandSchema.safeParse(start).success).toBe(false);
    expect(stationCommandSchema.safeParse({ ...start, idTag: "X", ocppConnectorId: 0 }).success).toBe(false);
  });
});

describe("the station's answers", () => {
  const answer = (command: StationCommandPayload, payload: object) =>
    codec16.decodeAnswer(command, payload as never);

  it("count as accepted by the word of each message", () => {
    expect(answer({ kind: "RESET", type: "SOFT" }, { status: "Accepted" })).toMatchObject({
      accepted: true,
      problems: [],
    });
    expect(answer({ kind: "UNLOCK", ocppConnectorId: 1 }, { status: "Unlocked" })).toMatchObject({
      accepted: true,
    });
    expect(answer({ kind: "UNLOCK", ocppConnectorId: 1 }, { status: "UnlockFailed" })).toMatchObject({
      accepted: false,
    });
    expect(
      answer({ kind: "CHANGE_CONFIGURATION", key: "k", value: "v" }, { status: "RebootRequired" }),
    ).toMatchObject({ accepted: true, status: "RebootRequired" });
    expect(
      answer({ kind: "CHANGE_AVAILABILITY", ocppConnectorId: 0, operative: true }, { status: "Scheduled" }),
    ).toMatchObject({ accepted: true });
  });

  it("without a status are refusals, with the fault on record", () => {
    const read = answer({ kind: "REMOTE_STOP", transactionId: 1 }, {});
    expect(read).toMatchObject({ accepted: false, status: "" });
    expect(read.problems).toHaveLength(1);
    expect(answer({ kind: "REMOTE_STOP", transactionId: 1 }, { status: { toString: 1 } })).toMatchObject({
      accepted: false,
    });
  });

  it("to GetConfiguration become key and value", () => {
    const read = answer(
      { kind: "GET_CONFIGURATION", keys: [] },
      {
        configurationKey: [
          { key: "ConnectionTimeOut", readonly: false, value: "60" },
          { key: "Empty", readonly: true },
          { key: "__proto__", value: "x" },
          "junk",
        ],
      },
    );
    expect(read.accepted).toBe(true);
    expect(Object.entries(read.values)).toEqual([
      ["ConnectionTimeOut", "60"],
      ["Empty", ""],
      ["__proto__", "x"],
    ]);
    expect(({} as { x?: string }).x).toBeUndefined();
  });

  it("to DataTransfer hand on the data", () => {
    expect(
      answer({ kind: "DATA_TRANSFER", vendorId: "v" }, { status: "Accepted", data: "d" }).values,
    ).toEqual({ data: "d" });
    expect(answer({ kind: "DATA_TRANSFER", vendorId: "v" }, { status: "Accepted" }).values).toEqual({});
  });
});
