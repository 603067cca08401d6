import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { lockEvse } from "@/lib/locations/lock-evse";
import { appendEvent, lockSession } from "./session.store";
import { requestStop } from "./stop-flow";

/**
 * A member of staff stops a session (ADM-22). The reason stands in the timeline. The caller checks the permission and writes
 * the audit entry. Errors: `session_unknown`, `session_not_running`.
 */
export async function stopByOperator(
  context: Context,
  input: {
    readonly clientId: string;
    readonly sessionId: string;
    readonly userId: string;
    readonly reason: string;
  },
): Promise<void> {
  await context.db.withClient(input.clientId, async (tx) => {
    const found = await tx.chargingSession.findUnique({
      where: { id: input.sessionId },
      select: { evseId: true },
    });
    if (!found) throw new AppError("not_found", "session_unknown", "no such session");
    await lockEvse(tx, found.evseId);
    const session = await lockSession(tx, input.sessionId);
    if (session?.state !== "CHARGING")
      throw new AppError("conflict", "session_not_running", "the session is not charging");
    await appendEvent(tx, context, session, {
      kind: "operator_stop",
      actor: `user:${input.userId}`,
      data: { reason: input.reason },
    });
    await requestStop(tx, context, session, "stopped_by_operator", `user:${input.userId}`);
  });
}
