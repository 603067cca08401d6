import { describe, expect, it } from "vitest";
import { PROFILE_COMMANDS } from "@/lib/sessions/charging-profile.model";
import type { StationCommandPayload } from "@/lib/sessions/station-facts.model";
import { isCommandAllowed } from "../../command-outcome.rules";
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
  [
    {
      kind: "SET_CHARGING_PROFILE",
      ocppConnectorId: 1,
      transactionId: 42,
      profileId: 42,
      schedule: {
        unit: "A",
        periods: [
          { startS: 0, limit: 16.5 },
          { startS: 600, limit: 0 },
        ],
      },
    },
    "SetChargingProfile",
    {
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: 42,
        transactionId: 42,
        stackLevel: 0,
        chargingProfilePurpose: "TxProfile",
        chargingProfileKind: "Relative",
        chargingSchedule: {
          chargingRateUnit: "A",
          chargingSchedulePeriod: [
            { startPeriod: 0, limit: 16.5 },
            { startPeriod: 600, limit: 0 },
          ],
        },
      },
    },
  ],
  [
    {
      kind: "SET_CHARGING_PROFILE",
      ocppConnectorId: 2,
      transactionId: 7,
      profileId: 7,
      schedule: {
        startAt: "2040-03-01T10:00:00.000Z",
        durationS: 3_600,
        unit: "W",
        minRate: 1_380,
        periods: [{ startS: 0, limit: 7_400 }],
      },
    },
    "SetChargingProfile",
    {
      connectorId: 2,
      csChargingProfiles: {
        chargingProfileId: 7,
        transactionId: 7,
        stackLevel: 0,
        chargingProfilePurpose: "TxProfile",
        chargingProfileKind: "Absolute",
        chargingSchedule: {
          duration: 3_600,
          startSchedule: "2040-03-01T10:00:00.000Z",
          chargingRateUnit: "W",
          chargingSchedulePeriod: [{ startPeriod: 0, limit: 7_400 }],
          minChargingRate: 1_380,
        },
      },
    },
  ],
  [{ kind: "CLEAR_CHARGING_PROFILE", ocppConnectorId: 1, profileId: 42 }, "ClearChargingProfile", { id: 42 }],
  [
    { kind: "GET_COMPOSITE_SCHEDULE", ocppConnectorId: 1, durationS: 3_600 },
    "GetCompositeSchedule",
    { connectorId: 1, duration: 3_600 },
  ],
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

  const composite = (payload: object) =>
    answer({ kind: "GET_COMPOSITE_SCHEDULE", ocppConnectorId: 1, durationS: 3_600 }, payload);
  const periods = [
    { startPeriod: 0, limit: 11_000 },
    { startPeriod: 900, limit: 5_000.25, numberPhases: 3 },
  ];

  it("to GetCompositeSchedule hand on the schedule", () => {
    const chargingSchedule = { duration: 3_600, chargingRateUnit: "W", chargingSchedulePeriod: periods };
    expect(
      composite({
        status: "Accepted",
        connectorId: 1,
        scheduleStart: "2040-03-01T11:00:00+01:00",
        chargingSchedule,
      }),
    ).toMatchObject({
      accepted: true,
      schedule: {
        startAt: "2040-03-01T10:00:00.000Z",
        durationS: 3_600,
        unit: "W",
        periods: [
          { startS: 0, limit: 11_000 },
          { startS: 900, limit: 5_000.2 },
        ],
      },
    });
    expect(composite({ status: "Accepted" })).not.toHaveProperty("schedule");
    expect(composite({ status: "Rejected" })).toMatchObject({ accepted: false });
  });

  it("to GetCompositeSchedule are read leniently, and never believed when they make no sense", () => {
    const read = (chargingSchedule: unknown, more: object = {}) =>
      composite({ status: "Accepted", chargingSchedule, ...more }).schedule;
    const odd = {
      chargingRateUnit: "a",
      duration: "60",
      chargingSchedulePeriod: [
        { startPeriod: "30", limit: "6" },
        { startPeriod: 0, limit: 16 },
        { startPeriod: -1, limit: 16 },
        { startPeriod: 40, limit: -5 },
        { startPeriod: 50 },
        "junk",
      ],
    };
    expect(read(odd, { scheduleStart: "yesterday" })).toEqual({
      startAt: null,
      durationS: 60,
      unit: "A",
      periods: [
        { startS: 0, limit: 16 },
        { startS: 30, limit: 6 },
      ],
    });
    for (const bad of [
      7,
      [],
      {},
      { chargingRateUnit: "kW", chargingSchedulePeriod: periods },
      { chargingRateUnit: "W", chargingSchedulePeriod: [] },
      { chargingRateUnit: "W", chargingSchedulePeriod: [{ startPeriod: 0, limit: -1 }] },
    ])
      expect(read(bad), JSON.stringify(bad)).toBeNull();
    const many = Array.from({ length: 10_000 }, (_, startPeriod) => ({ startPeriod, limit: 1e11 }));
    const long = read({ chargingRateUnit: "W", chargingSchedulePeriod: many });
    expect(long?.periods).toHaveLength(1_024);
    expect(long?.periods[0]).toEqual({ startS: 0, limit: 10_000_000 });
  });

  it("SEC-32: charging profiles are for approved stations only", () => {
    for (const kind of PROFILE_COMMANDS) {
      expect(isCommandAllowed(kind, "QUARANTINED")).toBe(false);
      expect(isCommandAllowed(kind, "ACTIVE")).toBe(true);
    }
  });

  it("never carry a profile that is no profile", () => {
    const set = {
      kind: "SET_CHARGING_PROFILE",
      ocppConnectorId: 1,
      transactionId: 1,
      profileId: 1,
      schedule: { unit: "W", periods: [{ startS: 0, limit: 1 }] },
    };
    expect(stationCommandSchema.safeParse(set).success).toBe(true);
    for (const bad of [
      { periods: [] },
      { periods: [{ startS: 0, limit: -1 }] },
      { unit: "kW" },
      { durationS: 0 },
      { startAt: "now" },
    ])
      expect(stationCommandSchema.safeParse({ ...set, schedule: { ...set.schedule, ...bad } }).success).toBe(
        false,
      );
    expect(stationCommandSchema.safeParse({ ...set, ocppConnectorId: 0 }).success).toBe(false);
  });

  it("to DataTransfer hand on the data", () => {
    expect(
      answer({ kind: "DATA_TRANSFER", vendorId: "v" }, { status: "Accepted", data: "d" }).values,
    ).toEqual({ data: "d" });
    expect(answer({ kind: "DATA_TRANSFER", vendorId: "v" }, { status: "Accepted" }).values).toEqual({});
  });
});
