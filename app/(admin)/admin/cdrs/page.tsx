import { CHANNEL_WORDS } from "@/components/admin/bills/bill-words";
import { BulkDecide, ChooseRow } from "@/components/admin/bills/bulk-decide";
import { CategoryBadges } from "@/components/admin/bills/finding-badges";
import { type Column, DataTable } from "@/components/admin/data-table";
import { Chips, ExportLink, Pager, PERIODS, SearchBox } from "@/components/admin/filters";
import { ago, amount, duration, energy } from "@/components/admin/format";
import { Empty, PageHead, PlaceName } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { Badge } from "@/components/ui/badge";
import {
  type BillRow,
  countValidations,
  listBilledSubscriptions,
  listBills,
} from "@/lib/billing/cdr.queries";
import { readFindings } from "@/lib/billing/validation.model";
import { may } from "@/lib/tenants/access.rules";
import { parseCursor } from "@/lib/tenants/paging.rules";
import { adminPage } from "../../_guard/admin-page";
import { cdrFilter } from "../../_guard/filters";
import { decideBills } from "./actions";
import { BillTabs } from "./bill-tabs";

const PATH = "/admin/cdrs";

export default adminPage("cdr.read", async ({ context, scope, zone, now, principal }, { query }) => {
  const filter = cdrFilter(query, now);
  const [page, counts, subscriptions] = await Promise.all([
    listBills(context, scope, filter, parseCursor(query.after)),
    countValidations(context, scope),
    listBilledSubscriptions(context, scope),
  ]);
  const mayChoose = filter.state === "FLAGGED" && may(principal.role, "cdr.decide");
  const table = (
    <DataTable
      caption="Charge detail records and flagged sessions, newest first"
      columns={[
        ...(mayChoose ? [CHOOSE] : []),
        ...columns(zone, now, filter.state !== "FLAGGED" && filter.state !== "DROPPED"),
      ]}
      rows={page.rows}
      keyOf={(row) => row.id}
      hrefOf={(row) => `${PATH}/${row.id}`}
      linkColumn={mayChoose ? 1 : 0}
      empty={
        filter.state === "FLAGGED" ? (
          <Empty title="No session waits for a decision">
            Every session was billed or released without help.
          </Empty>
        ) : (
          <Empty title="No CDR fits this filter">A CDR is written when a session has been billed.</Empty>
        )
      }
      footer={<Pager path={PATH} query={query} next={page.next} />}
    />
  );
  return (
    <>
      <PageHead
        title="Charge detail records"
        actions={may(principal.role, "cdr.export") ? <ExportLink list="cdrs" query={query} /> : null}
      />
      <BillTabs current={PATH} />
      <Filters query={query} counts={counts} subscriptions={subscriptions} />
      {mayChoose ? (
        <BulkDecide action={decideBills} isEmpty={page.rows.length === 0}>
          {table}
        </BulkDecide>
      ) : (
        table
      )}
    </>
  );
});

interface FiltersProps {
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly counts: Awaited<ReturnType<typeof countValidations>>;
  readonly subscriptions: Awaited<ReturnType<typeof listBilledSubscriptions>>;
}

