"use server";

import { redirect } from "next/navigation";
import { createElement } from "react";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { archiveBillingRule } from "@/lib/pricing/archive-billing-rule";
import { readRule } from "@/lib/pricing/billing-rules.queries";
import { judgeRule } from "@/lib/pricing/judge-rule-draft.queries";
import { saveBillingRule } from "@/lib/pricing/save-billing-rule";
import { saveContract } from "@/lib/pricing/save-contract";
import { saveLocationGroup } from "@/lib/pricing/save-location-group";
import { adminAction } from "../../../_guard/admin-action";
import { emptyIsNull, reasonField } from "../../../_guard/fields";
import type { Admin } from "../../../_guard/open-admin";
import { draftOfForm, refuseForeign, ruleForm } from "./rule-form";
import { RuleReport } from "./rule-report";

/** The stored rule that the form changes; null for a new one. Throws when it is not in the scope. */
async function storedRule(admin: Admin, ruleId: string) {
  if (ruleId === "") return null;
  const rule = await readRule(admin.context, admin.scope, ruleId);
  if (!rule) throw new AppError("not_found", "rule_unknown", "the rule is not in the scope");
  return rule;
}

/** Checks a rule against all others and the law and shows what it means; changes nothing. */
export const checkRule = adminAction("pricing.write", ruleForm, async (admin, form) => {
  const stored = await storedRule(admin, form.ruleId);
  const draft = draftOfForm(form, admin.zone, stored);
  refuseForeign(admin, draft);
  const { clientId } = admin.principal;
  const judged = await judgeRule(admin.context, { clientId, ruleId: stored?.id ?? null, draft });
  return {
    message: "Checked. Nothing is saved yet.",
    content: createElement(RuleReport, { judged, now: admin.now }),
  };
});

/** Creates or changes a billing rule. */
export const saveRule = adminAction("pricing.write", ruleForm, async (admin, form) => {
  const stored = await storedRule(admin, form.ruleId);
  const draft = draftOfForm(form, admin.zone, stored);
  refuseForeign(admin, draft);
  const { clientId, userId, name } = admin.principal;
  const note = form.note.trim();
  const { ruleId } = await saveBillingRule(admin.context, {
    clientId,
    ruleId: stored?.id ?? null,
    expectedNumber: form.expectedNumber,
    draft,
    actor: { userId, name },
    ...(note === "" ? {} : { note }),
  });
  if (!stored) redirect(`/admin/prices/rules/${ruleId}`);
  return "Saved. It counts for the next sale.";
});

/** Ends a billing rule for good. */
export const archiveRule = adminAction(
  "pricing.write",
  z.strictObject({ ruleId: z.uuid(), expectedNumber: z.coerce.number().int(), note: reasonField }),
  async (admin, { ruleId, expectedNumber, note }) => {
    await storedRule(admin, ruleId);
    const { clientId, userId, name } = admin.principal;
    const actor = { userId, name };
    await archiveBillingRule(admin.context, { clientId, ruleId, expectedNumber, note, actor });
    return "The rule has ended.";
  },
);

const ids = z
  .string()
  .max(20_000)
  .transform((text) => (text === "" ? [] : text.split(",")))
  .pipe(z.array(z.uuid()).max(500));

/** Creates a location group, or changes its name and members. */
export const saveGroup = adminAction(
  "pricing.write",
  z.strictObject({ groupId: z.union([z.literal(""), z.uuid()]), name: z.string(), locationIds: ids }),
  async (admin, { groupId, name, locationIds }) => {
    const { clientId, userId } = admin.principal;
    const actor = { userId, name: admin.principal.name };
    await saveLocationGroup(admin.context, { clientId, groupId: groupId || null, name, locationIds, actor });
    return `${name.trim()} has ${locationIds.length} ${locationIds.length === 1 ? "location" : "locations"}.`;
  },
  20_000,
);

/** Creates a contract, or changes its rate of tax and its operators. */
export const saveOperatorContract = adminAction(
  "pricing.write",
  z.strictObject({
    contractId: z.union([z.literal(""), z.uuid()]),
    name: z.string(),
    vatPercent: z.string().max(12),
    cpoIds: ids,
  }),
  async (admin, { contractId, name, vatPercent, cpoIds }) => {
    const { clientId, userId } = admin.principal;
    await saveContract(admin.context, {
      clientId,
      contractId: contractId || null,
      name,
      vatPercent: emptyIsNull(vatPercent.replace(",", ".")),
      cpoIds,
      actor: { userId, name: admin.principal.name },
    });
    return "Saved. Prices without a rate of their own use it from now on.";
  },
  20_000,
);
