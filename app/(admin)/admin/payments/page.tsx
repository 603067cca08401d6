import { type Column, DataTable } from "@/components/admin/data-table";
import { Chips, ExportLink, Pager, PERIODS, SearchBox } from "@/components/admin/filters";
import { amount, count } from "@/components/admin/format";
import { Empty, Facts, PageHead } from "@/components/admin/page-parts";
import { Status } from "@/components/admin/status";
import { Time } from "@/components/admin/time";
import { listPayments, type PaymentRow, sumPayments } from "@/lib/billing/admin.queries";
import { may } from "@/lib/tenants/access.rules";
import { parseCursor } from "@/lib/tenants/paging.rules";
import { adminPage } from "../../_guard/admin-page";
import { paymentFilter } from "../../_guard/filters";

const PATH = "/admin/payments";

const CHIPS = [
  { value: null, label: "All" },
  { value: "held", label: "Held" },
  { value: "moving", label: "Being settled" },
  { value: "captured", label: "Captured" },
  { value: "released", label: "Released" },
  { value: "trouble", label: "Needs a person" },
  { value: "unpaid", label: "Not paid" },
];

export default adminPage("payment.read", async ({ context, scope, zone, now, principal }, { query }) => {
  const filter = paymentFilter(query, now);
  const [page, sums] = await Promise.all([
    listPayments(context, scope, filter, parseCursor(query.after)),
    sumPayments(context, scope, filter),
  ]);
  return (
    <>
      <PageHead
        title="Payments"
        actions={may(principal.role, "payment.export") ? <ExportLink list="payments" query={query} /> : null}
      />
      {sums.map(({ currency, _count, _sum }) => (
        <Facts
          key={currency}
          facts={[
            { label: `Payments in ${currency}`, value: count(_count), strong: true },
            { label: "Held in all", value: amount(_sum.authorisedMinor ?? 0, currency), strong: true },
            { label: "Captured", value: amount(_sum.capturedMinor ?? 0, currency), strong: true },
            { label: "Released", value: amount(_sum.releasedMinor ?? 0, currency), strong: true },
            { label: "Refunded", value: amount(_sum.refundedMinor ?? 0, currency), strong: true },
            {
              label: "Captured less refunds",
              value: amount((_sum.capturedMinor ?? 0) - (_sum.refundedMinor ?? 0), currency),
              strong: true,
            },
          ]}
        />
      ))}
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchBox label="tr_…, reference or last 4 digits" path={PATH} query={query} />
        <Chips label="State" name="view" path={PATH} query={query} chips={CHIPS} />
        <Chips label="Period" name="since" path={PATH} query={query} chips={PERIODS} />
      </div>
      <DataTable
        caption="Payments, newest first"
        columns={columns(zone)}
        rows={page.rows}
        keyOf={(row) => row.id}
        hrefOf={(row) => `${PATH}/${row.id}`}
        empty={<Empty title="No payment fits this filter">Widen the period or choose another state.</Empty>}
        footer={<Pager path={PATH} query={query} next={page.next} />}
      />
    </>
  );
});

function columns(zone: string): readonly Column<PaymentRow>[] {
  const money = (id: string, header: string, minor: (row: PaymentRow) => number): Column<PaymentRow> => ({
    id,
    header,
    align: "right",
    cell: (row) =>
      minor(row) === 0 ? <span className="text-muted">–</span> : amount(minor(row), row.currency),
  });
  return [
    {
      id: "psp_payment_id",
      header: "Payment",
      cell: (row) => <span className="tabular">{row.pspPaymentId ?? "not created"}</span>,
    },
    { id: "state", header: "State", cell: (row) => <Status of="payment" state={row.state} /> },
    {
      id: "session",
      header: "Session",
      cell: (row) => <span className="tabular">{row.session?.reference ?? "–"}</span>,
    },
    {
      id: "card",
      header: "Paid with",
      cell: (row) => (row.cardLast4 ? `${row.wallet ?? row.cardBrand ?? "Card"} ··${row.cardLast4}` : "–"),
    },
    { id: "created", header: "Created", cell: (row) => <Time at={row.createdAt} zone={zone} /> },
    money("authorised", "Held", (row) => row.authorisedMinor),
    money("captured", "Captured", (row) => row.capturedMinor),
    money("released", "Released", (row) => row.releasedMinor),
    money("refunded", "Refunded", (row) => row.refundedMinor),
  ];
}
