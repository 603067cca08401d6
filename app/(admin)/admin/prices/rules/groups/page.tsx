import { ActForm, TextField } from "@/components/admin/act-form";
import { count } from "@/components/admin/format";
import { PageHead } from "@/components/admin/page-parts";
import { PickList } from "@/components/admin/prices/pick-list";
import { PRICE_TABS } from "@/components/admin/prices/price-tabs";
import { Card } from "@/components/ui/card";
import { listLocationGroups } from "@/lib/locations/location-groups.queries";
import { may } from "@/lib/tenants/access.rules";
import { adminPage } from "../../../../_guard/admin-page";
import { saveGroup } from "../actions";

export default adminPage("pricing.read", async (admin) => {
  const { groups, locations } = await listLocationGroups(admin.context, admin.scope);
  const mayWrite = may(admin.principal.role, "pricing.write");
  const options = locations.map(({ id, name, city }) => [id, `${name}, ${city}`] as const);
  const form = (groupId: string, name: string, chosen: readonly string[]) => (
    <ActForm
      key={`${groupId} ${name} ${chosen.join()}`}
      action={saveGroup}
      values={{ groupId }}
      submit={groupId === "" ? "Make the group" : "Save"}
      disabled={!mayWrite}
    >
      <TextField name="name" label="Name" value={name} required />
      <PickList name="locationIds" label="Locations" options={options} chosen={chosen} />
    </ActForm>
  );
  return (
    <>
      <PageHead
        back={PRICE_TABS.rules}
        title="Location groups"
        detail="Locations that share billing rules. A location may be in several groups."
      />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        {groups.map((group) => (
          <Card
            key={group.id}
            title={group.name}
            aside={
              <span className="text-[13px] text-muted">
                {count(group._count.rules)} {group._count.rules === 1 ? "rule" : "rules"}
              </span>
            }
          >
            {form(
              group.id,
              group.name,
              group.members.map(({ locationId }) => locationId),
            )}
          </Card>
        ))}
        {mayWrite ? <Card title="New group">{form("", "", [])}</Card> : null}
      </div>
    </>
  );
});
