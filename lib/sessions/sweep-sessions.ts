import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { abandonCheckout, beginCharging } from "./begin-charging";
import { endRetryWindow, expireStart } from "./expire-start";
import { expireCommand } from "./record-command-outcome";
import { emitEnded } from "./record-transaction-stop";
import { removeOldQuotes } from "./session.store";
import { watchSession } from "./watch-session";

/** A duty this much overdue was missed by its own timer. */
const OVERDUE_MS = 60_000;

/**
 * Finds sessions and commands whose timer should have done something long ago, and does it (REL-7, REL-30). Every timer is a
 * job, so this finds nothing as a rule; what it finds it logs.
 */
export async function sweepSessions(context: Context): Promise<{ found: number }> {
  const now = context.clock.now();
  const late = new Date(now.getTime() - OVERDUE_MS);
  const { sessions, commands } = await context.db.withSystem(async (tx) => ({
    sessions: await tx.chargingSession.findMany({
      where: {
        OR: [
          { state: "AWAITING_PLUG", plugDeadlineAt: { lt: late } },
          { state: "STARTING", startDeadlineAt: { lt: late } },
          { state: "START_FAILED", retryUntil: { lt: late } },
          {
            state: { in: ["CHARGING", "STOPPING"] },
            updatedAt: { lt: new Date(now.getTime() - 3 * OVERDUE_MS) },
          },
          { state: "ENDED", updatedAt: { lt: late } },
          {
            state: "CHECKOUT",
            updatedAt: { lt: late },
            payment: {
              state: {
                in: ["AUTHORISED", "CAPTURED", "FAILED", "CANCELED", "EXPIRED", "RELEASED", "HOLD_LOST"],
              },
              updatedAt: { lt: late },
            },
          },
        ],
      },
      select: { id: true, clientId: true, state: true, paymentId: true },
      orderBy: { updatedAt: "asc" },
      take: 200,
    }),
    commands: await tx.stationCommand.findMany({
      where: { state: { in: ["QUEUED", "SENT"] }, deadlineAt: { lt: late } },
      select: { id: true },
      take: 200,
    }),
  }));
  for (const command of commands) await expireCommand(context, command.id);
  for (const session of sessions) {
    context.log.warn(
      { sessionId: session.id, state: session.state },
      "an overdue session was found by the sweep",
    );
    await attend(context, session);
  }
  return { found: sessions.length + commands.length };
}

async function attend(
  context: Context,
  session: { id: string; clientId: string; state: string; paymentId: string | null },
): Promise<void> {
  const input = { clientId: session.clientId, sessionId: session.id };
  switch (session.state) {
    case "AWAITING_PLUG":
    case "STARTING":
      return expireStart(context, input);
    case "START_FAILED":
      return endRetryWindow(context, input);
    case "CHARGING":
    case "STOPPING":
      return watchSession(context, input);
    case "ENDED":
      await context.db.withClient(session.clientId, async (tx) => {
        // A job that is still tried must keep its count of tries, or it would never be reported as dead (REL-111).
        if (await isQueued(tx, `ended:${session.id}`)) return;
        const row = await tx.chargingSession.findUniqueOrThrow({ where: { id: session.id } });
        await emitEnded(tx, row);
      });
      return;
    default:
      if (!session.paymentId) return;
      await beginCharging(context, { clientId: session.clientId, paymentId: session.paymentId });
      await abandonIfFailed(context, { clientId: session.clientId, paymentId: session.paymentId });
  }
}

async function isQueued(tx: Tx, key: string): Promise<boolean> {
  const rows = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM graphile_worker._private_jobs WHERE key = ${key} LIMIT 1`;
  return rows.length > 0;
}

async function abandonIfFailed(
  context: Context,
  input: { clientId: string; paymentId: string },
): Promise<void> {
  const payment = await context.db.withClient(input.clientId, (tx) =>
    tx.payment.findUnique({ where: { id: input.paymentId }, select: { state: true } }),
  );
  if (payment && ["FAILED", "CANCELED", "EXPIRED"].includes(payment.state))
    await abandonCheckout(context, input);
}

/** Quotes that nobody paid are forgotten a day after they ended. */
export async function forgetOldQuotes(context: Context): Promise<number> {
  const before = new Date(context.clock.now().getTime() - 86_400_000);
  return context.db.withSystem((tx) => removeOldQuotes(tx, before));
}
