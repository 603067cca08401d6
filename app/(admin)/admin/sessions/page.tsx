import { AutoRefresh } from "@/components/admin/auto-refresh";
import { type Column, DataTable } from "@/components/admin/data-table";
import { Chips, ExportLink, Pager, PERIODS, SearchBox } from "@/components/admin/filters";
import { amount, duration, energy } from "@/components/admin/format";
import { Empty, PageHead, PlaceName } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { words } from "@/components/admin/words";
import type { SessionRow } from "@/lib/sessions/admin.model";
import { countSessionViews, listSessions } from "@/lib/sessions/admin.queries";
import { may } from "@/lib/tenants/access.rules";
import { parseCursor } from "@/lib/tenants/paging.rules";
import { adminPage } from "../../_guard/admin-page";
import { sessionFilter } from "../../_guard/filters";

const PATH = "/admin/sessions";

export default adminPage("session.read", async ({ context, scope, zone, now, principal }, { query }) => {
  const filter = sessionFilter(query, now);
  const [page, counts] = await Promise.all([
    listSessions(context, scope, filter, parseCursor(query.after)),
    countSessionViews(context, scope, filter),
  ]);
  const chips = [
    { value: null, label: "All" },
    { value: "live", label: "Live now", count: counts.live ?? 0 },
    { value: "flagged", label: "Needs a person", count: counts.flagged ?? 0, urgent: true },
    { value: "settling", label: "Settling", count: counts.settling ?? 0 },
    { value: "billed", label: "Billed", count: counts.billed ?? 0 },
    { value: "uncharged", label: "No charge", count: counts.uncharged ?? 0 },
    { value: "unpaid", label: "Not paid", count: counts.unpaid ?? 0 },
  ];
  return (
    <>
      <AutoRefresh everyS={10} />
      <PageHead
        title="Sessions"
        actions={may(principal.role, "session.export") ? <ExportLink list="sessions" query={query} /> : null}
      />
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchBox label="Reference or charger" path={PATH} query={query} />
        <Chips label="State" name="view" path={PATH} query={query} chips={chips} />
        <Chips label="Period" name="since" path={PATH} query={query} chips={PERIODS} />
      </div>
      <DataTable
        caption="Sessions, newest first"
        columns={columns(zone, now)}
        rows={page.rows}
        keyOf={(row) => row.id}
        hrefOf={(row) => `${PATH}/${row.id}`}
        empty={<Empty title="No session fits this filter">Widen the period or choose another state.</Empty>}
        footer={<Pager path={PATH} query={query} next={page.next} />}
      />
    </>
  );
});

function columns(zone: string, now: Date): readonly Column<SessionRow>[] {
  return [
    { id: "reference", header: "Reference", cell: (row) => <span className="tabular">{row.reference}</span> },
    { id: "state", header: "State", cell: (row) => <Status of="session" state={row.state} /> },
    {
      id: "charger",
      header: "Charger",
      cell: (row) => <PlaceName label={row.evseLabel} place={row.locationName} />,
    },
    { id: "created", header: "Opened", cell: (row) => <Time at={row.createdAt} zone={zone} /> },
    {
      id: "duration",
      header: "Duration",
      align: "right",
      cell: (row) => (row.startedAt ? duration(row.startedAt, row.endedAt ?? now) : "–"),
    },
    { id: "energy", header: "Energy", align: "right", cell: (row) => energy(row.energyWh) },
    {
      id: "cost",
      header: "Price",
      align: "right",
      cell: (row) => (row.startedAt ? amount(row.costMinor, row.currency) : "–"),
    },
    {
      id: "ceiling",
      header: "Limit",
      align: "right",
      wideOnly: true,
      cell: (row) => amount(row.ceilingMinor, row.currency),
    },
    {
      id: "payment",
      header: "Payment",
      cell: (row) => (row.paymentState ? <Status of="payment" state={row.paymentState} /> : "–"),
    },
    {
      id: "reason",
      header: "Why",
      wideOnly: true,
      cell: (row) => <span className="text-muted">{row.reason ? words(row.reason) : ""}</span>,
    },
  ];
}
