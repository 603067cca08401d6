import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { raiseException } from "@/lib/db/raise-exception";
import { STANDING_CDR } from "@/lib/sessions/session.model";
import { lockAuthorisation, markMatched } from "./advice.store";
import { closeCase } from "./billing.store";
import { providerTotalMinor } from "./cdr-row.rules";
import {
  type AdviceFault,
  type CapturedAdvice,
  capturedAbove,
  capturedForeign,
  compareAdvices,
} from "./financial-advice.rules";
import { readReservation } from "./reservation.queries";

/** What of a session decides which confirmations belong to it. */
export interface AuthorisedSession {
  readonly id: string;
  readonly clientId: string;
  readonly stationId: string;
  readonly subscriptionId: string | null;
  readonly authorizationReference: string | null;
  readonly wholesaleHash: string | null;
  readonly currency: string;
}

/** Exceptions about confirmations. A session has at most one open of each. */
export type AdviceCode =
  | "advice_failed"
  | "advice_mismatch"
  | "advice_currency"
  | "advice_above_preauthorised";

const CODE_OF: Readonly<Record<Exclude<AdviceFault, "currency_differs">, AdviceCode>> = {
  failed: "advice_failed",
  partial: "advice_failed",
  amount_differs: "advice_mismatch",
  amount_unknown: "advice_mismatch",
};

/** One case per session for each kind of trouble with its confirmations. */
export function adviceKey(code: AdviceCode, sessionId: string | null): string {
  return `${code}:${sessionId}`;
}

/**
 * Gives a session's confirmations their CDR, whichever came first, and compares the sums with it and with what was
 * reserved (REL-33). A difference is a person's case; one that a later confirmation has mended is closed. Called whenever a CDR or a confirmation comes.
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
  await judge(tx, session, advices, cdr?.currency ?? null);
  const code = fault === null || fault === "currency_differs" ? null : CODE_OF[fault];
  // In another currency nothing agrees.
  const mended = fault === "currency_differs" ? [] : (["advice_failed", "advice_mismatch"] as const);
  for (const old of mended) {
    if (old === code) continue;
    const set = {
      closedAt: context.clock.now(),
      closedBy: "system",
      decision: "RETRY",
      note: "the sums agree now",
    };
    await closeCase(tx, { clientId, key: adviceKey(old, id) }, set);
  }
  if (code === null) return;
  await raise(tx, session, code, { problem: fault, differenceMinor, confirmations: advices.length });
}

/** Cases that nothing later can mend: more than was reserved, another currency. They are told with or without a CDR. */
async function judge(
  tx: Tx,
  session: AuthorisedSession,
  advices: readonly CapturedAdvice[],
  cdrCurrency: string | null,
): Promise<void> {
  const reserved = await readReservation(tx, session);
  const above = capturedAbove(advices, reserved);
  if (above) await raise(tx, session, "advice_above_preauthorised", { ...above });
  const foreign =
    capturedForeign(advices, reserved.currency) ?? (cdrCurrency && capturedForeign(advices, cdrCurrency));
  if (foreign) await raise(tx, session, "advice_currency", { ...foreign });
}

async function raise(
  tx: Tx,
  { id, clientId, stationId }: AuthorisedSession,
  code: AdviceCode,
  detail: Readonly<Record<string, string | number | null>>,
): Promise<void> {
  await raiseException(tx, { clientId, code, key: adviceKey(code, id), sessionId: id, stationId, detail });
}
