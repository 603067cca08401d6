import type { RuleChange, RuleContent, RuleDraft } from "./rule-draft.model";

/** The draft as the rule's history keeps it. */
export function contentOfDraft(draft: RuleDraft): RuleContent {
  const { price, validFrom, validTo, ...rest } = draft;
  return {
    ...rest,
    validFrom: validFrom.toISOString(),
    validTo: validTo?.toISOString() ?? null,
    kind: price.kind,
    tariffId: price.kind === "FIXED" ? price.tariffId : null,
    factor: price.kind === "FIXED" ? null : price.factor,
    archived: false,
  };
}

/** What two entries of a rule's history say differently, in the order of the form. */
export function diffRuleContents(before: RuleContent, after: RuleContent): RuleChange[] {
  return (Object.keys(after) as (keyof RuleContent)[])
    .filter((term) => JSON.stringify(before[term]) !== JSON.stringify(after[term]))
    .map((term) => ({ term, before: before[term], after: after[term] }));
}
