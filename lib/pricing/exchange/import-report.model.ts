/** In which form a file says its tariffs or CDRs. */
export const EXCHANGE_FORMATS = ["ocpi-2.1.1", "ocpi-2.2.1", "ocpi-2.3.0", "csv"] as const;
export type ExchangeFormat = (typeof EXCHANGE_FORMATS)[number];

/** The largest file and the most objects or rows of an import (SEC-62). */
export const IMPORT_BYTES_MAX = 10 * 1024 * 1024;
export const IMPORT_ROWS_MAX = 100_000;

/** Report lines that are kept with a run; refused ones come first. The counts are always of all. */
export const REPORT_LINES_MAX = 20_000;

/** NEW and CHANGED are taken over, UNCHANGED stands there already, REFUSED leaves everything as it was. */
export const OUTCOMES = ["NEW", "CHANGED", "UNCHANGED", "REFUSED"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One thing to know about an object: why it is refused, or what has no place here. */
export interface Remark {
  readonly code: string;
  /** Column, or path inside the object; empty for all of it. */
  readonly field: string;
  readonly says: string;
  /** What to do about it; null when nothing needs to be done. */
  readonly repair: string | null;
}

/** What became of one object of a file. */
export interface ReportLine {
  /** "row 7", "rows 2, 3", "object 4" or "file". */
  readonly at: string;
  readonly id: string | null;
  readonly outcome: Outcome;
  readonly remarks: readonly Remark[];
}

/** What an import does, or in a dry run would do. */
export interface ImportReport {
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly lines: readonly ReportLine[];
  /** Lines that are counted and not kept. */
  readonly leftOff: number;
}

/** Tells how far an import is. */
export type Progress = (done: number, total: number) => void;
