import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { findProfileTarget } from "./find-profile-target";
import { isScheduleAsked, SCHEDULE_READER } from "./schedule.queries";
import { sendProfileCommand } from "./send-profile-command";

/** How far ahead a partner is told what its session may draw, seconds (OCPI charging profiles, Sender PUT: 5 to 60 minutes). */
const HORIZON_S = 3_600;

/**
 * Asks the station what it means to give a partner's session from now on, after something that may have changed that. Not
 * twice while the question has not left; nothing when the session does not charge any more.
 */
export async function readSchedule(
  tx: Tx,
  context: Context,
  input: { readonly subscriptionId: string; readonly sessionId: string },
): Promise<void> {
  const target = await findProfileTarget(tx, input);
  if (!target?.running || (await isScheduleAsked(tx, target.sessionId))) return;
  const { running } = target;
  const wish = { kind: "GET_COMPOSITE_SCHEDULE", durationS: HORIZON_S } as const;
  await sendProfileCommand(tx, context, { ...target, running }, wish, SCHEDULE_READER);
}
