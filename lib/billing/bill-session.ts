import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { finishSession } from "@/lib/sessions/finish-session";
import { lockEndedSession } from "@/lib/sessions/lock-ended-session";
import { assessSession } from "./assess-session";
import { chargeOf, isNothing } from "./billing.rules";
import { closeFlagCase, type Decision, flagSession, SYSTEM } from "./flag-session";
import { settleSession } from "./settle-session";
import { finding } from "./validation.model";
import { markCalculated } from "./validation.store";

/** What has become of the session. `gone`: there was nothing to bill (any more). */
export type BillOutcome = "billed" | "nothing" | "flagged" | "gone";

/**
 * Prices an ended session from its frozen tariff and stored facts, validates it, writes the CDR and requests the capture: one
 * transaction (REL-91). What is not plausible is flagged instead and never charged by itself (SEC-36). Nothing delivered: the
 * whole hold goes back without a CDR, but a terminal's session gets one, because it releases the provider's hold (REL-32).
 * Repeats do nothing.
 */
export async function billSession(
  context: Context,
  input: { readonly clientId: string; readonly sessionId: string },
): Promise<void> {
  try {
    await context.db.withClient(input.clientId, (tx) => billEnded(tx, context, input.sessionId));
  } catch (error) {
    if (!/cdr_intervals_do_not_overlap|23P01/.test(String((error as Error).message))) throw error;
    await context.db.withClient(input.clientId, async (tx) => {
      const session = await lockEndedSession(tx, input.sessionId);
      if (session) await flagSession(tx, context, session, [finding("intervals_overlap")]);
    });
  }
}

/** On whose word a flagged session is billed. */
export interface BillOrder {
  /** Codes of findings that somebody has seen and believes; any other finding flags the session again. */
  readonly accepted: readonly string[];
  readonly decision: Decision;
}

/** The product's own try: believes nothing, and closes the case when the cause is gone. */
const OWN_TRY: BillOrder = {
  accepted: [],
  decision: { action: "RETRY", actor: SYSTEM, reason: "the cause is gone" },
};

/** The same in the caller's transaction. */
export async function billEnded(
  tx: Tx,
  context: Context,
  sessionId: string,
  { accepted, decision }: BillOrder = OWN_TRY,
): Promise<BillOutcome> {
  const session = await lockEndedSession(tx, sessionId);
  if (!session) return "gone";
  const { findings, prices, endedAt } = await assessSession(tx, context, session);
  const { retail, wholesale } = prices;
  if (!retail || findings.some(({ code }) => !accepted.includes(code))) {
    await flagSession(tx, context, session, findings);
    return "flagged";
  }
  await markCalculated(tx, session, findings, context.clock.now());
  if (session.state === "FLAGGED") await closeFlagCase(tx, context, session, decision);
  const byProvider = session.channel === "OCPI_TERMINAL";
  if (isNothing(retail) && !byProvider) {
    await finishSession(tx, context, session, { kind: "nothing", priced: retail });
    return "nothing";
  }
  // What a provider captures is not limited by a hold of ours.
  const ceilingMinor = byProvider ? retail.total.grossMinor : session.ceilingMinor;
  const charge = chargeOf(retail, ceilingMinor);
  await settleSession(tx, context, session, { priced: retail, wholesale, charge }, endedAt);
  return "billed";
}