function Filters({ query, counts, subscriptions }: FiltersProps) {
  const at = { path: PATH, query };
  const isNarrowed = Boolean(query.kind || query.channel || query.small || query.subscription);
  return (
    <div className="mb-3 flex flex-wrap items-start gap-x-4 gap-y-2">
      <Chips
        label="State"
        name="state"
        {...at}
        chips={[
          { value: null, label: "All" },
          { value: "CALCULATED", label: "Calculated" },
          { value: "FLAGGED", label: "Flagged", count: counts.FLAGGED, urgent: true },
          { value: "DROPPED", label: "Dropped", count: counts.DROPPED },
        ]}
      />
      <Chips label="Period" name="since" {...at} chips={PERIODS} />
      <SearchBox label="Number, reference or EVSE id" {...at} />
      <details open={isNarrowed} className="w-full">
        <summary className="w-fit cursor-pointer text-[13px] text-muted hover:text-ink">
          Kind, channel, size, provider
        </summary>
        <div className="mt-2 flex flex-wrap gap-x-4 gap-y-2">
          <Chips label="Kind" name="kind" {...at} chips={KINDS} />
          <Chips label="Channel" name="channel" {...at} chips={CHANNELS} />
          <Chips label="Size" name="small" {...at} chips={SIZES} />
          {subscriptions.length > 0 ? (
            <Chips
              label="Provider"
              name="subscription"
              {...at}
              chips={[
                { value: null, label: "Every provider" },
                ...subscriptions.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          ) : null}
        </div>
      </details>
    </div>
  );
}

const KINDS = [
  { value: null, label: "Every kind" },
  { value: "CREDIT", label: "Credits" },
  { value: "REPLACEMENT", label: "Replacements" },
];
const CHANNELS = [
  { value: null, label: "Every channel" },
  { value: "QR", label: "QR code" },
  { value: "OCPI_TERMINAL", label: "Terminal, OCPI" },
];
const SIZES = [
  { value: null, label: "Any size" },
  { value: "yes", label: "Small" },
];

const CHOOSE: Column<BillRow> = {
  id: "choose",
  header: "",
  cell: ({ session }) => <ChooseRow sessionId={session.id} label={session.reference} />,
};

const money = (minor: number | null | undefined, currency: string) =>
  minor === null || minor === undefined ? "–" : amount(minor, currency);

function columns(zone: string, now: Date, hasCdrs: boolean): readonly Column<BillRow>[] {
  return [
    {
      id: "number",
      header: "Number",
      cell: ({ cdr, session }) => <span className="tabular">{cdr?.number ?? session.reference}</span>,
    },
    { id: "state", header: "State", cell: (row) => <State row={row} /> },
    {
      id: "charger",
      header: "Charger",
      cell: ({ session: { evse } }) => <PlaceName label={evse.label} place={evse.location.name} />,
    },
    {
      id: "channel",
      header: "Paid by",
      wideOnly: true,
      cell: ({ session }) => session.subscription?.name ?? CHANNEL_WORDS[session.channel] ?? session.channel,
    },
    { id: "started", header: "Began", cell: ({ session }) => <Time at={session.startedAt} zone={zone} /> },
    {
      id: "duration",
      header: "Duration",
      align: "right",
      wideOnly: true,
      cell: ({ session: { startedAt, endedAt } }) =>
        startedAt && endedAt ? duration(startedAt, endedAt) : "–",
    },
    ...(hasCdrs ? CDR_COLUMNS : FLAGGED_COLUMNS(now)),
  ];
}

const CDR_COLUMNS: readonly Column<BillRow>[] = [
  { id: "energy", header: "Energy", align: "right", cell: ({ cdr }) => (cdr ? energy(cdr.energyWh) : "–") },
  {
    id: "net",
    header: "Net",
    align: "right",
    wideOnly: true,
    cell: ({ cdr, session }) => money(cdr?.netMinor, session.currency),
  },
  {
    id: "wholesale",
    header: "Wholesale",
    align: "right",
    wideOnly: true,
    cell: ({ cdr, session }) => money(cdr?.wholesaleGrossMinor, session.currency),
  },
  {
    id: "charged",
    header: "Charged",
    align: "right",
    cell: ({ cdr, session }) => money(cdr?.chargedMinor, session.currency),
  },
  {
    id: "payment",
    header: "Payment",
    cell: ({ session }) => (session.payment ? <Status of="payment" state={session.payment.state} /> : "–"),
  },
];

const FLAGGED_COLUMNS = (now: Date): readonly Column<BillRow>[] => [
  {
    id: "age",
    header: "Age",
    align: "right",
    cell: ({ validation }) =>
      validation?.flaggedAt ? ago(validation.flaggedAt, now).replace(" ago", "") : "–",
  },
  {
    id: "decide",
    header: "Decide within",
    align: "right",
    cell: ({ validation }) => <Countdown until={validation?.decideBy ?? null} now={now} />,
  },
  { id: "tries", header: "Tries", align: "right", cell: ({ validation }) => validation?.tries ?? "–" },
];

/** Red when the policy decides soon. */
function Countdown({ until, now }: { readonly until: Date | null; readonly now: Date }) {
  if (!until) return "no hold";
  const isSoon = until.getTime() - now.getTime() < 86_400_000;
  return (
    <span className={isSoon ? "font-medium text-red" : ""}>{until > now ? duration(now, until) : "now"}</span>
  );
}

function State({ row: { cdr, validation } }: { readonly row: BillRow }) {
  if (cdr) {
    return (
      <span className="flex items-center gap-1">
        <Status of="cdr" state={cdr.kind} />
        {cdr.isSmall ? <Badge>Small</Badge> : null}
      </span>
    );
  }
  return (
    <span className="flex items-center gap-1">
      <Status of="validation" state={validation?.state ?? "FLAGGED"} />
      <CategoryBadges findings={readFindings(validation?.findings ?? [])} />
    </span>
  );
}
