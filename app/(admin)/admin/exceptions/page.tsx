import { CircleCheck } from "lucide-react";
import { AutoRefresh } from "@/components/admin/auto-refresh";
import { type Column, DataTable } from "@/components/admin/data-table";
import { Chips, Pager } from "@/components/admin/filters";
import { ago, count, humanise } from "@/components/admin/format";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { words } from "@/components/admin/words";
import { countExceptions, type ExceptionRow, listExceptions } from "@/lib/billing/admin.queries";
import { EXCEPTION_KINDS, type ExceptionCode } from "@/lib/billing/exception.model";
import { parseCursor } from "@/lib/tenants/paging.rules";
import { adminPage } from "../../_guard/admin-page";

const PATH = "/admin/exceptions";
const STATES = [
  { value: null, label: "Open" },
  { value: "closed", label: "Closed" },
];

export default adminPage("exception.read", async ({ context, scope, zone, now }, { query }) => {
  const filter = {
    state: query.state === "closed" ? ("CLOSED" as const) : ("OPEN" as const),
    code: query.code || null,
  };
  const [page, counts] = await Promise.all([
    listExceptions(context, scope, filter, parseCursor(query.after)),
    countExceptions(context, scope),
  ]);
  const codes = [
    { value: null, label: "Every kind" },
    ...counts.map((row) => ({ value: row.code, label: words(row.code), count: row._count })),
  ];
  return (
    <>
      <AutoRefresh everyS={15} />
      <PageHead title="Exceptions" detail="What a person must decide. Nothing here settles itself." />
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Chips label="State" name="state" path={PATH} query={query} chips={STATES} />
        {counts.length > 0 ? (
          <Chips label="Kind" name="code" path={PATH} query={query} chips={codes} />
        ) : null}
      </div>
      <DataTable
        caption="Exceptions, newest first"
        columns={columns(zone, now)}
        rows={page.rows}
        keyOf={(row) => row.id}
        hrefOf={(row) => `${PATH}/${row.id}`}
        empty={
          filter.state === "OPEN" ? (
            <Empty icon={CircleCheck} title="Nothing waits for you">
              Every session was billed or released without help.
            </Empty>
          ) : (
            <Empty title="Nothing has been decided yet" />
          )
        }
        footer={<Pager path={PATH} query={query} next={page.next} />}
      />
    </>
  );
});

function columns(zone: string, now: Date): readonly Column<ExceptionRow>[] {
  return [
    { id: "kind", header: "What", cell: (row) => words(row.code) },
    { id: "state", header: "State", cell: (row) => <Status of="exception" state={row.state} /> },
    {
      id: "money",
      header: "Money",
      cell: (row) =>
        EXCEPTION_KINDS[row.code as ExceptionCode]?.urgent ? (
          <span className="text-red">waits</span>
        ) : (
          "not affected"
        ),
    },
    {
      id: "session",
      header: "Session",
      cell: (row) => <span className="tabular">{row.reference ?? "–"}</span>,
    },
    { id: "count", header: "Times", align: "right", cell: (row) => count(row.count) },
    { id: "opened", header: "Opened", cell: (row) => <Time at={row.openedAt} zone={zone} /> },
    {
      id: "age",
      header: "Age",
      align: "right",
      cell: (row) => ago(row.openedAt, row.closedAt ?? now).replace(" ago", ""),
    },
    { id: "decision", header: "Decision", cell: (row) => (row.decision ? humanise(row.decision) : "–") },
  ];
}
