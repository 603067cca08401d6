/** One value of an export. Numbers stay numbers, also negative ones; everything else is text (SEC-70). */
export type CsvValue = string | number | Date | boolean | null | undefined;

/** UTF-8 byte order mark: without it some spreadsheets read the file in another encoding (ADM-3). */
export const BYTE_ORDER_MARK = "\uFEFF";

/** Characters with which a spreadsheet begins a formula. */
const FORMULA = /^[=+\-@\t\r\0]/;

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
  // A formula can also hide behind white space, which some programs drop.
  const risky = FORMULA.test(value) || FORMULA.test(value.trimStart());
  const text = (risky ? `'${value}` : value).replaceAll("\0", "");
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
