import { z } from "zod";

const connectorId = z.number().int().min(0);

/** What we can ask of a station, in our words. Field names are those of the stored command row. */
export const stationCommandSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("RemoteStart"),
    connectorId: connectorId.min(1),
    idToken: z.string().min(1).max(20),
  }),
  z.object({ kind: z.literal("RemoteStop"), transactionId: z.number().int() }),
  z.object({
    kind: z.literal("TriggerMessage"),
    message: z.enum([
      "BootNotification",
      "DiagnosticsStatusNotification",
      "FirmwareStatusNotification",
      "Heartbeat",
      "MeterValues",
      "StatusNotification",
    ]),
    connectorId: connectorId.optional(),
  }),
  z.object({ kind: z.literal("Reset"), hard: z.boolean() }),
  z.object({ kind: z.literal("Unlock"), connectorId: connectorId.min(1) }),
  z.object({ kind: z.literal("ChangeAvailability"), connectorId, operative: z.boolean() }),
  z.object({
    kind: z.literal("GetConfiguration"),
    keys: z.array(z.string().min(1).max(50)).max(200).default([]),
  }),
  z.object({
    kind: z.literal("ChangeConfiguration"),
    key: z.string().min(1).max(50),
    value: z.string().max(500),
  }),
  z.object({ kind: z.literal("ClearCache") }),
  z.object({
    kind: z.literal("DataTransfer"),
    vendorId: z.string().min(1).max(255),
    messageId: z.string().max(50).optional(),
    data: z.string().optional(),
  }),
]);

export type StationCommand = z.infer<typeof stationCommandSchema>;

export type CommandKind = StationCommand["kind"];

export type CommandOf<K extends CommandKind> = Extract<StationCommand, { kind: K }>;

/** What the station said to a command. `status` is its own word. */
export interface CommandAnswer {
  readonly accepted: boolean;
  readonly status: string;
  /** Only GetConfiguration (key → value) and DataTransfer (`data`) carry something. */
  readonly values: Readonly<Record<string, string>>;
}
