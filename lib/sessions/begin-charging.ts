import type { Context } from "@/lib/db/context";
import { raiseException } from "@/lib/db/raise-exception";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import { lockEvse } from "@/lib/locations/lock-evse";
import type { SessionReason } from "./session.model";
import { lockSession, moveSession } from "./session.store";
import { findActiveSession, findSite, startObstacle } from "./site.queries";
import { closeWithoutCharge, failStart, proceedToStart } from "./start-flow";

/**
 * The hold stands: take the EVSE and start (REL-5, REL-12). Called for every `payment.authorised`; repeats do nothing.
 * The EVSE's row lock decides between two drivers who paid at the same moment: the second one's hold goes back at once
 * (REL-72). A hold that differs from the quote starts nothing (REL-70).
 */
export async function beginCharging(
  context: Context,
  input: { readonly clientId: string; readonly paymentId: string },
): Promise<void> {
  try {
    await context.db.withClient(input.clientId, (tx) => begin(tx, context, input.paymentId));
  } catch (error) {
    // The unique index spoke although the row lock was ours: another path took the EVSE. The next run sees it.
    if (!isUniqueViolation(error, "evse")) throw error;
    await context.db.withClient(input.clientId, (tx) => begin(tx, context, input.paymentId));
  }
}

async function begin(
  tx: Parameters<typeof lockSession>[0],
  context: Context,
  paymentId: string,
): Promise<void> {
  const found = await tx.chargingSession.findUnique({
    where: { paymentId },
    select: { id: true, evseId: true },
  });
  if (!found) return;
  await lockEvse(tx, found.evseId);
  const session = await lockSession(tx, found.id);
  if (session?.state !== "CHECKOUT") return;
  const payment = await tx.payment.findUniqueOrThrow({ where: { id: paymentId } });
  if (payment.state === "HOLD_LOST" || payment.state === "RELEASED") {
    // Nobody could look for so long that the hold has ended by itself: nothing to start with, and nothing to give back.
    await failAndClose(tx, context, session, "payment_expired");
    return;
  }
  const covered = payment.state === "AUTHORISED" || (payment.state === "CAPTURED" && payment.prepaid);
  if (!covered) return;
  const site = await findSite(tx, session.evseId);
  if (!site) return;

  if (payment.authorisedMinor !== session.ceilingMinor || payment.currency !== session.currency) {
    await failAndClose(tx, context, session, "amount_mismatch");
    await raiseException(tx, {
      clientId: session.clientId,
      code: "amount_mismatch",
      key: `amount_mismatch:${session.id}`,
      sessionId: session.id,
      paymentId,
      detail: {
        quoted: session.ceilingMinor,
        authorised: payment.authorisedMinor,
        currency: payment.currency,
      },
    });
    return;
  }
  if (await findActiveSession(tx, session.evseId)) {
    await failAndClose(tx, context, session, "taken_over");
    return;
  }
  const obstacle = startObstacle(site, context.clock.now());
  if (obstacle) {
    await failStart(
      tx,
      context,
      session,
      site,
      obstacle === "offline" ? "station_offline" : "evse_unavailable",
      "paid_but_refused",
    );
    return;
  }
  await proceedToStart(
    tx,
    context,
    session,
    site,
    { plugged: "paid_start", unplugged: "paid_wait_plug" },
    "psp",
  );
}

/** No second try is possible: the release is requested in the same transaction. */
async function failAndClose(
  tx: Parameters<typeof lockSession>[0],
  context: Context,
  session: NonNullable<Awaited<ReturnType<typeof lockSession>>>,
  reason: SessionReason,
): Promise<void> {
  const failed = await moveSession(tx, context, session, {
    on: "paid_but_refused",
    actor: "system",
    data: { reason },
    set: { reason, authorisedAt: context.clock.now() },
  });
  await closeWithoutCharge(tx, context, failed, reason, "system");
}

/** The payment came to nothing: nothing is reserved, the visit is over (UX-17). */
export async function abandonCheckout(
  context: Context,
  input: { readonly clientId: string; readonly paymentId: string },
): Promise<void> {
  await context.db.withClient(input.clientId, async (tx) => {
    const found = await tx.chargingSession.findUnique({
      where: { paymentId: input.paymentId },
      select: { id: true },
    });
    const session = found ? await lockSession(tx, found.id) : null;
    if (session?.state !== "CHECKOUT") return;
    const payment = await tx.payment.findUniqueOrThrow({ where: { id: input.paymentId } });
    const reason =
      payment.state === "CANCELED"
        ? "payment_canceled"
        : payment.state === "EXPIRED"
          ? "payment_expired"
          : "payment_declined";
    await moveSession(tx, context, session, {
      on: "payment_failed",
      actor: "psp",
      data: { reason, failureCode: payment.failureCode },
      set: { reason, endedAt: context.clock.now() },
    });
  });
}
