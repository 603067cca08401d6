import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { announcePriceChange } from "./announce-price-change";
import { appendRuleRevision, lockPrices, lockRule, markRuleArchived } from "./billing-rule.store";
import { ruleContentSchema } from "./rule-draft.model";

/**
 * Ends a billing rule for good; it stays readable with its history. What it alone sold is not for sale from now on; sessions
 * that run keep their price. Throws `AppError` "rule_unknown" (also when it is archived already) or "rule_changed".
 */
export async function archiveBillingRule(
  context: Context,
  input: {
    readonly clientId: string;
    readonly ruleId: string;
    readonly expectedNumber: number;
    readonly actor: AuditActor;
    readonly note: string;
  },
): Promise<void> {
  const { clientId, ruleId, actor, note } = input;
  const at = context.clock.now();
  await context.db.withClient(clientId, async (tx) => {
    await lockPrices(tx, clientId);
    const rule = await lockRule(tx, ruleId);
    if (!rule || rule.archivedAt) throw new AppError("not_found", "rule_unknown", "no such rule");
    if (rule.number !== input.expectedNumber)
      throw new AppError("conflict", "rule_changed", "somebody has changed the rule");
    await markRuleArchived(tx, ruleId, at);
    const content = { ...ruleContentSchema.parse(rule.content), archived: true };
    const by = { byUserId: actor.userId, byName: actor.name, note };
    await appendRuleRevision(tx, { clientId, ruleId, content, at, ...by });
    await announcePriceChange(tx, clientId, [rule.cpoId]);
    await recordAudit(tx, {
      clientId,
      at,
      actor,
      action: "billing_rule.archived",
      objectType: "billing_rule",
      objectId: ruleId,
      before: { name: rule.name },
      reason: note,
    });
  });
}
