import type { Context } from "@/lib/db/context";
import { findPartnerOfSession, isQueued } from "./push.queries";
import { queuePushes } from "./queue-push";

/** A CDR of a session that a partner started: it gets it, after the session's last state, until it acknowledges (REL-32). */
export async function pushCdr(
  context: Context,
  job: { readonly clientId: string; readonly sessionId: string; readonly cdrId: string },
): Promise<void> {
  const { clientId, sessionId, cdrId } = job;
  await context.db.withClient(clientId, async (tx) => {
    const subscriptionId = await findPartnerOfSession(tx, sessionId);
    if (subscriptionId === null) return;
    // The event may be handled twice, and a CDR is never changed: one row is enough.
    if (await isQueued(tx, { subscriptionId, kind: "cdr", objectId: cdrId })) return;
    // The session's own event may come later than this one: its last state goes in front.
    await queuePushes(tx, context, { clientId, subscriptionId }, [
      { kind: "session", objectId: sessionId },
      { kind: "cdr", objectId: cdrId },
    ]);
  });
}
