"use server";

import { z } from "zod";
import { ACTION_WORDS, findingWords } from "@/components/admin/bills/bill-words";
import { readCdr, readFlagged, readFlaggedMany } from "@/lib/billing/cdr.queries";
import { type CorrectionRequest, correctCdr } from "@/lib/billing/correct-cdr";
import { type DecideOutcome, decideValidation } from "@/lib/billing/decide-validation";
import { ACTIONS, allowedActions, readFindings, type ValidationAction } from "@/lib/billing/validation.model";
import { AppError } from "@/lib/core/errors";
import { adminAction } from "../../_guard/admin-action";
import { reasonField, typedAmount } from "../../_guard/fields";
import type { Admin } from "../../_guard/open-admin";
import { refusalWords } from "../../_guard/refusal-words";
import { type BulkRow, bulkReport } from "./bulk-report";

const OUTCOME_WORDS: Readonly<Record<DecideOutcome, string>> = {
  billed: "Billed.",
  nothing: "Nothing was due; a hold goes back.",
  flagged: "Looked at again; something is still in the way.",
  dropped: "Dropped. A card hold goes back.",
  gone: "Somebody has decided already.",
};

/** Decides about the bill of one flagged session. */
export const decideBill = adminAction(
  "cdr.decide",
  z.strictObject({
    sessionId: z.uuid(),
    action: z.enum(ACTIONS),
    seen: z.string().max(2_000),
    reason: reasonField,
  }),
  async (admin, { sessionId, action, seen, reason }) => {
    if (!(await readFlagged(admin.context, admin.scope, sessionId)))
      throw new AppError("not_found", "session_not_flagged", "not in the scope");
    const outcome = await decide(admin, sessionId, action, reason, seen.split(",").filter(Boolean));
    return OUTCOME_WORDS[outcome];
  },
);

function decide(
  admin: Admin,
  sessionId: string,
  action: ValidationAction,
  reason: string,
  seen: readonly string[],
): Promise<DecideOutcome> {
  const { clientId, userId, name } = admin.principal;
  const actor = { userId, name };
  return decideValidation(admin.context, { clientId, sessionId, action, reason, actor, seen });
}

/** More rows than a page shows are never chosen at once. */
const BULK_MAX = 60;

/** Decides about many flagged sessions, one after the other; or only says what would happen (ADM-4). */
export const decideBills = adminAction(
  "cdr.decide",
  z.strictObject({
    sessions: z
      .string()
      .transform((text) => text.split(",").filter(Boolean))
      .pipe(z.array(z.uuid()).min(1).max(BULK_MAX)),
    action: z.enum(ACTIONS),
    step: z.enum(["preview", "apply"]),
    reason: z.string().max(500),
  }),
  async (admin, { sessions, action, step, reason }) => {
    const found = await readFlaggedMany(admin.context, admin.scope, sessions);
    const rows: BulkRow[] = [];
    for (const { sessionId, session, state, findings } of found) {
      const known = readFindings(findings);
      const isAllowed = state === "FLAGGED" && allowedActions(known).includes(action);
      const detail = known.map(({ code }) => findingWords(code)).join(", ");
      const row = { sessionId, reference: session.reference, detail };
      if (!isAllowed) rows.push({ ...row, ok: false, result: `${ACTION_WORDS[action]} does not fit` });
      else if (step === "preview") rows.push({ ...row, ok: true, result: ACTION_WORDS[action] });
      else
        rows.push({
          ...row,
          ...(await attempt(
            admin,
            sessionId,
            action,
            reason,
            known.map(({ code }) => code),
          )),
        });
    }
    const done = rows.filter(({ ok }) => ok).length;
    const verb = step === "preview" ? "would be decided" : "decided";
    return { message: `${done} of ${sessions.length} ${verb}.`, content: bulkReport(rows) };
  },
);

/** One that fails does not hold up the others. */
async function attempt(
  admin: Admin,
  sessionId: string,
  action: ValidationAction,
  reason: string,
  seen: readonly string[],
): Promise<{ ok: boolean; result: string }> {
  try {
    const outcome = await decide(admin, sessionId, action, reason, seen);
    return { ok: outcome !== "flagged" && outcome !== "gone", result: OUTCOME_WORDS[outcome] };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, result: refusalWords(error) };
    admin.context.log.error({ sessionId, error: String(error) }, "a flagged session could not be decided");
    return { ok: false, result: "This did not work; it is as it was." };
  }
}

/** Takes a CDR back by a credit and, unless nothing is due, writes a new one. */
export const correctBill = adminAction(
  "cdr.decide",
  z.strictObject({
    cdrId: z.uuid(),
    kind: z.enum(["AMOUNT", "READINGS", "TAKE_BACK"]),
    amount: z.string().max(20),
    meterStart: z.string().max(20),
    meterStop: z.string().max(20),
    reason: reasonField,
  }),
  async (admin, { cdrId, reason, ...typed }) => {
    const cdr = await readCdr(admin.context, admin.scope, cdrId);
    if (!cdr) throw new AppError("not_found", "cdr_unknown", "not in the scope");
    const { clientId, userId, name } = admin.principal;
    const correction = correctionOf(typed, cdr.currency);
    const actor = { userId, name };
    const { replacementId, refundedMinor } = await correctCdr(admin.context, {
      clientId,
      cdrId,
      correction,
      reason,
      actor,
    });
    const written = replacementId ? "A credit and a new CDR were written." : "A credit CDR was written.";
    return refundedMinor > 0 ? `${written} The difference goes back to the card.` : written;
  },
);

function correctionOf(
  typed: {
    readonly kind: "AMOUNT" | "READINGS" | "TAKE_BACK";
    readonly amount: string;
    readonly meterStart: string;
    readonly meterStop: string;
  },
  currency: string,
): CorrectionRequest {
  switch (typed.kind) {
    case "TAKE_BACK":
      return { kind: "TAKE_BACK" };
    case "AMOUNT":
      return { kind: "AMOUNT", grossMinor: typedAmount(typed.amount, currency) ?? Number.NaN };
    case "READINGS":
      return {
        kind: "READINGS",
        meterStartWh: wattHours(typed.meterStart),
        meterStopWh: wattHours(typed.meterStop),
      };
  }
}

/** Wh of a register as people read it in kWh: "100.500". NaN when it is none. */
function wattHours(text: string): number {
  return /^\d{1,10}([.,]\d{1,3})?$/.test(text.trim())
    ? Math.round(Number(text.trim().replace(",", ".")) * 1000)
    : Number.NaN;
}
