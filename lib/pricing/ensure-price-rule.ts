import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { appendRuleRevision, writeRule } from "./billing-rule.store";
import { judgeRuleDraft } from "./judge-rule-draft.queries";
import type { PriceBook } from "./price-book.model";
import { readPriceBook } from "./price-book.queries";
import { sellAt } from "./price-book.rules";
import type { RuleDraft } from "./rule-draft.model";
import { contentOfDraft } from "./rule-draft.rules";

interface SoldPrice {
  readonly id: string;
  readonly clientId: string;
  readonly cpoId: string;
  readonly code: string;
  readonly name: string;
}

/**
 * Makes sure that these EVSEs, which have the price's code, sell it by QR: with the rules that are there, or with a rule for
 * the code, made where none applies. Throws `AppError` "rules_collide" with the rule that sells another price there, or that
 * would overlap with the new one. The caller holds the lock of prices and asks about the law.
 */
export async function ensurePriceRule(
  tx: Tx,
  context: Context,
  tariff: SoldPrice,
  evseIds: readonly string[],
  actor: AuditActor,
): Promise<void> {
  const at = context.clock.now();
  if (isSoldBy(await readPriceBook(tx, tariff.clientId, at), tariff, evseIds, at)) return;
  const { clientId } = tariff;
  const draft = draftFor(tariff, at);
  const ruleId = context.ids.next();
  const { findings } = await judgeRuleDraft(tx, { clientId, ruleId, draft, at });
  const overlap = findings.find(({ code }) => code === "overlap");
  if (overlap) refuseOther(draft.name, overlap.otherRuleId, overlap.otherRuleName);
  await writeRule(tx, { id: ruleId, clientId, draft, at });
  const content = contentOfDraft(draft);
  const by = { byUserId: actor.userId, byName: actor.name, note: null };
  await appendRuleRevision(tx, { clientId, ruleId, content, at, ...by });
  const act = { action: "billing_rule.created", objectType: "billing_rule", objectId: ruleId };
  await recordAudit(tx, { clientId, at, actor, ...act, after: content });
}

/** The price at every EVSE of its code, by QR, from now on. */
function draftFor({ id, cpoId, code, name }: SoldPrice, at: Date): RuleDraft {
  return {
    name,
    cpoId,
    locationGroupId: null,
    evseId: null,
    channel: "QR",
    tariffCode: code,
    validFrom: at,
    validTo: null,
    windows: null,
    price: { kind: "FIXED", tariffId: id },
    justification: null,
  };
}

/** False when no rule applies at one of the EVSEs; throws when another price, or several, are sold there. */
function isSoldBy(book: PriceBook, tariff: SoldPrice, evseIds: readonly string[], at: Date): boolean {
  let isSold = true;
  for (const evse of book.evses.filter(({ id }) => evseIds.includes(id))) {
    const sale = sellAt(book, evse, "QR", at);
    const rules = sale.sellable ? [sale.rule] : sale.rules;
    const other = rules.find(({ id }) => book.rules.find((rule) => rule.id === id)?.tariffId !== tariff.id);
    if (other) refuseOther(tariff.name, other.id, other.name);
    if (rules.length === 0) isSold = false;
  }
  return isSold;
}

function refuseOther(rule: string, otherRuleId: string | null, otherRuleName: string | null): never {
  throw new AppError("conflict", "rules_collide", "another billing rule sells there", {
    rule,
    otherRuleId,
    otherRuleName,
  });
}
