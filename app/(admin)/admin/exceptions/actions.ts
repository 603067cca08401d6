"use server";

import { z } from "zod";
import { readException } from "@/lib/billing/admin.queries";
import { closeException } from "@/lib/billing/close-exception";
import { EXCEPTION_DECISIONS } from "@/lib/billing/exception.model";
import { AppError } from "@/lib/core/errors";
import { requirePermission } from "@/lib/tenants/access.rules";
import { adminAction, audit } from "../../_guard/admin-action";
import { reasonField } from "../../_guard/fields";

/** Decides about an exception; the note stays with it. */
export const decideException = adminAction(
  "exception.close",
  z.strictObject({ exceptionId: z.uuid(), decision: z.enum(EXCEPTION_DECISIONS), note: reasonField }),
  async (admin, { exceptionId, decision, note }) => {
    const { clientId, userId, name: userName } = admin.principal;
    const found = await readException(admin.context, admin.scope, exceptionId);
    if (!found) throw new AppError("not_found", "exception_unknown", "not in the scope");
    // A flagged session is a matter of the bill, wherever it is decided.
    if (found.code === "session_flagged") requirePermission(admin.principal, "cdr.decide");
    await closeException(admin.context, { clientId, exceptionId, decision, note, userId, userName });
    const after = await readException(admin.context, admin.scope, exceptionId);
    await audit(admin, {
      action: after?.state === "CLOSED" ? "exception.closed" : "exception.retried",
      objectType: "exception",
      objectId: exceptionId,
      reason: note,
      after: { decision },
    });
    return after?.state === "CLOSED"
      ? "Decided and closed."
      : "Tried again; the same trouble is still there.";
  },
);
