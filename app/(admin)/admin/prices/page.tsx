import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { type Column, DataTable } from "@/components/admin/data-table";
import { ago, count, humanise } from "@/components/admin/format";
import { Empty, PageHead } from "@/components/admin/page-parts";
import { priceInWords } from "@/components/admin/prices/price-words";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { checkTariffForEvse } from "@/lib/pricing/afir.rules";
import { displayPrice } from "@/lib/pricing/display.rules";
import { evseForTariff } from "@/lib/pricing/evse-facts.rules";
import { listTariffs, type TariffListRow } from "@/lib/pricing/prices.queries";
import { tariffSchema } from "@/lib/pricing/tariff.model";
import { checkTariff } from "@/lib/pricing/tariff-check.rules";
import { may } from "@/lib/tenants/access.rules";
import { adminPage } from "../../_guard/admin-page";

const PATH = "/admin/prices";

export default adminPage("pricing.read", async ({ context, scope, now, zone, client, principal }) => {
  const rows = await listTariffs(context, scope);
  const operators = new Map(client.cpos.map((cpo) => [cpo.id, cpo.name]));
  const newPrice = may(principal.role, "pricing.write") ? (
    <Link href={`${PATH}/new`} className={buttonClass("primary", "small")}>
      New price
    </Link>
  ) : null;
  return (
    <>
      <PageHead title="Prices" detail="What drivers pay, and where." actions={newPrice} />
      <DataTable
        caption="Prices by code"
        columns={columns(now, zone, scope.cpoIds.length > 1 ? operators : null)}
        rows={rows}
        keyOf={(row) => row.id}
        hrefOf={(row) => `${PATH}/${row.id}`}
        empty={
          <Empty title="No price yet">
            A charger without a price can not be sold at. Set up the first one.
          </Empty>
        }
      />
    </>
  );
});

function columns(
  now: Date,
  zone: string,
  operators: ReadonlyMap<string, string> | null,
): readonly Column<TariffListRow>[] {
  const operator: Column<TariffListRow> = {
    id: "operator",
    header: "Operator",
    cell: (row) => <span className="text-muted">{operators?.get(row.cpoId) ?? "–"}</span>,
  };
  return [
    { id: "code", header: "Code", cell: (row) => row.code },
    { id: "name", header: "Name", cell: (row) => row.name },
    {
      id: "price",
      header: "Drivers pay, with VAT",
      cell: (row) => {
        const tariff = tariffSchema.parse(row.current.content);
        const timeZone = row.evses[0]?.location.timeZone ?? zone;
        const words = priceInWords(displayPrice(tariff, { at: now, timeZone }));
        return <span className="block max-w-[34rem] min-w-56 py-2 whitespace-normal">{words}</span>;
      },
    },
    ...(operators ? [operator] : []),
    { id: "chargers", header: "Chargers", align: "right", cell: (row) => count(row.evses.length) },
    { id: "checks", header: "Checks", cell: (row) => <Checks row={row} /> },
    {
      id: "changed",
      header: "Last change",
      align: "right",
      cell: (row) => {
        const last = row.revisions[0];
        return last ? <span title={last.byName}>{ago(last.publishedAt, now)}</span> : "–";
      },
    },
    { id: "kind", header: "Kind", wideOnly: true, cell: (row) => humanise(row.kind) },
  ];
}

function Checks({ row }: { readonly row: TariffListRow }) {
  const tariff = tariffSchema.parse(row.current.content);
  const unlawful = row.evses.filter(
    (evse) => checkTariffForEvse(tariff, evseForTariff(evse)).length > 0,
  ).length;
  if (unlawful > 0) {
    return (
      <Badge tone="red" icon={CircleAlert}>
        Not lawful at {count(unlawful)}
      </Badge>
    );
  }
  const strange = checkTariff(tariff).length;
  return strange > 0 ? (
    <Badge tone="amber" icon={TriangleAlert}>
      {count(strange)} to check
    </Badge>
  ) : (
    <Badge icon={CircleCheck}>Fine</Badge>
  );
}
