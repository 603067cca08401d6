import { Plus } from "lucide-react";
import Link from "next/link";
import { type Column, DataTable } from "@/components/admin/data-table";
import { type Chip, Chips, SearchBox } from "@/components/admin/filters";
import { ago } from "@/components/admin/format";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { NEXT } from "@/components/admin/subscriptions/words";
import { Time } from "@/components/admin/time";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import type { SubscriptionState } from "@/lib/subscriptions/connection.model";
import { SUBSCRIPTION_MACHINE } from "@/lib/subscriptions/subscription.model";
import { listSubscriptions, type SubscriptionListRow } from "@/lib/subscriptions/subscription.queries";
import { may } from "@/lib/tenants/access.rules";
import { providerOf } from "@/lib/terminals/registry";
import { adminPage } from "../../_guard/admin-page";

const ENDED = SUBSCRIPTION_MACHINE.final;
const OPEN = SUBSCRIPTION_MACHINE.states.filter((state) => !ENDED.includes(state) && state !== "LIVE");
const VIEWS: Readonly<Record<string, readonly SubscriptionState[]>> = {
  setup: OPEN,
  live: ["LIVE"],
  ended: ENDED,
};
const CHIPS: readonly Chip[] = [
  { value: null, label: "All" },
  { value: "setup", label: "Being set up" },
  { value: "live", label: "Live" },
  { value: "ended", label: "Ended" },
];

export default adminPage("subscription.read", async ({ context, scope, zone, now, principal }, route) => {
  const view = Object.hasOwn(VIEWS, route.query.view ?? "") ? (route.query.view ?? null) : null;
  const query = { view, q: route.query.q?.trim() || null };
  const rows = await listSubscriptions(context, scope, {
    states: view === null ? null : (VIEWS[view] ?? null),
    text: query.q,
  });
  const environment = scope.mode === "TEST" ? "acceptance" : "production";
  return (
    <>
      <PageHead
        title="Subscriptions"
        detail={`OCPI connections with providers of payment terminals, ${environment}.`}
        actions={
          may(principal.role, "subscription.write") ? (
            <Link className={buttonClass("primary")} href="/admin/subscriptions/new">
              <Icon icon={Plus} size={16} /> Connect a provider
            </Link>
          ) : null
        }
      />
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <Chips label="State" name="view" path="/admin/subscriptions" query={query} chips={CHIPS} />
        <SearchBox label="Name, provider, party or prefix" path="/admin/subscriptions" query={query} />
      </div>
      <DataTable
        caption="Connections with providers of payment terminals"
        columns={columns(zone, now)}
        rows={rows}
        keyOf={(row) => row.id}
        hrefOf={(row) => `/admin/subscriptions/${row.id}`}
        empty={
          <Empty title={query.q || view ? "No connection matches" : "No provider is connected yet"}>
            {query.q || view
              ? null
              : "Connect a provider of payment terminals, and drivers can tap their card at the charger."}
          </Empty>
        }
      />
    </>
  );
});

function columns(zone: string, now: Date): readonly Column<SubscriptionListRow>[] {
  return [
    { id: "name", header: "Connection", cell: (row) => <span className="font-medium">{row.name}</span> },
    { id: "provider", header: "Provider", cell: (row) => providerOf(row.provider).name },
    { id: "state", header: "State", cell: (row) => <Status of="subscription" state={row.state} /> },
    { id: "next", header: "What is next", cell: (row) => NEXT[row.state] },
    {
      id: "party",
      header: "Party",
      cell: (row) =>
        row.partyId ? <span className="tabular">{`${row.countryCode}*${row.partyId}`}</span> : "–",
    },
    {
      id: "mark",
      header: "Tokens",
      wideOnly: true,
      cell: (row) =>
        row.tokenPrefix ? (
          <code className="font-mono text-[13px]">{`${row.tokenPrefix}${row.tokenSeparator}…`}</code>
        ) : (
          "–"
        ),
    },
    { id: "version", header: "OCPI", cell: (row) => <span className="tabular">{row.version ?? "–"}</span> },
    {
      id: "cpos",
      header: "Operators",
      wideOnly: true,
      cell: (row) => (
        <span className="block max-w-56 truncate">{row.cpos.map(({ cpo }) => cpo.name).join(", ")}</span>
      ),
    },
    {
      id: "last_call",
      header: "Last call",
      align: "right",
      wideOnly: true,
      cell: (row) => (row.lastInboundAt ? ago(row.lastInboundAt, now) : "never"),
    },
    {
      id: "updated",
      header: "Changed",
      align: "right",
      cell: (row) => <Time at={row.updatedAt} zone={zone} />,
    },
  ];
}
