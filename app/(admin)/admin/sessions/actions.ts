"use server";

import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { readSession } from "@/lib/sessions/admin.queries";
import { stopByOperator } from "@/lib/sessions/stop-by-operator";
import { adminAction, audit } from "../../_guard/admin-action";
import { reasonField } from "../../_guard/fields";

/** Stops a running session for a reason that is kept. */
export const stopSession = adminAction(
  "session.stop",
  z.strictObject({ sessionId: z.uuid(), reason: reasonField }),
  async (admin, { sessionId, reason }) => {
    const { clientId, userId } = admin.principal;
    if (!(await readSession(admin.context, admin.scope, sessionId))) {
      throw new AppError("not_found", "session_unknown", "not in the scope");
    }
    await stopByOperator(admin.context, { clientId, sessionId, userId, reason });
    await audit(admin, {
      action: "session.stop_ordered",
      objectType: "session",
      objectId: sessionId,
      reason,
    });
    return "The stop is on its way to the station.";
  },
);
