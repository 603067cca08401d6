import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { lockEvse } from "@/lib/locations/lock-evse";
import { findByToken } from "./find-session";
import { lockSession } from "./session.store";
import { requestStop } from "./stop-flow";

/**
 * The driver's stop button. Only with the control token (SEC-20). Pressing it again, or on another device, changes nothing
 * (REL-87). Errors: `session_unknown`.
 */
export async function stopByDriver(context: Context, input: { readonly token: string }): Promise<void> {
  const access = await findByToken(context, input.token);
  if (!access?.mayControl) throw new AppError("not_found", "session_unknown", "no session for this link");
  await context.db.withClient(access.clientId, async (tx) => {
    const found = await tx.chargingSession.findUniqueOrThrow({
      where: { id: access.sessionId },
      select: { evseId: true },
    });
    await lockEvse(tx, found.evseId);
    const session = await lockSession(tx, access.sessionId);
    if (session) await requestStop(tx, context, session, "stopped_by_driver", "driver");
  });
}
