import type { Tariff } from "../tariff.model";
import type { Remark } from "./import-report.model";

/** One tariff of a file as it was read: a tariff with remarks, or the reasons why it is none. */
export interface TariffCandidate {
  /** Where it stands in the file. */
  readonly at: string;
  readonly id: string | null;
  /** Rows that it takes; 1 for an object. */
  readonly rows: number;
  readonly name: string | null;
  /** "NL-KWT", where the format says whose it is. */
  readonly party: string | null;
  readonly tariff: Tariff | null;
  readonly remarks: readonly Remark[];
}
