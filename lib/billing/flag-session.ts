import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import { raiseException } from "@/lib/db/raise-exception";
import { finishSession } from "@/lib/sessions/finish-session";
import { findSite } from "@/lib/sessions/site.queries";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { closeCase } from "./billing.store";
import { BILLING_EVENTS } from "./billing-events.model";
import type { ExceptionDecision } from "./exception.model";
import type { BilledSession } from "./session-facts.queries";
import { categoriesOf, type Finding, readFindings, type ValidationAction } from "./validation.model";
import { insertDecision, markDropped, markFlagged, type ValidationRow } from "./validation.store";

/** When nothing better is known, a flagged session that was paid is decided after a day; card holds live several. */
const FLAG_LIFE_MS = 86_400_000;

const flagKey = (sessionId: string): string => `session_flagged:${sessionId}`;

/** The product itself, where no person decides. */
export const SYSTEM: AuditActor = { userId: null, name: "system" };

/** A person must decide; the caller holds the session's row lock. Flagging again only writes down what was found now. */
export async function flagSession(
  tx: Tx,
  context: Context,
  session: BilledSession,
  findings: readonly Finding[],
): Promise<void> {
  const now = context.clock.now();
  const decideBy = session.paymentId ? await decideAt(tx, session, now) : null;
  await markFlagged(tx, session, findings, { now, decideBy });
  if (session.state === "ENDED") {
    const isMeter = findings.some(({ category }) => category === "FEASIBILITY");
    await finishSession(tx, context, session, {
      kind: "flagged",
      problems: findings.map(({ code }) => code),
      reason: isMeter ? "implausible_meter" : "price_failed",
    });
    if (decideBy) {
      await emit(
        tx,
        {
          type: BILLING_EVENTS.decideFlagged,
          payload: { clientId: session.clientId, sessionId: session.id },
        },
        { runAt: decideBy, key: `decide-flagged:${session.id}`, priority: PRIORITY.money },
      );
    }
  }
  await raiseException(tx, {
    clientId: session.clientId,
    code: "session_flagged",
    key: flagKey(session.id),
    sessionId: session.id,
    paymentId: session.paymentId,
    stationId: session.stationId,
    detail: { problems: findings.map(({ code }) => code).join(", ") },
  });
}

/** The last safe moment of the hold: until then a person may decide (REL-26). */
async function decideAt(tx: Tx, session: BilledSession, now: Date): Promise<Date> {
  const payment = session.paymentId
    ? await tx.payment.findUnique({ where: { id: session.paymentId }, select: { captureBefore: true } })
    : null;
  const site = await findSite(tx, session.evseId);
  if (!payment?.captureBefore || !site) return new Date(now.getTime() + FLAG_LIFE_MS);
  return new Date(payment.captureBefore.getTime() - site.parameters.captureSafetyMarginS * 1000);
}

/** What an act is called in the list of exceptions: both tell of the same session, so they close together. */
const AS_EXCEPTION: Readonly<Record<ValidationAction, ExceptionDecision>> = {
  RETRY: "RETRY",
  ACCEPT: "ACCEPT",
  DROP: "RELEASE",
};

/** The flagged session is decided, by a person or by the product: so is its exception (REL-31). */
export async function closeFlagCase(
  tx: Tx,
  context: Context,
  session: BilledSession,
  { action, actor, reason }: Decision,
): Promise<void> {
  await closeCase(
    tx,
    { clientId: session.clientId, key: flagKey(session.id) },
    {
      closedAt: context.clock.now(),
      closedBy: actor.userId ? `user:${actor.userId}` : actor.name,
      decision: AS_EXCEPTION[action],
      note: reason,
    },
  );
}

/** Who does what about a flagged session, and why. */
export interface Decision {
  readonly action: ValidationAction;
  readonly actor: AuditActor;
  readonly reason: string;
}

/** Writes down who decided what, with the findings that were known then. Append-only. */
export async function recordDecision(
  tx: Tx,
  context: Context,
  validation: ValidationRow,
  { action, actor, reason }: Decision,
): Promise<void> {
  const findings = readFindings(validation.findings);
  await insertDecision(tx, {
    clientId: validation.clientId,
    sessionId: validation.sessionId,
    at: context.clock.now(),
    action,
    category: categoriesOf(findings).join(", ") || null,
    findings,
    byUserId: actor.userId,
    byName: actor.name,
    reason,
  });
}

/** Never billed: no CDR, and a hold goes back. Final. */
export async function dropFlagged(
  tx: Tx,
  context: Context,
  session: BilledSession,
  validation: ValidationRow,
  decision: Decision,
): Promise<void> {
  await finishSession(tx, context, session, { kind: "nothing", priced: null });
  await markDropped(tx, session.id, context.clock.now());
  await recordDecision(tx, context, validation, decision);
  await closeFlagCase(tx, context, session, decision);
}
