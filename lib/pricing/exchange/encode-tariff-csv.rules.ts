import { BYTE_ORDER_MARK, type CsvValue, csvLine } from "@/lib/core/csv";
import { formatDecimal } from "@/lib/core/decimal";
import { minorDigits } from "@/lib/core/money";
import type { Tariff } from "../tariff.model";
import type { CellKind } from "./tariff-csv.model";
import { ELEMENT_COLUMN, ID_COLUMN, NAME_COLUMN, TARIFF_COLUMNS, TARIFF_HEADER } from "./tariff-csv.model";

/** The first line of an export. */
export const TARIFF_CSV_HEAD = BYTE_ORDER_MARK + csvLine(TARIFF_HEADER);

/** A tariff as CSV rows: one per price component, everything that it says. */
export function encodeTariffCsv(id: string, name: string, tariff: Tariff): string {
  const common = new Map<string, CsvValue>([
    [ID_COLUMN, id],
    [NAME_COLUMN, name],
  ]);
  for (const { id: column, kind, of, path } of TARIFF_COLUMNS)
    if (of === "tariff") common.set(column, cellOf(kind, valueAt(tariff, path), tariff.currency));
  const lines = tariff.elements.flatMap(({ components, restrictions }, index) =>
    components.map((component) => {
      const row = new Map(common).set(ELEMENT_COLUMN, index + 1);
      for (const { id: column, kind, of, path } of TARIFF_COLUMNS) {
        if (of === "tariff") continue;
        const source = of === "component" ? component : (restrictions ?? {});
        row.set(column, cellOf(kind, valueAt(source, path), tariff.currency));
      }
      return csvLine(TARIFF_HEADER.map((column) => row.get(column)));
    }),
  );
  return lines.join("");
}

function valueAt(source: object, [name, inner]: readonly [string] | readonly [string, string]): unknown {
  const value = (source as Readonly<Record<string, unknown>>)[name];
  return inner === undefined || value === undefined
    ? value
    : (value as Readonly<Record<string, unknown>>)[inner];
}

function cellOf(kind: CellKind, value: unknown, currency: string): CsvValue {
  if (value === undefined) return null;
  if (kind === "json") return JSON.stringify(value);
  if (kind === "list") return (value as readonly string[]).join(" ");
  if (kind !== "minor") return value as string | number;
  const digits = minorDigits(currency);
  return formatDecimal({ units: BigInt(value as number), scale: digits }, digits);
}
