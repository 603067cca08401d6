import { type CsvRecord, readCsv } from "@/lib/core/csv";
import { minorDigits } from "@/lib/core/money";
import { tariffSchema } from "../tariff.model";
import {
  type Cell,
  decimalCell,
  type Header,
  instantCell,
  integerCell,
  jsonCell,
  minorCell,
  type Row,
  readHeader,
  rowOf,
} from "./csv-cells.rules";
import type { Remark } from "./import-report.model";
import { clipped, remark } from "./remarks.rules";
import type { TariffCandidate } from "./tariff-candidate.model";
import type { TariffColumn } from "./tariff-csv.model";
import { ELEMENT_COLUMN, ID_COLUMN, NAME_COLUMN, TARIFF_COLUMNS, TARIFF_HEADER } from "./tariff-csv.model";

const NEEDED = [ID_COLUMN, ...TARIFF_COLUMNS.flatMap(({ id, isNeeded }) => (isNeeded ? [id] : []))];

interface NumberedRow {
  readonly row: number;
  readonly cells: Row;
}

/** The tariffs of a CSV file, one after the other; rows of one tariff stand together. Memory stays at one tariff. */
export function* decodeTariffCsv(text: string): Generator<TariffCandidate, void> {
  const records = readCsv(text);
  const head = records.next().value;
  if (head === undefined || "fault" in head) {
    yield refused("file", null, [remark(head === undefined ? "file_empty" : head.fault)]);
    return;
  }
  const header = readHeader(head.cells, TARIFF_HEADER, NEEDED);
  if (header.faults.length > 0) {
    yield refused("file", null, header.faults);
    return;
  }
  let first = true;
  for (const group of groupsOf(records, header)) {
    const candidate =
      "remark" in group
        ? refused(`row ${group.row}`, null, [group.remark])
        : readTariff(group.rows, group.torn);
    // What the first line has too many is said once.
    yield first ? { ...candidate, remarks: [...header.notes, ...candidate.remarks] } : candidate;
    first = false;
  }
}

function refused(at: string, id: string | null, remarks: readonly Remark[], rows = 1): TariffCandidate {
  return { at, id, rows, name: null, party: null, tariff: null, remarks };
}

type Group =
  | { readonly rows: readonly NumberedRow[]; readonly torn: readonly Remark[] }
  | { readonly row: number; readonly remark: Remark };

/** A row that can not be read may belong to the tariff before it or to the one after: both are refused with it. */
function* groupsOf(records: Iterable<CsvRecord>, header: Header): Generator<Group, void> {
  let rows: NumberedRow[] = [];
  let torn: Remark[] = [];
  let left: Remark[] = [];
  for (const record of records) {
    const read = rowOf(record, header);
    if ("remark" in read || !read.cells.has(ID_COLUMN)) {
      left = [remark("row_beside_broken", `row ${record.row}`)];
      torn.push(...left);
      yield { row: record.row, remark: "remark" in read ? read.remark : remark("value_missing", ID_COLUMN) };
      continue;
    }
    if (rows[0]?.cells.get(ID_COLUMN) !== read.cells.get(ID_COLUMN)) {
      if (rows.length > 0) yield { rows, torn };
      rows = [];
      torn = [...left];
    }
    left = [];
    rows.push({ row: record.row, cells: read.cells });
  }
  if (rows.length > 0) yield { rows, torn };
}

/** A tariff in the making. */
interface Draft {
  readonly digits: number;
  readonly faults: Remark[];
  readonly content: Record<string, unknown>;
  /** By the number of the element. */
  readonly elements: Map<number, DraftElement>;
}

interface DraftElement {
  readonly row: number;
  readonly source: Row;
  readonly restrictions: Record<string, unknown>;
  readonly components: { row: number; value: Record<string, unknown> }[];
}

