"use server";

import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { readSticker } from "@/lib/locations/admin.queries";
import { issueQrCodeIn } from "@/lib/locations/issue-qr-code";
import { recordAudit } from "@/lib/tenants/record-audit";
import { adminAction } from "../../_guard/admin-action";

/** Gives a charger a new code; the old sticker leads to a page that says so from now on (ADM-15). */
export const issueSticker = adminAction(
  "sticker.issue",
  z.strictObject({ evseId: z.uuid() }),
  async (admin, { evseId }) => {
    if (!(await readSticker(admin.context, admin.scope, evseId))) {
      throw new AppError("not_found", "evse_unknown", "not in the scope");
    }
    const { clientId, userId, name } = admin.principal;
    await admin.context.db.withClient(clientId, async (tx) => {
      await issueQrCodeIn(tx, admin.context, { clientId, evseId });
      await recordAudit(tx, {
        clientId,
        at: admin.context.clock.now(),
        actor: { userId, name },
        action: "sticker.issued",
        objectType: "evse",
        objectId: evseId,
      });
    });
    return "The new code works now; the old one does not.";
  },
);
