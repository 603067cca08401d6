import type { RuleChoices } from "@/components/admin/prices/rule-fields";
import { listRuleParts } from "@/lib/pricing/billing-rules.queries";
import type { Admin } from "../../../_guard/open-admin";

/** What a rule may be made of, for the form, with the names of everything that its history refers to. */
export async function ruleChoices(
  admin: Admin,
): Promise<{ readonly choices: RuleChoices; readonly nameOf: (id: string) => string }> {
  const { context, scope, client, zone } = admin;
  const { tariffs, groups, evses } = await listRuleParts(context, scope);
  const cpos = client.cpos.filter(({ id }) => scope.cpoIds.includes(id));
  const operator = (id: string) => client.cpos.find((cpo) => cpo.id === id)?.name ?? "";
  const retail = tariffs.filter(({ kind }) => kind === "RETAIL");
  const choices: RuleChoices = {
    operators: cpos.map(({ id, name }) => [id, name]),
    groups: groups.map(({ id, name }) => [id, name]),
    chargers: evses.map(({ id, label, location }) => [id, `${label}, ${location.name}`]),
    codes: [...new Set(tariffs.map(({ code }) => code))],
    prices: retail.map(({ id, code, name, cpoId }) => [id, `${code} ${name}`, operator(cpoId)]),
    zone,
  };
  const names = new Map<string, string>([
    ...choices.operators,
    ...choices.groups,
    ...choices.chargers,
    ...retail.map(({ id, code }): [string, string] => [id, code]),
  ]);
  return { choices, nameOf: (id) => names.get(id) ?? id };
}
