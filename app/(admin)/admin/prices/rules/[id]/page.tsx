import { notFound } from "next/navigation";
import { ActDialog } from "@/components/admin/act-dialog";
import { NoteField } from "@/components/admin/act-form";
import { Chips } from "@/components/admin/filters";
import { Notice } from "@/components/admin/notice";
import { PageHead } from "@/components/admin/page-parts";
import { PRICE_TABS } from "@/components/admin/prices/price-tabs";
import { RuleEditor } from "@/components/admin/prices/rule-editor";
import { CHANNEL_WORDS, scopeWords } from "@/components/admin/prices/rule-words";
import { Time } from "@/components/admin/time";
import type { Channel } from "@/lib/pricing/billing-rule.model";
import { type RuleDetail, readRule } from "@/lib/pricing/billing-rules.queries";
import { judgeRule } from "@/lib/pricing/judge-rule-draft.queries";
import { may } from "@/lib/tenants/access.rules";
import { adminPage, uuidParam } from "../../../../_guard/admin-page";
import type { Admin } from "../../../../_guard/open-admin";
import { archiveRule, checkRule, saveRule } from "../actions";
import { ruleChoices } from "../rule-choices";
import { draftOfForm, formOfRule, ruleForm } from "../rule-form";
import { RuleHistory } from "../rule-history";
import { RuleReport } from "../rule-report";

export default adminPage("pricing.read", async (admin, route) => {
  const id = uuidParam(route);
  const rule = id && (await readRule(admin.context, admin.scope, id));
  if (!rule) notFound();
  const path = `/admin/prices/rules/${rule.id}`;
  const view = route.query.view === "history" ? "history" : null;
  const number = rule.revisions[0]?.number ?? 0;
  const mayWrite = may(admin.principal.role, "pricing.write") && rule.archivedAt === null;
  const { choices, nameOf } = await ruleChoices(admin);
  const channel = rule.channel ? CHANNEL_WORDS[rule.channel as Channel] : "all channels";
  return (
    <>
      <PageHead
        back={PRICE_TABS.rules}
        title={rule.name}
        detail={`${scopeWords(rule)} · ${channel} · revision ${number}`}
        actions={mayWrite ? <EndRule rule={rule} number={number} /> : null}
      />
      {rule.archivedAt ? (
        <div className="mb-4">
          <Notice tone="amber">
            This rule ended <Time at={rule.archivedAt} zone={admin.zone} /> and sells nothing any more.
          </Notice>
        </div>
      ) : null}
      <div className="mb-4">
        <Chips
          label="Parts of this rule"
          name="view"
          path={path}
          query={{ view }}
          chips={[
            { value: null, label: "Rule" },
            { value: "history", label: "History", count: rule.revisions.length },
          ]}
        />
      </div>
      {view === "history" ? (
        <RuleHistory rule={rule} nameOf={nameOf} zone={admin.zone} />
      ) : (
        <RuleEditor
          check={checkRule}
          save={saveRule}
          values={{ ruleId: rule.id, expectedNumber: String(number) }}
          rule={formOfRule(rule, admin.zone)}
          choices={choices}
          mayWrite={mayWrite}
        >
          {rule.archivedAt ? null : <AsStored admin={admin} rule={rule} />}
        </RuleEditor>
      )}
    </>
  );
});

function EndRule({ rule, number }: { readonly rule: RuleDetail; readonly number: number }) {
  return (
    <ActDialog
      label="End rule"
      tone="danger"
      title={`End ${rule.name}`}
      consequence="What this rule alone sells can not be sold any more, until another rule applies. Sessions that run keep their price. The rule stays readable with its history."
      confirm="End the rule"
      action={archiveRule}
      values={{ ruleId: rule.id, expectedNumber: String(number) }}
    >
      <NoteField name="note" label="Why" />
    </ActDialog>
  );
}

/** The rule as it is, judged like a draft. */
async function AsStored({ admin, rule }: { readonly admin: Admin; readonly rule: RuleDetail }) {
  const form = ruleForm.parse({
    tariffId: "",
    note: "",
    ...formOfRule(rule, admin.zone),
    ruleId: rule.id,
    expectedNumber: 0,
  });
  const draft = draftOfForm(form, admin.zone, rule);
  const { clientId } = admin.principal;
  const judged = await judgeRule(admin.context, { clientId, ruleId: rule.id, draft });
  return <RuleReport judged={judged} now={admin.now} />;
}
