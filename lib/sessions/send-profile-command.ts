import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { ChargingSchedule, ProfileCommand } from "./charging-profile.model";
import type { ProfileTarget } from "./find-profile-target";
import { queueCommand } from "./queue-command";
import type { SCHEDULE_READER } from "./schedule.queries";
import type { StationCommandPayload } from "./station-facts.model";

/** Seconds that a station gets to answer a command of smart charging. */
export const PROFILE_ANSWER_S = 25;

type Running = NonNullable<ProfileTarget["running"]>;
type ProfilePayload = Extract<StationCommandPayload, { kind: ProfileCommand }>;

/** What is wanted of the station; `startAt` of a schedule is in our time. */
export type ProfileWish =
  | { readonly kind: "SET_CHARGING_PROFILE"; readonly schedule: ChargingSchedule }
  | { readonly kind: "CLEAR_CHARGING_PROFILE" }
  | { readonly kind: "GET_COMPOSITE_SCHEDULE"; readonly durationS: number };

/**
 * The command for a wish. One profile per transaction, with the transaction's own number, so that a newer one replaces it and
 * none is left when the transaction is over. A start is moved to the station's clock where that is known to be wrong (REL-85).
 */
export function profilePayload(running: Running, wish: ProfileWish): ProfilePayload {
  const { ocppConnectorId, transactionId, clockOffsetMs } = running;
  const profileId = transactionId;
  switch (wish.kind) {
    case "SET_CHARGING_PROFILE": {
      const { startAt, ...rest } = wish.schedule;
      const schedule =
        startAt === undefined
          ? rest
          : { ...rest, startAt: new Date(Date.parse(startAt) - clockOffsetMs).toISOString() };
      return { kind: wish.kind, ocppConnectorId, transactionId, profileId, schedule };
    }
    case "CLEAR_CHARGING_PROFILE":
      return { kind: wish.kind, ocppConnectorId, profileId };
    case "GET_COMPOSITE_SCHEDULE":
      return { kind: wish.kind, ocppConnectorId, durationS: wish.durationS };
  }
}

/** Queues it for the station, in the caller's transaction, which holds the session (`findProfileTarget`). */
export async function sendProfileCommand(
  tx: Tx,
  context: Context,
  target: ProfileTarget & { readonly running: Running },
  wish: ProfileWish,
  createdBy: "partner" | typeof SCHEDULE_READER = "partner",
): Promise<{ readonly commandId: string }> {
  return queueCommand(tx, context, {
    clientId: target.clientId,
    stationId: target.running.stationId,
    sessionId: target.sessionId,
    payload: profilePayload(target.running, wish),
    deadlineS: PROFILE_ANSWER_S,
    createdBy,
  });
}
