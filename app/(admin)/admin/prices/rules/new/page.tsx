import { PageHead } from "@/components/admin/page-parts";
import { PRICE_TABS } from "@/components/admin/prices/price-tabs";
import { RuleEditor } from "@/components/admin/prices/rule-editor";
import { Card } from "@/components/ui/card";
import { adminPage } from "../../../../_guard/admin-page";
import { checkRule, saveRule } from "../actions";
import { ruleChoices } from "../rule-choices";
import { wallOf } from "../rule-form";

export default adminPage("pricing.write", async (admin) => {
  const { choices } = await ruleChoices(admin);
  const [first] = choices.operators;
  return (
    <>
      <PageHead back={PRICE_TABS.rules} title="New billing rule" />
      <RuleEditor
        check={checkRule}
        save={saveRule}
        values={{ ruleId: "", expectedNumber: "0" }}
        rule={{
          cpoId: choices.operators.length === 1 && first ? first[0] : "",
          validFrom: wallOf(admin.now, admin.zone),
          kind: "WHOLESALE_FACTOR",
          factor: "1",
        }}
        choices={choices}
        mayWrite
      >
        <Card title="What it means">
          <p className="text-sm text-muted">
            As you fill in the rule, this side shows which other rule it meets, what the law says, at how many
            chargers it holds, and the price as drivers see it.
          </p>
        </Card>
      </RuleEditor>
    </>
  );
});
