"use server";

import { z } from "zod";
import { count } from "@/components/admin/format";
import { replayMessage } from "@/lib/ocpi/push/replay-message";
import { replayPushes } from "@/lib/ocpi/push/replay-push";
import { adminAction } from "../../../../_guard/admin-action";
import { subscriptionIn } from "../../parts";

const number = z.string().regex(/^\d{1,18}$/);

/** Puts one dead push back in line, or all of them. */
export const sendPushesAgain = adminAction(
  "subscription.write",
  z.strictObject({ id: z.uuid(), push: number.optional() }),
  async (admin, { id, push }) => {
    await subscriptionIn(admin, id);
    const pushId = push === undefined ? null : BigInt(push);
    const revived = await replayPushes(admin.context, admin.principal, { subscriptionId: id, pushId });
    return `${count(revived)} on the way again.`;
  },
);

/** Sends again what a message of ours said; acceptance only. */
export const sendMessageAgain = adminAction(
  "subscription.write",
  z.strictObject({ id: z.uuid(), message: number }),
  async (admin, { id, message }) => {
    await subscriptionIn(admin, id);
    const messageId = BigInt(message);
    await replayMessage(admin.context, admin.principal, { subscriptionId: id, messageId });
    return "On the way again; a new message appears in the list.";
  },
);
