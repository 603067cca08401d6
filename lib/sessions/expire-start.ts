import type { Context } from "@/lib/db/context";
import { lockEvse } from "@/lib/locations/lock-evse";
import { lockSession } from "./session.store";
import { findSite } from "./site.queries";
import { closeWithoutCharge, failStart } from "./start-flow";

/**
 * The time to plug in or to start is over (REL-7, REL-75). Decided under the EVSE's lock, so that a driver who plugs in one
 * second before the end either starts or fails, never both (REL-77). Early and late calls do nothing.
 */
export async function expireStart(
  context: Context,
  input: { readonly clientId: string; readonly sessionId: string },
): Promise<void> {
  await context.db.withClient(input.clientId, async (tx) => {
    const found = await tx.chargingSession.findUnique({
      where: { id: input.sessionId },
      select: { evseId: true },
    });
    if (!found) return;
    await lockEvse(tx, found.evseId);
    const session = await lockSession(tx, input.sessionId);
    const site = session ? await findSite(tx, session.evseId) : null;
    if (!session || !site) return;
    const now = context.clock.now();
    if (session.state === "AWAITING_PLUG" && session.plugDeadlineAt && session.plugDeadlineAt <= now) {
      await failStart(tx, context, session, site, "not_plugged_in");
    } else if (session.state === "STARTING" && session.startDeadlineAt && session.startDeadlineAt <= now) {
      await failStart(tx, context, session, site, "no_transaction");
    }
  });
}

/** The driver did not try again in time: the hold goes back (REL-7). */
export async function endRetryWindow(
  context: Context,
  input: { readonly clientId: string; readonly sessionId: string },
): Promise<void> {
  await context.db.withClient(input.clientId, async (tx) => {
    const session = await lockSession(tx, input.sessionId);
    if (session?.state !== "START_FAILED" || !session.retryUntil || session.retryUntil > context.clock.now())
      return;
    await closeWithoutCharge(tx, context, session, reasonOf(session.reason), "timer");
  });
}

function reasonOf(reason: string | null) {
  return (reason ?? "no_transaction") as Parameters<typeof closeWithoutCharge>[3];
}
