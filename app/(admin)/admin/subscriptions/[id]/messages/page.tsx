import { notFound } from "next/navigation";
import { type Column, DataTable } from "@/components/admin/data-table";
import { type Chip, Chips, Pager, PERIODS, SearchBox, sinceOf } from "@/components/admin/filters";
import { count } from "@/components/admin/format";
import { Direction } from "@/components/admin/messages/direction";
import { ExchangeStatus } from "@/components/admin/messages/exchange-status";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { SubscriptionTabs } from "@/components/admin/subscriptions/tabs";
import { Time } from "@/components/admin/time";
import { type ExchangeRow, listExchanges } from "@/lib/ocpi/partner/messages.queries";
import { isGoodStatus } from "@/lib/ocpi/partner/read-message.rules";
import { readSubscription } from "@/lib/subscriptions/subscription.queries";
import { PAGE_SIZE } from "@/lib/tenants/paging.rules";
import { adminPage, uuidParam } from "../../../../_guard/admin-page";

const DIRECTIONS: readonly Chip[] = [
  { value: null, label: "Both ways" },
  { value: "in", label: "Partner asks" },
  { value: "out", label: "We ask" },
];
const ENDS: readonly Chip[] = [
  { value: null, label: "All" },
  { value: "yes", label: "With problems" },
];
const MODULES = ["commands", "sessions", "cdrs", "locations", "tariffs", "payments", "credentials"] as const;
const MODULE_CHIPS: readonly Chip[] = [
  { value: null, label: "Every module" },
  ...MODULES.map((module) => ({ value: module, label: module === "cdrs" ? "CDRs" : capital(module) })),
];

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The message inspector of a connection: what was said, in words, with its answer (ADM-6). */
export default adminPage("journal.read", async ({ context, scope, zone, now }, route) => {
  const id = uuidParam(route);
  const found = id && (await readSubscription(context, scope, id));
  if (!found) notFound();
  const path = `/admin/subscriptions/${found.id}/messages`;
  const { way, module, faults, since, q, after } = route.query;
  const query = { way, module, faults, since, q, after };
  const { rows, next } = await listExchanges(
    context,
    scope.clientId,
    found.id,
    {
      direction: way === "in" ? "IN" : way === "out" ? "OUT" : null,
      module: MODULES.find((known) => known === module) ?? null,
      onlyFaults: faults === "yes",
      text: q?.trim() || null,
      since: sinceOf(since, now),
      before: /^\d{1,18}$/.test(after ?? "") ? BigInt(after ?? 0) : null,
    },
    PAGE_SIZE,
  );
  const isFiltered = Boolean(way || module || faults || since || q);
  return (
    <>
      <PageHead
        back={{ href: "/admin/subscriptions", label: "Subscriptions" }}
        title={found.name}
        badge={<Status of="subscription" state={found.state} />}
        detail="Every message of this connection, with its answer. Tokens and keys are hidden before anything is stored."
      />
      <SubscriptionTabs id={found.id} current="/messages" />
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <div className="flex flex-wrap gap-x-4 gap-y-2">
          <Chips label="Who asks" name="way" path={path} query={query} chips={DIRECTIONS} />
          <Chips label="How it ended" name="faults" path={path} query={query} chips={ENDS} />
          <Chips label="Since" name="since" path={path} query={query} chips={PERIODS} />
        </div>
        <SearchBox label="Text or correlation id" path={path} query={query} />
      </div>
      <div className="mb-3">
        <Chips label="Module" name="module" path={path} query={query} chips={MODULE_CHIPS} />
      </div>
      <DataTable
        caption="Messages of this connection, newest first"
        columns={columns(zone)}
        rows={rows}
        keyOf={(row) => String(row.id)}
        hrefOf={(row) => `${path}/${row.id}`}
        empty={
          <Empty title={isFiltered ? "No message matches" : "Nothing was said yet"}>
            {isFiltered ? null : "Messages appear here as soon as the partner calls, or we call the partner."}
          </Empty>
        }
        footer={<Pager path={path} query={query} next={next} />}
      />
    </>
  );
});

function columns(zone: string): readonly Column<ExchangeRow>[] {
  return [
    { id: "at", header: "Time", cell: (row) => <Time at={row.at} zone={zone} style="second" /> },
    { id: "way", header: "Who", cell: (row) => <Direction direction={row.direction} /> },
    {
      id: "words",
      header: "What",
      cell: (row) => (
        <span className="block max-w-md truncate" title={row.words}>
          {row.words}
        </span>
      ),
    },
    {
      id: "request",
      header: "Request",
      wideOnly: true,
      cell: (row) => <span className="font-mono text-[13px]">{`${row.method} ${row.module}`}</span>,
    },
    {
      id: "status",
      header: "Answer",
      cell: (row) => <ExchangeStatus status={row.status} isGood={isGoodStatus(row.status)} />,
    },
    {
      id: "problems",
      header: "Remarks",
      cell: (row) =>
        row.problems.length === 0 ? (
          "–"
        ) : (
          <span className="text-amber" title={row.problems.join("\n")}>
            {count(row.problems.length)}
          </span>
        ),
    },
    {
      id: "latency",
      header: "Took",
      align: "right",
      cell: (row) => <span className="tabular">{row.latencyMs === null ? "–" : `${row.latencyMs} ms`}</span>,
    },
  ];
}
