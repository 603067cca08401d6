import type { Context } from "@/lib/db/context";
import { findPartnerOfSession, isQueued } from "./push.queries";
import { queuePush } from "./queue-push";

/** A CDR of a session that a partner started: it gets it, after the session's last state, until it acknowledges (REL-32). */
export async function pushCdr(
  context: Context,
  job: { readonly clientId: string; readonly sessionId: string; readonly cdrId: string },
): Promise<void> {
  const { clientId, sessionId, cdrId } = job;
  await context.db.withClient(clientId, async (tx) => {
    const subscriptionId = await findPartnerOfSession(tx, sessionId);
    if (subscriptionId === null) return;
    const push = { clientId, subscriptionId, kind: "cdr" as const, objectId: cdrId };
    // The event may be handled twice, and a CDR is never changed: one row is enough.
    if (!(await isQueued(tx, push))) await queuePush(tx, context, push);
  });
}
