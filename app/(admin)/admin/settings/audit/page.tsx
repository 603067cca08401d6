import { ShieldCheck } from "lucide-react";
import { type Column, DataTable } from "@/components/admin/data-table";
import { Pager } from "@/components/admin/filters";
import { count, humanise } from "@/components/admin/format";
import { Notice } from "@/components/admin/notice";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { SettingsTabs } from "@/components/admin/settings-tabs";
import { Time } from "@/components/admin/time";
import { Raw } from "@/components/admin/timeline";
import { words } from "@/components/admin/words";
import { type AuditRow, listAudit } from "@/lib/tenants/tenants.queries";
import { verifyAuditChain } from "@/lib/tenants/verify-audit-chain";
import { adminPage } from "../../../_guard/admin-page";
import { settingsTabs } from "../../../_guard/settings-tabs";

const PATH = "/admin/settings/audit";

export default adminPage("audit.read", async ({ context, principal, zone }, { query }) => {
  const before = /^\d{1,18}$/.test(query.after ?? "") ? BigInt(query.after ?? 0) : null;
  const [page, chain] = await Promise.all([
    listAudit(context, principal.clientId, { before, objectType: null, objectId: null }),
    verifyAuditChain(context, principal.clientId),
  ]);
  return (
    <>
      <PageHead title="Settings" />
      <SettingsTabs tabs={settingsTabs(principal.role)} current={PATH} />
      <div className="mb-4">
        {chain.intact ? (
          <Notice tone="accent">
            All {count(chain.entries)} entries are unchanged: each carries the hash of the one before.
          </Notice>
        ) : (
          <Notice tone="red">
            Entry {chain.brokenAt} does not fit the hash of the one before. Somebody has changed the log in
            the database. Keep a copy and call your administrator.
          </Notice>
        )}
      </div>
      <DataTable
        caption="Audit log, newest first"
        columns={columns(zone)}
        rows={page.rows}
        keyOf={(row) => String(row.id)}
        empty={<Empty icon={ShieldCheck} title="Nothing has been done yet" />}
        footer={<Pager path={PATH} query={query} next={page.next} />}
      />
    </>
  );
});

function columns(zone: string): readonly Column<AuditRow>[] {
  return [
    { id: "at", header: "When", cell: (row) => <Time at={row.at} zone={zone} style="second" /> },
    { id: "actor", header: "Who", cell: (row) => row.actorName },
    { id: "action", header: "What", cell: (row) => words(row.action) },
    {
      id: "object",
      header: "On",
      cell: (row) => <span className="text-muted">{humanise(row.objectType)}</span>,
    },
    {
      id: "reason",
      header: "Reason",
      cell: (row) => <span className="block max-w-80 truncate">{row.reason ?? ""}</span>,
    },
    {
      id: "change",
      header: "Change",
      cell: (row) =>
        row.before === null && row.after === null ? null : (
          <Raw text={JSON.stringify({ before: row.before, after: row.after })} label="Before and after" />
        ),
    },
  ];
}
