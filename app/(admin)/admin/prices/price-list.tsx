import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { type Column, DataTable } from "@/components/admin/data-table";
import { ago, count } from "@/components/admin/format";
import { priceInWords } from "@/components/admin/prices/price-words";
import { Badge } from "@/components/ui/badge";
import { checkTariffForEvse } from "@/lib/pricing/afir.rules";
import { displayPrice } from "@/lib/pricing/display.rules";
import { evseForTariff } from "@/lib/pricing/evse-facts.rules";
import type { TariffListRow } from "@/lib/pricing/prices.queries";
import { tariffSchema } from "@/lib/pricing/tariff.model";
import { checkTariff } from "@/lib/pricing/tariff-check.rules";
import type { Admin } from "../../_guard/open-admin";

interface PriceListProps {
  readonly admin: Admin;
  readonly rows: readonly TariffListRow[];
  readonly caption: string;
  /** Heading of the column of prices. */
  readonly priceHeader: string;
  readonly empty: ReactNode;
}

/** Tariffs of one kind with their prices in words, where they count, and what the checks say. */
export function PriceList({ admin, rows, caption, priceHeader, empty }: PriceListProps) {
  const { now, zone, scope, client } = admin;
  const operators = new Map(client.cpos.map((cpo) => [cpo.id, cpo.name]));
  const operator: Column<TariffListRow> = {
    id: "operator",
    header: "Operator",
    cell: (row) => <span className="text-muted">{operators.get(row.cpoId) ?? "–"}</span>,
  };
  const columns: readonly Column<TariffListRow>[] = [
    { id: "code", header: "Code", cell: (row) => row.code },
    { id: "name", header: "Name", cell: (row) => row.name },
    {
      id: "price",
      header: priceHeader,
      cell: (row) => {
        const tariff = tariffSchema.parse(row.current.content);
        const timeZone = row.evses[0]?.location.timeZone ?? zone;
        const words = priceInWords(displayPrice(tariff, { at: now, timeZone }));
        return <span className="block max-w-[34rem] min-w-56 py-2 whitespace-normal">{words}</span>;
      },
    },
    ...(scope.cpoIds.length > 1 ? [operator] : []),
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
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      hrefOf={(row) => `/admin/prices/${row.id}`}
      empty={empty}
    />
  );
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
