import type { ImportReport, Outcome, Remark, ReportLine } from "./import-report.model";
import { IMPORT_BYTES_MAX, REPORT_LINES_MAX } from "./import-report.model";
import { remark } from "./remarks.rules";

/** The text of a file; or why it is none. */
export function readText(bytes: Uint8Array): { readonly text: string } | { readonly remark: Remark } {
  if (bytes.length > IMPORT_BYTES_MAX)
    return { remark: remark("too_large", "", { max: IMPORT_BYTES_MAX / 1024 / 1024 }) };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.trim() === "" ? { remark: remark("file_empty") } : { text };
  } catch {
    return { remark: remark("not_utf8") };
  }
}

/** Collects report lines in bounded memory: what has a remark and what has none each get half of the room. */
export class ReportWriter {
  private readonly counts: Record<Outcome, number> = { NEW: 0, CHANGED: 0, UNCHANGED: 0, REFUSED: 0 };
  private readonly kept: ReportLine[] = [];
  private readonly room = { plain: REPORT_LINES_MAX / 2, remarked: REPORT_LINES_MAX / 2 };
  private leftOff = 0;

  add(line: ReportLine): void {
    this.counts[line.outcome] += 1;
    const shelf = line.remarks.length === 0 ? "plain" : "remarked";
    if (this.room[shelf] === 0) this.leftOff += 1;
    else {
      this.room[shelf] -= 1;
      this.kept.push(line);
    }
  }

  report(): ImportReport {
    return { counts: { ...this.counts }, lines: this.kept, leftOff: this.leftOff };
  }
}

/** The report of a file that could not be read at all. */
export function refusedFile(remarks: readonly Remark[]): ImportReport {
  const line: ReportLine = { at: "file", id: null, outcome: "REFUSED", remarks };
  return { counts: { NEW: 0, CHANGED: 0, UNCHANGED: 0, REFUSED: 1 }, lines: [line], leftOff: 0 };
}
