import Link from "next/link";
import { type Column, DataTable } from "@/components/admin/data-table";
import { type Chip, Chips, type Query, SearchBox } from "@/components/admin/filters";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { PriceTabs } from "@/components/admin/prices/price-tabs";
import { CHANNEL_WORDS, scopeWords, validityWords, windowsWords } from "@/components/admin/prices/rule-words";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import {
  type BillingKind,
  CHANNELS,
  type Channel,
  type WeeklyWindow,
} from "@/lib/pricing/billing-rule.model";
import {
  listRuleParts,
  listRules,
  type RuleFilter,
  type RuleListRow,
} from "@/lib/pricing/billing-rules.queries";
import { may } from "@/lib/tenants/access.rules";
import { adminPage } from "../../../_guard/admin-page";
import type { Admin } from "../../../_guard/open-admin";

const PATH = "/admin/prices/rules";
const KINDS: readonly BillingKind["kind"][] = ["FIXED", "WHOLESALE_FACTOR"];

/** The filter from the address; unknown values count as absent (SEC-69). */
function filterOf(query: Query, { scope }: Admin): RuleFilter {
  return {
    cpoId: scope.cpoIds.find((id) => id === query.cpo) ?? null,
    channel: CHANNELS.find((channel) => channel === query.channel) ?? null,
    kind: KINDS.find((kind) => kind === query.kind) ?? null,
    code: query.code?.trim() || null,
    text: query.q?.trim() || null,
    archived: query.state === "ended",
  };
}

export default adminPage("pricing.read", async (admin, { query }) => {
  const { context, scope, client, zone } = admin;
  const rows = await listRules(context, scope, filterOf(query, admin));
  const { tariffs } = await listRuleParts(context, scope);
  const mayWrite = may(admin.principal.role, "pricing.write");
  const cpos = client.cpos.filter(({ id }) => scope.cpoIds.includes(id));
  const codes = [...new Set(tariffs.map(({ code }) => code))];
  const all = (label: string): Chip => ({ value: null, label });
  const filters: readonly (readonly [string, string, readonly Chip[]])[] = [
    ["Operator", "cpo", [all("All operators"), ...cpos.map(({ id, name }) => ({ value: id, label: name }))]],
    [
      "Channel",
      "channel",
      [all("All channels"), ...CHANNELS.map((value) => ({ value, label: CHANNEL_WORDS[value] }))],
    ],
    [
      "Kind",
      "kind",
      [all("All kinds"), { value: "FIXED", label: "Fixed" }, { value: "WHOLESALE_FACTOR", label: "Factor" }],
    ],
    ["Tariff code", "code", [all("All codes"), ...codes.map((code) => ({ value: code, label: code }))]],
    ["State", "state", [all("In force"), { value: "ended", label: "Ended" }]],
  ];
  return (
    <>
      <PageHead
        title="Billing rules"
        detail="Which price a driver pays, where and by which way. Exactly one must apply."
        actions={
          <>
            <Link href={`${PATH}/groups`} className={buttonClass("secondary", "small")}>
              Location groups
            </Link>
            <Link href={`${PATH}/contracts`} className={buttonClass("secondary", "small")}>
              Contracts
            </Link>
            {mayWrite ? (
              <Link href={`${PATH}/new`} className={buttonClass("primary", "small")}>
                New rule
              </Link>
            ) : null}
          </>
        }
      />
      <PriceTabs current="rules" />
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchBox label="Name, code or reason" path={PATH} query={query} />
        {filters.map(([label, name, chips]) => (
          <Chips key={name} label={label} name={name} path={PATH} query={query} chips={chips} />
        ))}
      </div>
      <DataTable
        caption="Billing rules, wide scopes first"
        columns={columns(zone)}
        rows={rows}
        keyOf={(row) => row.id}
        hrefOf={(row) => `${PATH}/${row.id}`}
        empty={
          <Empty title="No rule fits this filter">
            A charger to which no rule applies can not be sold at. Giving it a price makes one.
          </Empty>
        }
      />
    </>
  );
});

function columns(zone: string): readonly Column<RuleListRow>[] {
  return [
    { id: "name", header: "Rule", cell: (row) => row.name },
    {
      id: "scope",
      header: "Where",
      cell: (row) => <span className="block max-w-80 py-2 whitespace-normal">{scopeWords(row)}</span>,
    },
    {
      id: "channel",
      header: "Channel",
      cell: (row) => (row.channel ? CHANNEL_WORDS[row.channel as Channel] : "All channels"),
    },
    { id: "price", header: "Price", cell: (row) => <Price row={row} /> },
    {
      id: "hours",
      header: "Hours",
      cell: (row) => <span className="text-muted">{windowsWords(row.windows as WeeklyWindow[] | null)}</span>,
    },
    {
      id: "validity",
      header: "Valid",
      align: "right",
      wideOnly: true,
      cell: (row) => (
        <span className="tabular text-muted">{validityWords(row.validFrom, row.validTo, zone)}</span>
      ),
    },
  ];
}

function Price({ row }: { readonly row: RuleListRow }) {
  if (row.tariff) return <span>{row.tariff.code}</span>;
  const factor = row.factor?.toString() ?? "1";
  return (
    <span className="inline-flex items-center gap-2">
      <span className="tabular">wholesale × {factor}</span>
      {factor === "1" ? null : <Badge tone="amber">Differs</Badge>}
    </span>
  );
}
