import { ActDialog } from "@/components/admin/act-dialog";
import { ActForm, SelectField, TextField } from "@/components/admin/act-form";
import { type Column, DataTable } from "@/components/admin/data-table";
import { humanise } from "@/components/admin/format";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { SettingsTabs } from "@/components/admin/settings-tabs";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { Card } from "@/components/ui/card";
import type { Role } from "@/lib/tenants/access.model";
import { grantableRoles } from "@/lib/tenants/access.rules";
import { listUsers } from "@/lib/tenants/tenants.queries";
import { adminPage } from "../../../_guard/admin-page";
import { settingsTabs } from "../../../_guard/settings-tabs";
import { addUser, changeRole, switchUser } from "../actions";

type Row = Awaited<ReturnType<typeof listUsers>>[number];

export default adminPage("user.read", async ({ context, principal, zone }) => {
  const users = await listUsers(context, principal.clientId);
  const grantable = grantableRoles(principal.role);
  return (
    <>
      <PageHead title="Settings" />
      <SettingsTabs tabs={settingsTabs(principal.role)} current="/admin/settings/users" />
      <div className="flex flex-col gap-4">
        <DataTable
          caption="Users by name"
          columns={columns(zone, grantable, principal.userId)}
          rows={users}
          keyOf={(row) => row.id}
          empty={<Empty title="Nobody yet" />}
        />
        {grantable.length > 0 ? (
          <Card title="Add a colleague">
            <ActForm action={addUser} submit="Add">
              <TextField name="name" label="Name" required />
              <TextField name="email" label="E-mail address" type="email" required />
              <SelectField
                name="role"
                label="Role"
                help="You can give only roles whose rights you hold yourself."
                value="READ_ONLY"
                options={grantable.map((role) => [role, humanise(role)] as const)}
              />
              <TextField
                name="password"
                label="First password"
                help="At least 12 characters. Hand it over in person."
                type="password"
                autoComplete="new-password"
                required
              />
            </ActForm>
          </Card>
        ) : null}
      </div>
    </>
  );
});

function columns(zone: string, grantable: readonly Role[], ownId: string): readonly Column<Row>[] {
  return [
    { id: "name", header: "Name", cell: (row) => <span className="font-medium">{row.name}</span> },
    { id: "email", header: "E-mail", cell: (row) => <span className="text-muted">{row.email}</span> },
    { id: "role", header: "Role", cell: (row) => humanise(row.role) },
    {
      id: "state",
      header: "State",
      cell: (row) => <Status of="user" state={row.disabledAt ? "DISABLED" : "ACTIVE"} />,
    },
    { id: "last_sign_in", header: "Last sign-in", cell: (row) => <Time at={row.lastSignInAt} zone={zone} /> },
    {
      id: "acts",
      header: "",
      align: "right",
      cell: (row) =>
        row.id !== ownId && grantable.includes(row.role) ? (
          <UserActs row={row} grantable={grantable} />
        ) : null,
    },
  ];
}

function UserActs({ row, grantable }: { readonly row: Row; readonly grantable: readonly Role[] }) {
  const disabled = row.disabledAt !== null;
  return (
    <span className="inline-flex items-center gap-1 whitespace-normal">
      <ActDialog
        label="Role"
        tone="quiet"
        title={`Another role for ${row.name}`}
        consequence="Acts at once: open sign-ins of this person end."
        confirm="Change"
        action={changeRole}
        values={{ userId: row.id }}
      >
        <SelectField
          name="role"
          label="Role"
          value={row.role}
          options={grantable.map((role) => [role, humanise(role)] as const)}
        />
      </ActDialog>
      <ActDialog
        label={disabled ? "Enable" : "Disable"}
        tone="quiet"
        title={disabled ? `Enable ${row.name} again?` : `Disable ${row.name}?`}
        consequence={
          disabled
            ? "The person can sign in again with the old password and role."
            : "The person is signed out at once and can not sign in. The past stays in the audit log."
        }
        confirm={disabled ? "Enable" : "Disable"}
        action={switchUser}
        values={{ userId: row.id, disabled: disabled ? "no" : "yes" }}
      />
    </span>
  );
}
