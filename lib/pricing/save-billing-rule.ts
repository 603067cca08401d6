import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { announcePriceChange } from "./announce-price-change";
import type { BillingRuleFinding } from "./billing-rule.model";
import { appendRuleRevision, lockPrices, lockRule, writeRule } from "./billing-rule.store";
import { judgeRuleDraft } from "./judge-rule-draft.queries";
import { refuse } from "./refuse-unlawful";
import { type RuleDraft, ruleDraftSchema } from "./rule-draft.model";
import { contentOfDraft } from "./rule-draft.rules";

export interface SaveRuleInput {
  readonly clientId: string;
  /** Null makes a new rule. */
  readonly ruleId: string | null;
  /** The revision that the editor began with; not asked for when the rule is new. */
  readonly expectedNumber?: number;
  readonly draft: RuleDraft;
  readonly actor: AuditActor;
  /** Why, for the history. */
  readonly note?: string;
}

/**
 * Creates or changes a billing rule. It counts for the next sale; sessions keep the price that they began with (LAW-14).
 * Throws a `ZodError` when the draft is malformed, and `AppError` "rule_refused" with the finding (an overlap names the
 * colliding rule), "tariff_not_lawful_here" with the EVSE and the article, "rule_changed" when somebody was faster,
 * "rule_unknown", and what `judgeRuleDraft` throws. Savers of one client take turns, so that two rules never overlap.
 */
export async function saveBillingRule(
  context: Context,
  input: SaveRuleInput,
): Promise<{
  readonly ruleId: string;
  readonly number: number;
  readonly warnings: readonly BillingRuleFinding[];
}> {
  const { clientId, actor, note } = input;
  const draft = ruleDraftSchema.parse(input.draft);
  const at = context.clock.now();
  return context.db.withClient(clientId, async (tx) => {
    await lockPrices(tx, clientId);
    const before = input.ruleId === null ? null : await lockRule(tx, input.ruleId);
    if (input.ruleId !== null) {
      if (!before || before.archivedAt) throw new AppError("not_found", "rule_unknown", "no such rule");
      if (before.number !== input.expectedNumber)
        throw new AppError("conflict", "rule_changed", "somebody has changed the rule");
    }
    const ruleId = before?.id ?? context.ids.next();
    const judged = await judgeRuleDraft(tx, { clientId, ruleId, draft, at });
    refuseFindings(judged.findings);
    refuse(judged.refusals);
    await writeRule(tx, { id: ruleId, clientId, draft, at });
    const content = contentOfDraft(draft);
    const by = { byUserId: actor.userId, byName: actor.name, note: note ?? null };
    const number = await appendRuleRevision(tx, { clientId, ruleId, content, at, ...by });
    await announcePriceChange(tx, clientId, [draft.cpoId, ...(before ? [before.cpoId] : [])]);
    await recordAudit(tx, {
      clientId,
      at,
      actor,
      action: before ? "billing_rule.changed" : "billing_rule.created",
      objectType: "billing_rule",
      objectId: ruleId,
      after: { ...content, windows: content.windows as never, revision: number },
      ...(note === undefined ? {} : { reason: note }),
    });
    return { ruleId, number, warnings: judged.findings };
  });
}

function refuseFindings(findings: readonly BillingRuleFinding[]): void {
  const finding = findings.find(({ severity }) => severity === "error");
  if (!finding) return;
  throw new AppError("precondition", "rule_refused", `the rule is refused: ${finding.code}`, {
    finding: finding.code,
    article: finding.article,
    otherRuleId: finding.otherRuleId,
    otherRuleName: finding.otherRuleName,
  });
}
