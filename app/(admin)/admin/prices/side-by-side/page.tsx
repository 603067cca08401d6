import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Chips, SearchBox } from "@/components/admin/filters";
import { count } from "@/components/admin/format";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { PriceTabs } from "@/components/admin/prices/price-tabs";
import { priceInWords } from "@/components/admin/prices/price-words";
import { CHANNEL_WORDS, REFUSAL_WORDS } from "@/components/admin/prices/rule-words";
import { Badge } from "@/components/ui/badge";
import { CHANNELS } from "@/lib/pricing/billing-rule.model";
import { readScopedBook } from "@/lib/pricing/billing-rules.queries";
import { displayPrice } from "@/lib/pricing/display.rules";
import type { SaleJudgement } from "@/lib/pricing/sale.rules";
import { type SideBySideRow, sideBySide } from "@/lib/pricing/side-by-side.rules";
import type { Tariff } from "@/lib/pricing/tariff.model";
import { adminPage } from "../../../_guard/admin-page";

const PATH = "/admin/prices/side-by-side";

const isUnsold = ({ sales }: SideBySideRow) => !sales.QR.sellable;
const isOther = ({ mouths }: SideBySideRow) => mouths.showsOther || mouths.differsUnsaid;
const sum = (rows: readonly SideBySideRow[]) => rows.reduce((total, { evses }) => total + evses.length, 0);

export default adminPage("pricing.read", async (admin, { query }) => {
  const { context, scope, now, client } = admin;
  const rows = sideBySide(await readScopedBook(context, scope), now);
  const text = query.q?.trim().toLowerCase() ?? "";
  const operator = (id: string) => client.cpos.find((cpo) => cpo.id === id)?.name ?? "";
  const shown = rows
    .filter((row) => (query.show === "unsold" ? isUnsold(row) : query.show !== "differ" || isOther(row)))
    .filter(({ tariffCode, evses }) =>
      [tariffCode, ...evses.flatMap(({ label, locationName }) => [label, locationName])].some((word) =>
        word?.toLowerCase().includes(text),
      ),
    );
  return (
    <>
      <PageHead title="Side by side" detail="Wholesale and retail of every charger, by every way to buy." />
      <PriceTabs current="sideBySide" />
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchBox label="Code, charger or place" path={PATH} query={query} />
        <Chips
          label="Show"
          name="show"
          path={PATH}
          query={query}
          chips={[
            { value: null, label: "All chargers", count: sum(rows) },
            { value: "unsold", label: "Not for sale", count: sum(rows.filter(isUnsold)), urgent: true },
            {
              value: "differ",
              label: "Terminal differs from page",
              count: sum(rows.filter(isOther)),
              urgent: true,
            },
          ]}
        />
      </div>
      <div className="flex flex-col gap-3">
        {shown.length === 0 ? (
          <div className="rounded-lg border border-line bg-surface">
            <Empty title="No charger is like this" />
          </div>
        ) : null}
        {shown.map((row) => (
          <Row key={row.key} row={row} operator={operator(row.cpoId)} now={now} />
        ))}
      </div>
    </>
  );
});

interface RowProps {
  readonly row: SideBySideRow;
  readonly operator: string;
  readonly now: Date;
}

function Row({ row, operator, now }: RowProps) {
  const { tariffCode, evses, sales, mouths } = row;
  const timeZone = evses[0]?.place.timeZone ?? "UTC";
  const words = (tariff: Tariff) => priceInWords(displayPrice(tariff, { at: now, timeZone }));
  return (
    <section className="rounded-lg border border-line bg-surface text-sm">
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line px-4 py-2.5">
        <div className="min-w-0">
          <h2 className="font-semibold">{tariffCode ?? "No tariff code"}</h2>
          <p className="text-[13px] text-muted">
            {operator} ·{" "}
            {evses
              .slice(0, 6)
              .map(({ label }) => label)
              .join(", ")}
            {evses.length > 6 ? ` and ${count(evses.length - 6)} more` : ""}
          </p>
        </div>
        <Verdict row={row} />
      </header>
      <dl className="grid grid-cols-1 gap-px bg-line sm:grid-cols-2 lg:grid-cols-5">
        <Cell label="Wholesale, shown by terminals">
          {mouths.shown ? words(mouths.shown) : <span className="text-muted">No tariff of this code</span>}
        </Cell>
        {CHANNELS.map((channel) => (
          <Cell key={channel} label={CHANNEL_WORDS[channel]}>
            <Sale sale={sales[channel]} words={words} isUrgent={channel === "QR"} />
          </Cell>
        ))}
      </dl>
    </section>
  );
}

function Cell({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="bg-surface px-4 py-3">
      <dt className="mb-1 text-[13px] text-muted">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

interface SaleProps {
  readonly sale: SaleJudgement;
  readonly words: (tariff: Tariff) => string;
  readonly isUrgent: boolean;
}

function Sale({ sale, words, isUrgent }: SaleProps) {
  const named = sale.sellable ? [sale.rule] : sale.rules;
  const price = sale.sellable ? words(sale.tariff) : REFUSAL_WORDS[sale.reason];
  return (
    <>
      <p className={sale.sellable ? undefined : isUrgent ? "text-red" : "text-muted"}>{price}</p>
      {named.map(({ id, name }) => (
        <p key={id} className="mt-1 text-[13px] text-muted">
          {sale.sellable && sale.rule.factor !== null ? `wholesale × ${sale.rule.factor} by ` : "by "}
          <Link
            href={`/admin/prices/rules/${id}`}
            prefetch={false}
            className="underline decoration-line underline-offset-2 hover:text-ink"
          >
            {name}
          </Link>
        </p>
      ))}
    </>
  );
}

function Verdict({ row: { sales, mouths } }: Pick<RowProps, "row">) {
  if (!sales.QR.sellable) {
    return (
      <Badge tone="red" icon={CircleAlert}>
        Not for sale
      </Badge>
    );
  }
  if (mouths.differsUnsaid) {
    return (
      <Badge tone="red" icon={CircleAlert}>
        Terminal and page differ, no reason
      </Badge>
    );
  }
  if (mouths.showsOther) {
    return (
      <Badge tone="amber" icon={TriangleAlert}>
        Terminal shows another price
      </Badge>
    );
  }
  return <Badge icon={CircleCheck}>{mouths.terminal.sellable ? "One price" : "Page only"}</Badge>;
}