function readTariff(rows: readonly NumberedRow[], torn: readonly Remark[]): TariffCandidate {
  const first = rows[0] as NumberedRow;
  const id = first.cells.get(ID_COLUMN) ?? null;
  const draft: Draft = {
    digits: minorDigits(first.cells.get("currency") ?? ""),
    faults: [...torn],
    content: {},
    elements: new Map(),
  };
  readInto(draft, draft.content, "tariff", first);
  for (const row of rows) {
    sameAs(draft, "tariff", first.cells, row, "differs_in_tariff");
    readRow(draft, row);
  }
  const at = rows.length === 1 ? `row ${first.row}` : `rows ${first.row} to ${rows.at(-1)?.row}`;
  if (draft.faults.length > 0) return refused(at, id, draft.faults.slice(0, 50), rows.length);
  const elements = [...draft.elements].sort(([a], [b]) => a - b).map(([, element]) => element);
  const parsed = tariffSchema.safeParse({
    ...draft.content,
    elements: elements.map(({ components, restrictions }) => ({
      components: components.map(({ value }) => value),
      ...(Object.keys(restrictions).length === 0 ? {} : { restrictions }),
    })),
  });
  if (parsed.success) {
    const name = first.cells.get(NAME_COLUMN)?.slice(0, 120) ?? null;
    return { at, id, rows: rows.length, name, party: null, tariff: parsed.data, remarks: [] };
  }
  const faults = parsed.error.issues
    .slice(0, 50)
    .map(({ path, message }) =>
      remark("invalid_value", cellName(path, elements, first.row), { detail: clipped(message) }),
    );
  return refused(at, id, faults, rows.length);
}

function readRow(draft: Draft, row: NumberedRow): void {
  const number = elementNumber(draft, row);
  const known = draft.elements.get(number);
  const element = known ?? { row: row.row, source: row.cells, restrictions: {}, components: [] };
  if (known) sameAs(draft, "restriction", known.source, row, "differs_in_element");
  else readInto(draft, element.restrictions, "restriction", row);
  draft.elements.set(number, element);
  const value: Record<string, unknown> = {};
  readInto(draft, value, "component", row);
  element.components.push({ row: row.row, value });
}

function elementNumber(draft: Draft, row: NumberedRow): number {
  const text = row.cells.get(ELEMENT_COLUMN);
  if (text === undefined) return 1;
  const read = integerCell(`row ${row.row}, ${ELEMENT_COLUMN}`, text);
  if ("value" in read) return read.value as number;
  draft.faults.push(read.remark);
  return 0;
}

/** A later row repeats what the first says, or leaves it out. */
function sameAs(
  draft: Draft,
  of: TariffColumn["of"],
  first: Row,
  { row, cells }: NumberedRow,
  code: "differs_in_tariff" | "differs_in_element",
): void {
  for (const column of TARIFF_COLUMNS) {
    const text = cells.get(column.id);
    if (column.of === of && text !== undefined && text !== first.get(column.id))
      draft.faults.push(remark(code, `row ${row}, ${column.id}`));
  }
}

function readInto(
  draft: Draft,
  target: Record<string, unknown>,
  of: TariffColumn["of"],
  { row, cells }: NumberedRow,
): void {
  for (const column of TARIFF_COLUMNS) {
    if (column.of !== of) continue;
    const text = cells.get(column.id);
    const field = `row ${row}, ${column.id}`;
    if (text === undefined) {
      if (column.isNeeded) draft.faults.push(remark("value_missing", field));
      continue;
    }
    const read = cellOf(column, field, text, draft.digits);
    if ("remark" in read) draft.faults.push(read.remark);
    else place(target, column.path, read.value);
  }
}

function cellOf({ kind }: TariffColumn, field: string, text: string, digits: number): Cell {
  switch (kind) {
    case "text":
      return { value: text };
    case "list":
      return { value: text.split(/[\s|]+/) };
    case "decimal":
      return decimalCell(field, text);
    case "integer":
      return integerCell(field, text);
    case "minor":
      return minorCell(field, text, digits);
    case "instant":
      return instantCell(field, text);
    case "json":
      return jsonCell(field, text);
  }
}

function place(target: Record<string, unknown>, path: TariffColumn["path"], value: unknown): void {
  const [name, inner] = path;
  if (inner === undefined) target[name] = value;
  else target[name] = { ...(target[name] as object | undefined), [inner]: value };
}

/** Row and column of a fault that the schema has found. */
function cellName(path: readonly PropertyKey[], elements: readonly DraftElement[], firstRow: number): string {
  const [root, index, part, at, name] = path;
  if (root !== "elements") return `row ${firstRow}, ${columnOf("tariff", path)}`;
  const element = typeof index === "number" ? elements[index] : undefined;
  if (part === "components" && typeof at === "number")
    return `row ${element?.components[at]?.row ?? firstRow}${name === undefined ? "" : `, ${columnOf("component", [name])}`}`;
  return `row ${element?.row ?? firstRow}, ${columnOf("restriction", [at ?? ""])}`;
}

function columnOf(of: TariffColumn["of"], path: readonly PropertyKey[]): string {
  const fits = TARIFF_COLUMNS.filter((column) => column.of === of && column.path[0] === path[0]);
  const exact = fits.find((column) => column.path[1] === path[1]);
  return (exact ?? fits[0])?.id ?? path.map(String).join(".");
}
