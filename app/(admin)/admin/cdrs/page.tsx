import { type Column, DataTable } from "@/components/admin/data-table";
import { Chips, ExportLink, Pager, PERIODS, SearchBox } from "@/components/admin/filters";
import { amount, duration, energy } from "@/components/admin/format";
import { Empty, PageHead, PlaceName } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { type CdrRow, listCdrs } from "@/lib/billing/admin.queries";
import { may } from "@/lib/tenants/access.rules";
import { parseCursor } from "@/lib/tenants/paging.rules";
import { adminPage } from "../../_guard/admin-page";
import { cdrFilter } from "../../_guard/filters";

const PATH = "/admin/cdrs";

export default adminPage("cdr.read", async ({ context, scope, zone, now, principal }, { query }) => {
  const page = await listCdrs(context, scope, cdrFilter(query, now), parseCursor(query.after));
  return (
    <>
      <PageHead
        title="Charge detail records"
        actions={may(principal.role, "cdr.export") ? <ExportLink list="cdrs" query={query} /> : null}
      />
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchBox label="Number, reference or EVSE id" path={PATH} query={query} />
        <Chips label="Period" name="since" path={PATH} query={query} chips={PERIODS} />
      </div>
      <DataTable
        caption="Charge detail records, newest first"
        columns={columns(zone)}
        rows={page.rows}
        keyOf={(row) => row.id}
        hrefOf={(row) => `${PATH}/${row.id}`}
        empty={
          <Empty title="No CDR fits this filter">A CDR is written when a session has been billed.</Empty>
        }
        footer={<Pager path={PATH} query={query} next={page.next} />}
      />
    </>
  );
});

function columns(zone: string): readonly Column<CdrRow>[] {
  return [
    { id: "number", header: "Number", cell: (row) => <span className="tabular">{row.number}</span> },
    {
      id: "session",
      header: "Session",
      cell: (row) => <span className="tabular">{row.session.reference}</span>,
    },
    {
      id: "charger",
      header: "Charger",
      cell: ({ session: { evse } }) => <PlaceName label={evse.label} place={evse.location.name} />,
    },
    { id: "started", header: "Began", cell: (row) => <Time at={row.startedAt} zone={zone} /> },
    {
      id: "duration",
      header: "Duration",
      align: "right",
      cell: (row) => duration(row.startedAt, row.endedAt),
    },
    { id: "energy", header: "Energy", align: "right", cell: (row) => energy(row.energyWh) },
    {
      id: "net",
      header: "Net",
      align: "right",
      wideOnly: true,
      cell: (row) => amount(row.netMinor, row.currency),
    },
    {
      id: "vat",
      header: "VAT",
      align: "right",
      wideOnly: true,
      cell: (row) => amount(row.taxMinor, row.currency),
    },
    {
      id: "charged",
      header: "Charged",
      align: "right",
      cell: (row) => amount(row.chargedMinor, row.currency),
    },
    {
      id: "payment",
      header: "Payment",
      cell: ({ session }) => (session.payment ? <Status of="payment" state={session.payment.state} /> : "–"),
    },
  ];
}
