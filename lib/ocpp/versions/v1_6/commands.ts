import type {
  StationCommandKind,
  StationCommandPayload,
  TriggerableMessage,
} from "@/lib/sessions/station-facts.model";
import type { JsonObject } from "../../rpc/frame.model";
import type { CommandAnswer, CommandOf } from "../../vocabulary/command.model";
import { clean, objects, own, text } from "./read.rules";
import { compositeSchedule, txProfile } from "./smart-charging.rules";

/** How one of our commands is spelled in OCPP 1.6 and which words of the answer mean yes. */
interface CommandRoute<K extends StationCommandKind> {
  readonly action: string;
  readonly encode: (command: CommandOf<K>) => JsonObject;
  /** Answers that count as accepted; `null` when the message has no status. */
  readonly accepted: readonly string[] | null;
  readonly values?: (payload: JsonObject) => Readonly<Record<string, string>>;
  readonly schedule?: (payload: JsonObject) => CommandAnswer["schedule"];
}

/** A value of GetConfiguration that is kept (OCPP 1.6 §7.29 allows 500 characters). */
const MAX_VALUE = 500;

/** Longest data of a DataTransfer answer that is kept. */
const MAX_DATA = 10_000;

const TRIGGERS: Readonly<Record<TriggerableMessage, string>> = {
  BOOT_NOTIFICATION: "BootNotification",
  HEARTBEAT: "Heartbeat",
  METER_VALUES: "MeterValues",
  STATUS_NOTIFICATION: "StatusNotification",
};

/** OCPP 1.6 §5. */
const COMMANDS: { readonly [K in StationCommandKind]: CommandRoute<K> } = {
  REMOTE_START: {
    action: "RemoteStartTransaction",
    encode: ({ ocppConnectorId, idTag }) => ({ connectorId: ocppConnectorId, idTag }),
    accepted: ["Accepted"],
  },
  REMOTE_STOP: {
    action: "RemoteStopTransaction",
    encode: ({ transactionId }) => ({ transactionId }),
    accepted: ["Accepted"],
  },
  TRIGGER_MESSAGE: {
    action: "TriggerMessage",
    encode: ({ message, ocppConnectorId }) => ({
      requestedMessage: TRIGGERS[message],
      ...(ocppConnectorId === undefined ? {} : { connectorId: ocppConnectorId }),
    }),
    accepted: ["Accepted"],
  },
  RESET: {
    action: "Reset",
    encode: ({ type }) => ({ type: type === "HARD" ? "Hard" : "Soft" }),
    accepted: ["Accepted"],
  },
  UNLOCK: {
    action: "UnlockConnector",
    encode: ({ ocppConnectorId }) => ({ connectorId: ocppConnectorId }),
    accepted: ["Unlocked"],
  },
  CHANGE_AVAILABILITY: {
    action: "ChangeAvailability",
    encode: ({ ocppConnectorId, operative }) => ({
      connectorId: ocppConnectorId,
      type: operative ? "Operative" : "Inoperative",
    }),
    accepted: ["Accepted", "Scheduled"],
  },
  GET_CONFIGURATION: {
    action: "GetConfiguration",
    encode: ({ keys }) => (keys.length === 0 ? {} : { key: keys }),
    accepted: null,
    values: configuration,
  },
  CHANGE_CONFIGURATION: {
    action: "ChangeConfiguration",
    encode: ({ key, value }) => ({ key, value }),
    accepted: ["Accepted", "RebootRequired"],
  },
  CLEAR_CACHE: { action: "ClearCache", encode: () => ({}), accepted: ["Accepted"] },
  SET_CHARGING_PROFILE: { action: "SetChargingProfile", encode: txProfile, accepted: ["Accepted"] },
  // The id alone: a station must not have to match anything else (OCPP 1.6 §5.5).
  CLEAR_CHARGING_PROFILE: {
    action: "ClearChargingProfile",
    encode: ({ profileId }) => ({ id: profileId }),
    accepted: ["Accepted"],
  },
  GET_COMPOSITE_SCHEDULE: {
    action: "GetCompositeSchedule",
    encode: ({ ocppConnectorId, durationS }) => ({ connectorId: ocppConnectorId, duration: durationS }),
    accepted: ["Accepted"],
    schedule: compositeSchedule,
  },
  DATA_TRANSFER: {
    action: "DataTransfer",
    encode: ({ vendorId, messageId, data }) => ({
      vendorId,
      ...(messageId === undefined ? {} : { messageId }),
      ...(data === undefined ? {} : { data }),
    }),
    accepted: ["Accepted"],
    values: transferred,
  },
};

/** The CALL for a command. */
export function encodeCommand(command: StationCommandPayload): { action: string; payload: JsonObject } {
  const { action, encode } = routeOf(command);
  return { action, payload: encode(command) };
}

/** Reads the CALLRESULT. An answer without the status that its message must have counts as a refusal. */
export function decodeAnswer(command: StationCommandPayload, payload: JsonObject): CommandAnswer {
  const { accepted, values, schedule: read } = routeOf(command);
  const status = accepted === null ? "Accepted" : (text(payload, "status", 60) ?? "");
  const schedule = read?.(payload);
  return {
    accepted: accepted === null || accepted.includes(status),
    status,
    values: values?.(payload) ?? {},
    ...(schedule === undefined ? {} : { schedule }),
  };
}

/** Looks up a command's row; the table's type guarantees that the row fits the command. */
function routeOf(command: StationCommandPayload): CommandRoute<StationCommandKind> {
  return COMMANDS[command.kind] as CommandRoute<StationCommandKind>;
}

/** GetConfiguration's list as key → value. A key without a value is "". */
function configuration(payload: JsonObject): Record<string, string> {
  const entries = objects(payload, "configurationKey").flatMap((item) => {
    const key = text(item, "key", 255);
    return key ? [[key, text(item, "value", MAX_VALUE) ?? ""] as const] : [];
  });
  return Object.fromEntries(entries);
}

function transferred(payload: JsonObject): Record<string, string> {
  const data = own(payload, "data");
  return data === undefined
    ? {}
    : { data: clean(typeof data === "string" ? data : JSON.stringify(data), MAX_DATA) };
}
