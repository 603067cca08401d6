import type { Tx } from "@/lib/db/database";
import {
  compositeScheduleSchema,
  isProfileCommand,
  type ProfileCommand,
  type ReadSchedule,
} from "./charging-profile.model";

/** `createdBy` of the readings that follow a change, as opposed to those that a partner asked for. */
export const SCHEDULE_READER = "schedule";

/** A command of smart charging that has its answer. */
export interface AnsweredProfileCommand {
  readonly kind: ProfileCommand;
  readonly sessionId: string;
  readonly subscriptionId: string;
  readonly state: "ACCEPTED" | "REJECTED" | "TIMEOUT";
  /** The station's own word; null when it said nothing. */
  readonly status: string | null;
  readonly isOurReading: boolean;
}

/** Null when there is no such command of a partner's session, or it has no answer yet. */
export async function findAnsweredProfileCommand(
  tx: Tx,
  commandId: string,
): Promise<AnsweredProfileCommand | null> {
  const row = await tx.stationCommand.findUnique({
    where: { id: commandId },
    include: { session: { select: { id: true, subscriptionId: true } } },
  });
  if (!row?.session?.subscriptionId || !isProfileCommand(row.kind)) return null;
  if (row.state !== "ACCEPTED" && row.state !== "REJECTED" && row.state !== "TIMEOUT") return null;
  const status = (row.answer as { status?: unknown } | null)?.status;
  return {
    kind: row.kind,
    sessionId: row.session.id,
    subscriptionId: row.session.subscriptionId,
    state: row.state,
    status: typeof status === "string" ? status : null,
    isOurReading: row.createdBy === SCHEDULE_READER,
  };
}

/** The schedule that one command has read; null when it read none. */
export async function findReadSchedule(tx: Tx, commandId: string): Promise<ReadSchedule | null> {
  return scheduleOf(tx, { id: commandId });
}

/** The newest schedule that was read after a change in a session that is charging; null when there is none. */
export async function findNewestSchedule(tx: Tx, sessionId: string): Promise<ReadSchedule | null> {
  return scheduleOf(tx, { sessionId, createdBy: SCHEDULE_READER, session: { state: "CHARGING" } });
}

async function scheduleOf(
  tx: Tx,
  where: {
    readonly id?: string;
    readonly sessionId?: string;
    readonly createdBy?: string;
    readonly session?: { readonly state: "CHARGING" };
  },
): Promise<ReadSchedule | null> {
  const row = await tx.stationCommand.findFirst({
    where: { ...where, kind: "GET_COMPOSITE_SCHEDULE", state: "ACCEPTED" },
    orderBy: { answeredAt: "desc" },
    include: {
      session: {
        select: {
          evse: { select: { maxPowerW: true } },
          transactions: { orderBy: { id: "desc" }, take: 1, select: { clockOffsetMs: true } },
        },
      },
    },
  });
  if (!row?.session || row.answeredAt === null) return null;
  const told = (row.answer as { schedule?: unknown } | null)?.schedule;
  const schedule = told === undefined ? null : compositeScheduleSchema.safeParse(told).data;
  if (schedule === undefined) return null;
  return {
    schedule,
    readAt: row.answeredAt,
    askedS: Number((row.payload as { durationS?: unknown }).durationS),
    clockOffsetMs: row.session.transactions[0]?.clockOffsetMs ?? 0,
    maxPowerW: row.session.evse.maxPowerW,
  };
}

/** True while a question after a change waits to be sent: its answer will have everything. */
export async function isScheduleAsked(tx: Tx, sessionId: string): Promise<boolean> {
  const waiting = await tx.stationCommand.findFirst({
    where: { sessionId, kind: "GET_COMPOSITE_SCHEDULE", createdBy: SCHEDULE_READER, state: "QUEUED" },
    select: { id: true },
  });
  return waiting !== null;
}

/** True when the station has taken a charging profile of the session: only then its partner is told of changes. */
export async function wasProfileSet(tx: Tx, sessionId: string): Promise<boolean> {
  const set = await tx.stationCommand.findFirst({
    where: { sessionId, kind: "SET_CHARGING_PROFILE", state: "ACCEPTED" },
    select: { id: true },
  });
  return set !== null;
}
