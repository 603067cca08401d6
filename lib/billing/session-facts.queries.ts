import type { Tx } from "@/lib/db/database";
import type { ChargingSession } from "@/lib/db/generated/client";
import type { BillingKind } from "@/lib/pricing/billing-rule.model";
import type { Tariff } from "@/lib/pricing/tariff.model";
import { findFrozenTariff } from "@/lib/sessions/frozen-tariff.queries";
import { METER_RESET, STANDING_CDR } from "@/lib/sessions/session.model";
import type { RuleFacts } from "./session-facts.model";

/** A session as billing reads it. */
export type BilledSession = ChargingSession;

/** The frozen version; null when there is none of this hash or its content is no tariff (REL-90). */
export async function readTariff(tx: Tx, clientId: string, hash: string | null): Promise<Tariff | null> {
  if (hash === null) return null;
  try {
    return await findFrozenTariff(tx, clientId, hash);
  } catch (error) {
    if ((error as Error).name === "ZodError" || (error as { code?: string }).code === "P2025") return null;
    throw error;
  }
}

/**
 * What the rule of a session said when its price was frozen; null when there is no such rule any more. A rule without an entry
 * in its history from before then is taken as it stands.
 */
export async function findRuleFacts(tx: Tx, session: ChargingSession): Promise<RuleFacts | null> {
  if (session.billingRuleId === null) return null;
  const rule = await tx.billingRule.findUnique({ where: { id: session.billingRuleId } });
  if (!rule) return null;
  const quote = session.quoteId
    ? await tx.quote.findUnique({ where: { id: session.quoteId }, select: { createdAt: true } })
    : null;
  const then = await tx.billingRuleRevision.findFirst({
    where: { ruleId: rule.id, at: { lte: quote?.createdAt ?? session.createdAt } },
    orderBy: { number: "desc" },
  });
  const content = (then?.content ?? {}) as { kind?: BillingKind["kind"]; factor?: unknown };
  const kind = content.kind ?? rule.kind;
  const factor = content.factor === undefined || content.factor === null ? rule.factor : content.factor;
  return { kind, factor: kind === "WHOLESALE_FACTOR" ? String(factor ?? "1") : null };
}

/** Reference of another session with a standing CDR for some of this time at the same EVSE (REL-8). */
export async function findOverlap(
  tx: Tx,
  session: ChargingSession,
  startedAt: Date,
  endedAt: Date,
): Promise<string | null> {
  const other = await tx.cdr.findFirst({
    where: {
      evseId: session.evseId,
      sessionId: { not: session.id },
      startedAt: { lt: endedAt },
      endedAt: { gt: startedAt },
      ...STANDING_CDR,
    },
    select: { session: { select: { reference: true } } },
  });
  return other?.session.reference ?? null;
}

/** True when the register began anew during the session: start and stop are of two counts then (REL-81). */
export async function hasMeterReset(tx: Tx, sessionId: string): Promise<boolean> {
  const reset = await tx.sessionEvent.findFirst({
    where: { sessionId, kind: METER_RESET },
    select: { id: true },
  });
  return reset !== null;
}
