import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { lockEndedSession } from "@/lib/sessions/lock-ended-session";
import { findSite } from "@/lib/sessions/site.queries";
import { assessSession } from "./assess-session";
import { billEnded } from "./bill-session";
import { type Decision, dropFlagged, recordDecision, SYSTEM } from "./flag-session";
import type { BilledSession } from "./session-facts.queries";
import { NOT_AUTOMATIC } from "./validation.model";
import { readValidation } from "./validation.store";

/**
 * Nobody has decided, and the hold dies soon: the client's policy does (domain: flagged ad-hoc sessions). CAPTURE takes the
 * frozen price if it can be computed and the hold covers it; everything else gives the hold back and drops the session. Under
 * calibration law nothing is captured without valid signed values (LAW-30). Before its time, and for what is decided, it does
 * nothing.
 */
export async function applyFlaggedPolicy(
  context: Context,
  { clientId, sessionId }: { readonly clientId: string; readonly sessionId: string },
): Promise<void> {
  await context.db.withClient(clientId, async (tx) => {
    const session = await lockEndedSession(tx, sessionId);
    const validation = session && (await readValidation(tx, session.id));
    if (!session || validation?.state !== "FLAGGED" || !validation.decideBy) return;
    if (validation.decideBy > context.clock.now()) return;
    const codes = await capturable(tx, context, session);
    if (codes === null) {
      const decision: Decision = {
        action: "DROP",
        actor: SYSTEM,
        reason: "nobody decided before the hold ended",
      };
      await dropFlagged(tx, context, session, validation, decision);
      return;
    }
    const decision: Decision = {
      action: "ACCEPT",
      actor: SYSTEM,
      reason: "nobody decided; captured by policy",
    };
    await recordDecision(tx, context, validation, decision);
    await billEnded(tx, context, session.id, { accepted: codes, decision });
  });
}

/** The codes that the policy accepts; null when nothing may be captured without a person. */
async function capturable(tx: Tx, context: Context, session: BilledSession): Promise<string[] | null> {
  const site = await findSite(tx, session.evseId);
  if (site?.parameters.flaggedPolicy !== "CAPTURE") return null;
  const { findings, prices } = await assessSession(tx, context, session);
  const codes = findings.map(({ code }) => code);
  const isSafe = !codes.some((code) => NOT_AUTOMATIC.includes(code));
  const isCovered = prices.retail !== null && prices.retail.total.grossMinor <= session.ceilingMinor;
  return isSafe && isCovered ? codes : null;
}
