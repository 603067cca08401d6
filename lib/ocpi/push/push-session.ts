import type { Context } from "@/lib/db/context";
import { findPartnerOfSession } from "./push.queries";
import { queuePush } from "./queue-push";

/** A session that a partner started has changed: that partner hears its newest state, nobody else does. */
export async function pushSession(
  context: Context,
  job: { readonly clientId: string; readonly sessionId: string },
): Promise<void> {
  const { clientId, sessionId } = job;
  await context.db.withClient(clientId, async (tx) => {
    const subscriptionId = await findPartnerOfSession(tx, sessionId);
    if (subscriptionId !== null)
      await queuePush(tx, context, { clientId, subscriptionId, kind: "session", objectId: sessionId });
  });
}
