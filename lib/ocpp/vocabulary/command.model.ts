import { z } from "zod";
import {
  COMPOSITE_MAX_S,
  type CompositeSchedule,
  chargingScheduleSchema,
} from "@/lib/sessions/charging-profile.model";
import type { StationCommandKind, StationCommandPayload } from "@/lib/sessions/station-facts.model";

const station = z.number().int().min(0);
const connector = z.number().int().min(1);

/** Checks a stored command row before it is spoken: what is not in this list never reaches a station. */
export const stationCommandSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("REMOTE_START"), ocppConnectorId: connector, idTag: z.string().min(1).max(20) }),
  z.object({ kind: z.literal("REMOTE_STOP"), transactionId: z.number().int() }),
  z.object({
    kind: z.literal("TRIGGER_MESSAGE"),
    message: z.enum(["BOOT_NOTIFICATION", "HEARTBEAT", "METER_VALUES", "STATUS_NOTIFICATION"]),
    ocppConnectorId: station.exactOptional(),
  }),
  z.object({ kind: z.literal("RESET"), type: z.enum(["SOFT", "HARD"]) }),
  z.object({ kind: z.literal("UNLOCK"), ocppConnectorId: connector }),
  z.object({ kind: z.literal("CHANGE_AVAILABILITY"), ocppConnectorId: station, operative: z.boolean() }),
  z.object({ kind: z.literal("GET_CONFIGURATION"), keys: z.array(z.string().min(1).max(50)).max(200) }),
  z.object({
    kind: z.literal("CHANGE_CONFIGURATION"),
    key: z.string().min(1).max(50),
    value: z.string().max(500),
    sealed: z.boolean().exactOptional(),
  }),
  z.object({ kind: z.literal("CLEAR_CACHE") }),
  z.object({
    kind: z.literal("SET_CHARGING_PROFILE"),
    ocppConnectorId: connector,
    transactionId: z.number().int(),
    profileId: z.number().int(),
    schedule: chargingScheduleSchema,
  }),
  z.object({
    kind: z.literal("CLEAR_CHARGING_PROFILE"),
    ocppConnectorId: connector,
    profileId: z.number().int(),
  }),
  z.object({
    kind: z.literal("GET_COMPOSITE_SCHEDULE"),
    ocppConnectorId: connector,
    durationS: z.number().int().min(1).max(COMPOSITE_MAX_S),
  }),
  z.object({
    kind: z.literal("DATA_TRANSFER"),
    vendorId: z.string().min(1).max(255),
    messageId: z.string().max(50).exactOptional(),
    data: z.string().exactOptional(),
  }),
]) satisfies z.ZodType<StationCommandPayload>;

export type CommandOf<K extends StationCommandKind> = Extract<StationCommandPayload, { kind: K }>;

/** What the station said to a command. `status` is its own word. */
export interface CommandAnswer {
  readonly accepted: boolean;
  readonly status: string;
  /** Only GET_CONFIGURATION (key → value) and DATA_TRANSFER (`data`) carry something. */
  readonly values: Readonly<Record<string, string>>;
  /** Only GET_COMPOSITE_SCHEDULE, and only when the station told one; null: one that can not be read. */
  readonly schedule?: CompositeSchedule | null;
}
