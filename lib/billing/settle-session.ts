import { hasCode } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import { raiseException } from "@/lib/db/raise-exception";
import { requestCapture } from "@/lib/payments/request-capture";
import { finishSession } from "@/lib/sessions/finish-session";
import type { Charge } from "./billing.rules";
import { insertCdr } from "./billing.store";
import { BILLING_EVENTS } from "./billing-events.model";
import { type CdrPrices, priceColumns } from "./cdr-row.rules";
import { matchAdvices } from "./match-advices";
import type { BilledSession } from "./session-facts.queries";

/** The CDR, the state, and the money: all or nothing, in the caller's transaction (REL-91). */
export async function settleSession(
  tx: Tx,
  context: Context,
  session: BilledSession,
  prices: CdrPrices,
  endedAt: Date,
): Promise<void> {
  const { priced, wholesale, charge } = prices;
  const cdrId = context.ids.next();
  await insertCdr(tx, {
    id: cdrId,
    clientId: session.clientId,
    cpoId: session.cpoId,
    evseId: session.evseId,
    sessionId: session.id,
    number: `CDR-${session.reference}`,
    tariffHash: session.tariffHash,
    startedAt: session.startedAt ?? endedAt,
    endedAt,
    ...priceColumns(prices, session.wholesaleHash),
    createdAt: context.clock.now(),
  });
  await tellProvider(tx, context, session, cdrId);
  // The driver at a terminal was shown the wholesale price, and pays that.
  const shown = session.channel === "OCPI_TERMINAL" ? wholesale : null;
  await finishSession(tx, context, session, {
    kind: "billed",
    priced: shown ?? priced,
    chargedMinor: shown?.total.grossMinor ?? charge.grossMinor,
  });
  if (session.paymentId) await capture(tx, context, { ...session, paymentId: session.paymentId }, charge);
}

/** A CDR of a terminal provider's session goes to it, and what it has captured meanwhile finds its CDR (REL-32, REL-33). */
export async function tellProvider(
  tx: Tx,
  context: Context,
  session: BilledSession,
  cdrId: string,
): Promise<void> {
  if (!session.subscriptionId) return;
  await matchAdvices(tx, context, session);
  const payload = { clientId: session.clientId, sessionId: session.id, cdrId };
  await emit(tx, { type: BILLING_EVENTS.cdrIssued, payload }, { priority: PRIORITY.money });
}

async function capture(
  tx: Tx,
  context: Context,
  session: BilledSession & { readonly paymentId: string },
  charge: Charge,
): Promise<void> {
  try {
    await requestCapture(tx, context, {
      paymentId: session.paymentId,
      dueMinor: charge.grossMinor,
      netMinor: charge.netMinor,
      taxMinor: charge.taxMinor,
      writeOffMinor: charge.writtenOffMinor,
      description: session.reference,
    });
  } catch (error) {
    // The hold has gone while the car charged. The CDR stands, nothing can be taken, and a person is told (REL-93).
    if (!hasCode(error, "no_hold")) throw error;
    await raiseException(tx, {
      clientId: session.clientId,
      code: "hold_lost",
      key: `hold_lost:${session.paymentId}`,
      sessionId: session.id,
      paymentId: session.paymentId,
      stationId: session.stationId,
      detail: { dueMinor: charge.grossMinor },
    });
  }
}
