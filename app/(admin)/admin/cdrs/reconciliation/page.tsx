import { type Column, DataTable } from "@/components/admin/data-table";
import { Chips } from "@/components/admin/filters";
import { amount, count } from "@/components/admin/format";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { RECONCILIATION_STATES, type ReconciliationState } from "@/lib/billing/admin.model";
import {
  countReconciliation,
  listReconciliation,
  type ReconciliationRow,
} from "@/lib/billing/reconciliation.queries";
import { adminPage } from "../../../_guard/admin-page";
import { BillTabs } from "../bill-tabs";

const PATH = "/admin/cdrs/reconciliation";

const WORDS: Readonly<Record<ReconciliationState, string>> = {
  DIFFERS: "Amount differs",
  NO_ADVICE: "CDR, not confirmed",
  NO_CDR: "Captured, no CDR",
  MATCHED: "Matched",
};

export default adminPage("cdr.read", async ({ context, scope, zone }, { query }) => {
  const state = RECONCILIATION_STATES.find((known) => known === query.state) ?? null;
  const [rows, counts] = await Promise.all([
    listReconciliation(context, scope, state),
    countReconciliation(context, scope),
  ]);
  return (
    <>
      <PageHead
        title="Reconciliation"
        detail="What we billed at terminals, beside what their providers say that they captured."
      />
      <BillTabs current={PATH} />
      <div className="mb-3">
        <Chips
          label="State"
          name="state"
          path={PATH}
          query={query}
          chips={[
            { value: null, label: "All" },
            ...RECONCILIATION_STATES.map((known) => ({
              value: known,
              label: WORDS[known],
              count: counts[known] ?? 0,
              urgent: known === "DIFFERS" || known === "NO_CDR",
            })),
          ]}
        />
      </div>
      <DataTable
        caption="CDRs of terminals and what was captured for them, newest first"
        columns={columns(zone)}
        rows={rows}
        keyOf={(row) => row.id}
        hrefOf={(row) => (row.cdrId ? `/admin/cdrs/${row.cdrId}` : null)}
        empty={<Empty title="Nothing to compare">Providers confirm captures over OCPI payments.</Empty>}
      />
    </>
  );
});

const money = (minor: number | null, currency: string) => (minor === null ? "–" : amount(minor, currency));

function columns(zone: string): readonly Column<ReconciliationRow>[] {
  return [
    {
      id: "cdr",
      header: "CDR",
      cell: (row) => <span className="tabular">{row.cdrNumber ?? row.sessionReference ?? "none"}</span>,
    },
    { id: "state", header: "State", cell: (row) => <Status of="advice" state={row.state} /> },
    { id: "provider", header: "Provider", cell: (row) => row.provider },
    {
      id: "authorisation",
      header: "Authorisation",
      wideOnly: true,
      cell: (row) => <span className="tabular">{row.authorizationReference ?? "–"}</span>,
    },
    { id: "at", header: "When", cell: (row) => <Time at={row.at} zone={zone} /> },
    { id: "billed", header: "Billed", align: "right", cell: (row) => money(row.billedMinor, row.currency) },
    {
      id: "captured",
      header: "Captured",
      align: "right",
      cell: (row) => money(row.capturedMinor, row.currency),
    },
    {
      id: "difference",
      header: "Difference",
      align: "right",
      cell: (row) => (
        <span className={row.differenceMinor ? "font-medium text-red" : ""}>
          {money(row.differenceMinor, row.currency)}
        </span>
      ),
    },
    { id: "advices", header: "Confirmations", align: "right", cell: (row) => count(row.advices) },
  ];
}
