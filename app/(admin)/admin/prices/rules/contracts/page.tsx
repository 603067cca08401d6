import { ActForm, TextField } from "@/components/admin/act-form";
import { PageHead } from "@/components/admin/page-parts";
import { PickList } from "@/components/admin/prices/pick-list";
import { PRICE_TABS } from "@/components/admin/prices/price-tabs";
import { Card } from "@/components/ui/card";
import { may } from "@/lib/tenants/access.rules";
import { listContracts } from "@/lib/tenants/tenants.queries";
import { adminPage } from "../../../../_guard/admin-page";
import { saveOperatorContract } from "../actions";

export default adminPage("pricing.read", async (admin) => {
  const contracts = await listContracts(admin.context, admin.principal.clientId);
  const mayWrite = may(admin.principal.role, "pricing.write");
  const options = admin.client.cpos.map(({ id, name, vatPercent }) => {
    return [id, `${name} (own rate ${vatPercent.toString()} %)`] as const;
  });
  const form = (contractId: string, name: string, vat: string, chosen: readonly string[]) => (
    <ActForm
      key={`${contractId} ${name} ${vat} ${chosen.join()}`}
      action={saveOperatorContract}
      values={{ contractId }}
      submit={contractId === "" ? "Make the contract" : "Save"}
      disabled={!mayWrite}
    >
      <TextField name="name" label="Name" value={name} required />
      <TextField
        name="vatPercent"
        label="VAT in %"
        value={vat}
        help="For tariffs that name no rate. Empty: the operator’s own rate counts."
      />
      <PickList name="cpoIds" label="Operators" options={options} chosen={chosen} />
    </ActForm>
  );
  return (
    <>
      <PageHead
        back={PRICE_TABS.rules}
        title="Contracts"
        detail="What several operators have in common. VAT comes from the tariff, else the contract, else the operator."
      />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        {contracts.map((contract) => (
          <Card key={contract.id} title={contract.name}>
            {form(
              contract.id,
              contract.name,
              contract.vatPercent?.toString() ?? "",
              contract.cpos.map(({ id }) => id),
            )}
          </Card>
        ))}
        {mayWrite ? <Card title="New contract">{form("", "", "", [])}</Card> : null}
      </div>
    </>
  );
});
