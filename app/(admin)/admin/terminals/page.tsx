import { Plus } from "lucide-react";
import Link from "next/link";
import { type Column, DataTable } from "@/components/admin/data-table";
import { type Chip, Chips, SearchBox } from "@/components/admin/filters";
import { ago } from "@/components/admin/format";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { MODE_WORDS } from "@/components/admin/terminals/mode-word";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { TERMINAL_STATES } from "@/lib/subscriptions/terminal.model";
import { countTerminals, listTerminals, type TerminalRow } from "@/lib/subscriptions/terminal-list.queries";
import { may } from "@/lib/tenants/access.rules";
import { providerOf } from "@/lib/terminals/registry";
import { adminPage } from "../../_guard/admin-page";

const PATH = "/admin/terminals";

/** The payment terminals: who runs them, where they serve, and what their provider has otherwise (ADM-17). */
export default adminPage("terminal.read", async ({ context, scope, now, principal }, route) => {
  const view = route.query.view ?? null;
  const query = { view, q: route.query.q?.trim() || null };
  const rows = await listTerminals(context, scope, {
    state: TERMINAL_STATES.find((state) => state === view) ?? null,
    differs: view === "differs",
    idle: view === "idle",
    text: query.q,
  });
  const counts = await countTerminals(context, scope);
  const chips: readonly Chip[] = [
    { value: null, label: "All" },
    { value: "ACTIVE", label: "In service", count: counts.ACTIVE },
    { value: "PENDING", label: "Being activated", count: counts.PENDING },
    { value: "idle", label: "Serves nothing" },
    { value: "differs", label: "Provider differs" },
    { value: "DEACTIVATED", label: "Out of service", count: counts.DEACTIVATED },
  ];
  return (
    <>
      <PageHead
        title="Terminals"
        detail="Payment terminals of your providers, and the charging points that each of them serves."
        actions={
          may(principal.role, "terminal.write") ? (
            <Link className={buttonClass("primary")} href={`${PATH}/new`}>
              <Icon icon={Plus} size={16} /> Add a terminal
            </Link>
          ) : null
        }
      />
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <Chips label="State" name="view" path={PATH} query={query} chips={chips} />
        <SearchBox label="Name, id or serial number" path={PATH} query={query} />
      </div>
      <DataTable
        caption="Payment terminals"
        columns={columns(now)}
        rows={rows}
        keyOf={(row) => row.id}
        hrefOf={(row) => `${PATH}/${row.id}`}
        empty={
          <Empty title={query.q || view ? "No terminal matches" : "There is no terminal yet"}>
            {query.q || view
              ? null
              : "Providers with the payments module report theirs by themselves; others are added by hand."}
          </Empty>
        }
      />
    </>
  );
});

function columns(now: Date): readonly Column<TerminalRow>[] {
  return [
    { id: "label", header: "Terminal", cell: (row) => row.label },
    {
      id: "provider",
      header: "Provider",
      cell: (row) =>
        row.subscription ? providerOf(row.subscription.provider).name : (MODE_WORDS[row.mode] ?? row.mode),
    },
    {
      id: "serial",
      header: "Serial",
      wideOnly: true,
      cell: (row) => <span className="tabular">{row.reference ?? "–"}</span>,
    },
    { id: "state", header: "State", cell: (row) => <Status of="terminal" state={row.state} /> },
    {
      id: "where",
      header: "Serves",
      cell: (row) =>
        row.location ? (
          <span className="block max-w-56 truncate 2xl:max-w-96">
            {row.location.name}{" "}
            <span className="text-muted">
              {row.evseLabels.length === 0 ? "whole location" : row.evseLabels.join(", ")}
            </span>
          </span>
        ) : (
          <span className="text-muted">nothing yet</span>
        ),
    },
    {
      id: "differs",
      header: "Provider says",
      cell: (row) =>
        row.differs ? <Badge tone="amber">Differs</Badge> : <span className="text-muted">the same</span>,
    },
    {
      id: "id",
      header: "Provider's id",
      wideOnly: true,
      cell: (row) => <code className="font-mono text-[13px]">{row.terminalId}</code>,
    },
    {
      id: "used",
      header: "Last session",
      align: "right",
      cell: (row) => (row.lastSessionAt ? ago(row.lastSessionAt, now) : "never"),
    },
    {
      id: "seen",
      header: "Last reported",
      align: "right",
      wideOnly: true,
      cell: (row) => (row.peerUpdatedAt ? ago(row.peerUpdatedAt, now) : "–"),
    },
  ];
}
