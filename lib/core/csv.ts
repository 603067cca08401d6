/** One value of an export. Numbers stay numbers, also negative ones; everything else is text (SEC-70). */
export type CsvValue = string | number | Date | boolean | null | undefined;

/** UTF-8 byte order mark: without it some spreadsheets read the file in another encoding (ADM-3). */
export const BYTE_ORDER_MARK = "\uFEFF";

/** A text with which a spreadsheet begins a formula. It can hide behind white space, which some programs drop. */
const FORMULA = /^\s*[=+\-@\t\r\0]/;
/** A text that already begins with our apostrophe gets another one, so that reading takes away what writing has added. */
const GUARDED = /^'+\s*[=+\-@\t\r\0]/;

/**
 * One line in the form of RFC 4180, with its line end. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front (SEC-70). Numbers are locale-free; dates are ISO 8601 in UTC.
 */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}

function cell(value: CsvValue): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value instanceof Date) return value.toISOString();
  const risky = FORMULA.test(value) || GUARDED.test(value);
  const text = (risky ? `'${value}` : value).replaceAll("\0", "");
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One record of a file. `row` counts records from 1, as a spreadsheet numbers its rows. */
export type CsvRecord =
  | { readonly row: number; readonly cells: readonly string[] }
  | { readonly row: number; readonly fault: "quote_inside_cell" | "quote_not_closed" };

const QUOTE = '"';

/**
 * Reads RFC 4180, record by record: quoted cells with line ends in them, CRLF or LF, a byte order mark, and semicolons
 * instead of commas when the first line has more of them. Empty lines are skipped but counted. A record with a broken
 * quote is named and the next line is read, unless the quote never closes. Apostrophes that `csvLine` has put in front of
 * formulas are taken away again.
 */
export function* readCsv(text: string): Generator<CsvRecord, void> {
  const start = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  const separator = separatorOf(text, start);
  let at = start;
  for (let row = 1; at < text.length; row++) {
    const record = readRecord(text, at, separator);
    at = record.end;
    if (record.fault !== null) yield { row, fault: record.fault };
    else if (record.cells.length > 1 || record.cells[0] !== "")
      yield { row, cells: record.cells.map(unguarded) };
  }
}

function unguarded(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}

/** What divides the cells of the first line, quoted cells left out. */
function separatorOf(text: string, start: number): "," | ";" {
  let balance = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (char === QUOTE) quoted = !quoted;
    else if (quoted) continue;
    else if (char === "\n" || char === "\r") break;
    else if (char === ";") balance += 1;
    else if (char === ",") balance -= 1;
  }
  return balance > 0 ? ";" : ",";
}

interface RawRecord {
  readonly cells: readonly string[];
  readonly fault: "quote_inside_cell" | "quote_not_closed" | null;
  /** Where the next record begins. */
  readonly end: number;
}

function readRecord(text: string, start: number, separator: string): RawRecord {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    const cell = text[at] === QUOTE ? quotedCell(text, at) : plainCell(text, at, separator);
    if (cell === null) return { cells: [], fault: "quote_not_closed", end: text.length };
    cells.push(cell.value);
    at = cell.end;
    if (text[at] === separator) at += 1;
    else if (at >= text.length || text[at] === "\n" || text[at] === "\r") break;
    else return { cells: [], fault: "quote_inside_cell", end: afterLine(text, at) };
  }
  return { cells, fault: null, end: afterLine(text, at) };
}

function afterLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at += 1;
  return text[at] === "\r" && text[at + 1] === "\n" ? at + 2 : at + 1;
}

function plainCell(text: string, start: number, separator: string): { value: string; end: number } {
  let end = start;
  while (end < text.length) {
    const char = text[end];
    if (char === separator || char === "\n" || char === "\r" || char === QUOTE) break;
    end += 1;
  }
  return { value: text.slice(start, end), end };
}

function quotedCell(text: string, start: number): { value: string; end: number } | null {
  for (let at = start + 1; ; at += 2) {
    at = text.indexOf(QUOTE, at);
    if (at < 0) return null;
    if (text[at + 1] !== QUOTE)
      return { value: text.slice(start + 1, at).replaceAll('""', QUOTE), end: at + 1 };
  }
}
