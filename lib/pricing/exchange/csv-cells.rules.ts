import type { CsvRecord } from "@/lib/core/csv";
import { canonicalDecimalText, isDecimalText, parseDecimal } from "@/lib/core/decimal";
import type { Remark } from "./import-report.model";
import { clipped, remark } from "./remarks.rules";

/** A cell that could be read, or why not. An empty cell is undefined. */
export type Cell = { readonly value: unknown } | { readonly remark: Remark };

const DECIMAL_COMMA = /^-?\d+,\d+$/;

/** A plain decimal in its shortest form. "0,59" is refused with the right spelling: a comma may also divide thousands. */
export function decimalCell(field: string, text: string): Cell {
  if (isDecimalText(text)) return { value: canonicalDecimalText(text) };
  if (DECIMAL_COMMA.test(text)) {
    const better = text.replace(",", ".");
    return { remark: remark("decimal_comma", field, { value: clipped(text), better: clipped(better) }) };
  }
  return { remark: remark("not_a_number", field, { value: clipped(text) }) };
}

/** A whole number of at most nine digits. */
export function integerCell(field: string, text: string): Cell {
  if (/^-?\d{1,9}$/.test(text)) return { value: Number(text) };
  if (DECIMAL_COMMA.test(text)) return decimalCell(field, text);
  return { remark: remark("not_whole", field, { value: clipped(text) }) };
}

/** An amount in the major unit, as minor units of a currency with so many digits. */
export function minorCell(field: string, text: string, digits: number): Cell {
  const read = decimalCell(field, text);
  if ("remark" in read) return read;
  const { units, scale } = parseDecimal(read.value as string);
  if (scale > digits) return { remark: remark("not_minor", field, { value: clipped(text) }) };
  const minor = Number(units) * 10 ** (digits - scale);
  if (!Number.isSafeInteger(minor))
    return { remark: remark("not_a_number", field, { value: clipped(text) }) };
  return { value: minor };
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** An instant with its zone, ISO 8601. */
export function instantCell(field: string, text: string): Cell {
  const at = INSTANT.test(text) ? new Date(text) : null;
  if (at === null || Number.isNaN(at.getTime()))
    return { remark: remark("not_a_time", field, { value: clipped(text) }) };
  return { value: at.toISOString() };
}

export function jsonCell(field: string, text: string): Cell {
  // Nothing that stands in one cell is nested: brackets beyond that are an attack or a mistake (SEC-62).
  if ((text.match(/[[{]/g)?.length ?? 0) > 300) return { remark: remark("cell_not_json", field) };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { remark: remark("cell_not_json", field) };
  }
}

/** The columns of a file by name, with what is wrong with its first line. */
export interface Header {
  readonly index: ReadonlyMap<string, number>;
  readonly width: number;
  readonly faults: readonly Remark[];
  readonly notes: readonly Remark[];
}

/** Reads the first line: names in any case, in any order. */
export function readHeader(
  cells: readonly string[],
  known: readonly string[],
  needed: readonly string[],
): Header {
  const index = new Map<string, number>();
  const faults: Remark[] = [];
  const notes: Remark[] = [];
  cells.forEach((cell, at) => {
    const name = cell.trim().toLowerCase();
    if (name === "") return;
    if (!known.includes(name)) notes.push(remark("column_unknown", name));
    else if (index.has(name)) faults.push(remark("column_twice", name));
    else index.set(name, at);
  });
  for (const name of needed) if (!index.has(name)) faults.push(remark("column_missing", name));
  return { index, width: cells.length, faults, notes: notes.slice(0, 50) };
}

/** The cells of a record by column name, trimmed; or why it is no row of this file. */
export function rowOf(
  record: CsvRecord,
  header: Header,
): { readonly cells: Row } | { readonly remark: Remark } {
  if ("fault" in record) return { remark: remark(record.fault) };
  if (record.cells.slice(header.width).some((cell) => cell.trim() !== ""))
    return { remark: remark("cells_too_many") };
  if (record.cells.some((cell) => cell.includes("\0"))) return { remark: remark("nul_in_text") };
  const cells = new Map<string, string>();
  for (const [name, at] of header.index) {
    const text = record.cells[at]?.trim() ?? "";
    if (text !== "") cells.set(name, text);
  }
  return { cells };
}

/** The cells of a row that are not empty, by column. */
export type Row = ReadonlyMap<string, string>;
