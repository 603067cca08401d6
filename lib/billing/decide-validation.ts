import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { lockEndedSession } from "@/lib/sessions/lock-ended-session";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { type BillOutcome, billEnded } from "./bill-session";
import { type Decision, dropFlagged, recordDecision } from "./flag-session";
import {
  allowedActions,
  type Finding,
  NOT_ACCEPTABLE,
  readFindings,
  type ValidationAction,
} from "./validation.model";
import { readValidation, type ValidationRow } from "./validation.store";

export interface DecideInput {
  readonly clientId: string;
  readonly sessionId: string;
  readonly action: ValidationAction;
  readonly reason: string;
  readonly actor: AuditActor;
  /** Codes that the person saw. Others that were found meanwhile are not decided about. Absent: what is stored now. */
  readonly seen?: readonly string[];
}

/** What a decision led to. `flagged`: looked at again, and something is still in the way. */
export type DecideOutcome = BillOutcome | "dropped";

/**
 * A person's decision about a flagged session (domain: CDR validation): bill, decision, exception and audit entry in one
 * transaction. RETRY looks again, ACCEPT bills what was seen as it is, DROP never bills it and gives a hold back; DROP is
 * final. Errors: `session_not_flagged`, `decision_not_allowed`, `reason_missing`, `findings_changed`, `cannot_be_accepted`.
 */
export async function decideValidation(context: Context, input: DecideInput): Promise<DecideOutcome> {
  return context.db.withClient(input.clientId, async (tx) => {
    const session = await lockEndedSession(tx, input.sessionId);
    const validation = session && (await readValidation(tx, session.id));
    if (!session || validation?.state !== "FLAGGED")
      throw new AppError("conflict", "session_not_flagged", "the session waits for no decision");
    check(input, readFindings(validation.findings));
    let outcome: DecideOutcome = "dropped";
    if (input.action === "DROP") await dropFlagged(tx, context, session, validation, input);
    else outcome = await bill(tx, context, session.id, validation, input);
    await recordAudit(tx, {
      clientId: input.clientId,
      at: context.clock.now(),
      actor: input.actor,
      action: `cdr.${input.action.toLowerCase()}`,
      objectType: "session",
      objectId: session.id,
      reason: input.reason,
      after: { outcome },
    });
    return outcome;
  });
}

function check({ action, reason, seen }: DecideInput, findings: readonly Finding[]): void {
  if (reason.trim() === "") throw new AppError("validation", "reason_missing", "say why");
  const codes = findings.map(({ code }) => code);
  if (!allowedActions(findings).includes(action)) {
    throw new AppError(
      "validation",
      "decision_not_allowed",
      `${action} is not allowed for ${codes.join(", ")}`,
    );
  }
  if (action !== "ACCEPT") return;
  const unseen = seen ? codes.filter((code) => !seen.includes(code)) : [];
  if (unseen.length > 0)
    throw new AppError("conflict", "findings_changed", "something new was found meanwhile", { unseen });
  const never = codes.filter((code) => NOT_ACCEPTABLE.includes(code));
  if (never.length > 0)
    throw new AppError("precondition", "cannot_be_accepted", "the books would contradict each other", {
      never,
    });
}

async function bill(
  tx: Tx,
  context: Context,
  sessionId: string,
  validation: ValidationRow,
  decision: Decision,
): Promise<BillOutcome> {
  await recordDecision(tx, context, validation, decision);
  const seen = readFindings(validation.findings).map(({ code }) => code);
  return billEnded(tx, context, sessionId, { accepted: decision.action === "ACCEPT" ? seen : [], decision });
}
