import type { Context } from "@/lib/db/context";
import { emit, PRIORITY } from "@/lib/db/emit";
import { env } from "@/lib/env";
import { BILLING_EVENTS } from "./billing-events.model";
import { sendMail } from "./mail";

/** Who can decide about a bill, and is told weekly that some wait. */
const TOLD_ROLES = ["OWNER", "ADMIN", "FINANCE"] as const;

/**
 * Asks for one mail to everybody who can decide, of every client with flagged sessions (domain: operators look weekly). A mail
 * is a job of its own, so that a failing address holds up nobody.
 */
export async function askForReminders(context: Context): Promise<void> {
  await context.db.withSystem(async (tx) => {
    const waiting = await tx.cdrValidation.groupBy({
      by: ["clientId"],
      where: { state: "FLAGGED" },
      _count: true,
    });
    const users = await tx.user.findMany({
      where: {
        clientId: { in: waiting.map(({ clientId }) => clientId) },
        role: { in: [...TOLD_ROLES] },
        disabledAt: null,
      },
      select: { id: true, clientId: true },
    });
    for (const { id, clientId } of users) {
      const event = { type: BILLING_EVENTS.reminderDue, payload: { clientId, userId: id } };
      await emit(tx, event, { key: `reminder:${id}`, priority: PRIORITY.report });
    }
  });
}

/** The mail itself, with the number as it is now; none when everything was decided meanwhile. */
export async function remindFlagged(
  context: Context,
  { clientId, userId }: { readonly clientId: string; readonly userId: string },
): Promise<void> {
  const found = await context.db.withClient(clientId, async (tx) => ({
    user: await tx.user.findUnique({ where: { id: userId } }),
    count: await tx.cdrValidation.count({ where: { state: "FLAGGED" } }),
    oldest: await tx.cdrValidation.findFirst({
      where: { state: "FLAGGED" },
      orderBy: { flaggedAt: "asc" },
      select: { flaggedAt: true },
    }),
  }));
  const { user, count, oldest } = found;
  if (!user || user.disabledAt || count === 0) return;
  const sessions = count === 1 ? "1 charging session waits" : `${count} charging sessions wait`;
  const since = oldest?.flaggedAt
    ? ` The oldest waits since ${oldest.flaggedAt.toISOString().slice(0, 10)}.`
    : "";
  await sendMail(context, {
    to: user.email,
    subject: `${sessions} for a decision`,
    text: [
      `${sessions} for a decision before a bill can be made.${since}`,
      "What nobody decides is tried again every day and dropped after 90 days. A card hold that nears its end is decided by your settings.",
      `${env().PUBLIC_URL}/admin/cdrs?state=FLAGGED`,
    ].join("\n\n"),
    attachments: [],
  });
}
