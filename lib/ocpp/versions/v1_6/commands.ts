import type { JsonObject } from "../../rpc/frame.model";
import type { CommandAnswer, CommandKind, CommandOf, StationCommand } from "../../vocabulary/command.model";
import { objects, own, text } from "./read.rules";

/** How one of our commands is spelled in OCPP 1.6 and which words of the answer mean yes. */
interface CommandRoute<K extends CommandKind> {
  readonly action: string;
  readonly encode: (command: CommandOf<K>) => JsonObject;
  /** Answers that count as accepted; `null` when the message has no status. */
  readonly accepted: readonly string[] | null;
  readonly values?: (payload: JsonObject) => Readonly<Record<string, string>>;
}

/** A value of GetConfiguration that is kept (OCPP 1.6 §7.29 allows 500 characters). */
const MAX_VALUE = 500;

/** OCPP 1.6 §5. */
const COMMANDS: { readonly [K in CommandKind]: CommandRoute<K> } = {
  RemoteStart: {
    action: "RemoteStartTransaction",
    encode: ({ connectorId, idToken }) => ({ connectorId, idTag: idToken }),
    accepted: ["Accepted"],
  },
  RemoteStop: {
    action: "RemoteStopTransaction",
    encode: ({ transactionId }) => ({ transactionId }),
    accepted: ["Accepted"],
  },
  TriggerMessage: {
    action: "TriggerMessage",
    encode: ({ message, connectorId }) => ({
      requestedMessage: message,
      ...(connectorId === undefined ? {} : { connectorId }),
    }),
    accepted: ["Accepted"],
  },
  Reset: {
    action: "Reset",
    encode: ({ hard }) => ({ type: hard ? "Hard" : "Soft" }),
    accepted: ["Accepted"],
  },
  Unlock: {
    action: "UnlockConnector",
    encode: ({ connectorId }) => ({ connectorId }),
    accepted: ["Unlocked"],
  },
  ChangeAvailability: {
    action: "ChangeAvailability",
    encode: ({ connectorId, operative }) => ({ connectorId, type: operative ? "Operative" : "Inoperative" }),
    accepted: ["Accepted", "Scheduled"],
  },
  GetConfiguration: {
    action: "GetConfiguration",
    encode: ({ keys }) => (keys.length === 0 ? {} : { key: keys }),
    accepted: null,
    values: configuration,
  },
  ChangeConfiguration: {
    action: "ChangeConfiguration",
    encode: ({ key, value }) => ({ key, value }),
    accepted: ["Accepted", "RebootRequired"],
  },
  ClearCache: { action: "ClearCache", encode: () => ({}), accepted: ["Accepted"] },
  DataTransfer: {
    action: "DataTransfer",
    encode: ({ vendorId, messageId, data }) => ({
      vendorId,
      ...(messageId === undefined ? {} : { messageId }),
      ...(data === undefined ? {} : { data }),
    }),
    accepted: ["Accepted"],
    values: (payload) => {
      const data = own(payload, "data");
      return data === undefined ? {} : { data: typeof data === "string" ? data : JSON.stringify(data) };
    },
  },
};

/** The CALL for a command. */
export function encodeCommand(command: StationCommand): { action: string; payload: JsonObject } {
  const { action, encode } = routeOf(command);
  return { action, payload: encode(command) };
}

/** Reads the CALLRESULT. An answer without the status that its message must have counts as a refusal. */
export function decodeAnswer(command: StationCommand, payload: JsonObject): CommandAnswer {
  const { accepted, values } = routeOf(command);
  const status = accepted === null ? "Accepted" : (text(payload, "status", 60) ?? "");
  return {
    accepted: accepted === null || accepted.includes(status),
    status,
    values: values?.(payload) ?? {},
  };
}

/** Looks up a command's row; the table's type guarantees that the row fits the command. */
function routeOf(command: StationCommand): CommandRoute<CommandKind> {
  return COMMANDS[command.kind] as CommandRoute<CommandKind>;
}

/** GetConfiguration's list as key → value. A key without a value is "". */
function configuration(payload: JsonObject): Record<string, string> {
  const entries = objects(payload, "configurationKey").flatMap((item) => {
    const key = text(item, "key", 255);
    return key ? [[key, text(item, "value", MAX_VALUE) ?? ""] as const] : [];
  });
  return Object.fromEntries(entries);
}
