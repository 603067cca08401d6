import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { raiseException } from "@/lib/db/raise-exception";
import { STANDING_CDR } from "@/lib/sessions/session.model";
import { lockAuthorisation, markMatched } from "./advice.store";
import { closeCase } from "./billing.store";
import { providerTotalMinor } from "./cdr-row.rules";
import { type AdviceFault, compareAdvices } from "./financial-advice.rules";

/** What of a session decides which confirmations belong to it. */
export interface AuthorisedSession {
  readonly id: string;
  readonly clientId: string;
  readonly stationId: string;
  readonly subscriptionId: string | null;
  readonly authorizationReference: string | null;
}

const CODE_OF: Readonly<Record<AdviceFault, "advice_failed" | "advice_mismatch">> = {
  failed: "advice_failed",
  partial: "advice_failed",
  amount_differs: "advice_mismatch",
  amount_unknown: "advice_mismatch",
  currency_differs: "advice_mismatch",
};

/** One case per session for each kind of trouble with its confirmations. */
export function adviceKey(code: "advice_failed" | "advice_mismatch", sessionId: string | null): string {
  return `${code}:${sessionId}`;
}

/**
 * Gives a session's confirmations their CDR, whichever came first, and compares the sums (REL-33). A difference is a person's
 * case; one that a later confirmation has mended is closed. Called whenever a CDR or a confirmation comes.
 */
export async function matchAdvices(tx: Tx, context: Context, session: AuthorisedSession): Promise<void> {
  const { id, clientId, subscriptionId, authorizationReference } = session;
  if (!subscriptionId || !authorizationReference) return;
  await lockAuthorisation(tx, subscriptionId, authorizationReference);
  const advices = await tx.financialAdvice.findMany({
    where: { subscriptionId, authorizationReference, OR: [{ sessionId: null }, { sessionId: id }] },
    orderBy: [{ receivedAt: "asc" }, { id: "asc" }],
  });
  if (advices.length === 0) return;
  const cdr = await tx.cdr.findFirst({ where: { sessionId: id, ...STANDING_CDR } });
  // A bill that was taken back is a bill over nothing.
  const last = cdr ?? (await tx.cdr.findFirst({ where: { sessionId: id, kind: "CREDIT" } }));
  const { differenceMinor, fault } = compareAdvices(
    advices,
    last && { currency: last.currency, totalMinor: cdr ? providerTotalMinor(cdr) : 0 },
  );
  await markMatched(
    tx,
    advices.map((advice) => advice.id),
    { sessionId: id, cdrId: cdr?.id ?? null, differenceMinor },
  );
  for (const code of ["advice_failed", "advice_mismatch"] as const) {
    if (fault !== null && CODE_OF[fault] === code) continue;
    const set = {
      closedAt: context.clock.now(),
      closedBy: "system",
      decision: "RETRY",
      note: "the sums agree now",
    };
    await closeCase(tx, { clientId, key: adviceKey(code, id) }, set);
  }
  if (fault === null) return;
  await raiseException(tx, {
    clientId,
    code: CODE_OF[fault],
    key: adviceKey(CODE_OF[fault], id),
    sessionId: id,
    stationId: session.stationId,
    detail: { problem: fault, differenceMinor, confirmations: advices.length },
  });
}
