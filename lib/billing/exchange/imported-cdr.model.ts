import { z } from "zod";
import type { Remark } from "@/lib/pricing/exchange/import-report.model";

/** A day in steps of 30 s has 2,880 periods; what has more is no CDR. */
export const PERIODS_MAX = 3_000;

/**
 * What is kept of a CDR of another system: all that its price depends on. Energy in mWh. A period lasts until the next begins
 * or the session ends; in an idle one the car took nothing.
 */
export const importedContentSchema = z.strictObject({
  evseId: z.string().nullable(),
  location: z.string().nullable(),
  tariffId: z.string().nullable(),
  timeZone: z.string(),
  periods: z
    .array(z.strictObject({ start: z.iso.datetime(), energyMwh: z.int().min(0), isIdle: z.boolean() }))
    .min(1)
    .max(PERIODS_MAX),
});
export type ImportedContent = z.infer<typeof importedContentSchema>;

/** A CDR of another system that may be kept. */
export interface ImportedCdr {
  readonly externalId: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly energyWh: number;
  readonly currency: string;
  readonly netMinor: number | null;
  readonly grossMinor: number | null;
  readonly content: ImportedContent;
}

/** One CDR of a file in the words of its format; numbers as decimal text, nothing judged yet. */
export interface CdrDraft {
  readonly id: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly energyKwh: string;
  readonly currency: string;
  readonly net: string | null;
  readonly vat: string | null;
  readonly gross: string | null;
  /** "NL-KWT", where the format says whose it is. */
  readonly party: string | null;
  readonly isCredit: boolean;
  readonly evseId: string | null;
  readonly location: string | null;
  readonly tariffId: string | null;
  readonly timeZone: string | null;
  /** Whole session in hours, where it is told. */
  readonly hours: string | null;
  readonly periods: readonly DraftPeriod[];
}

export interface DraftPeriod {
  readonly start: string;
  /** Null when the period names no energy. */
  readonly energyKwh: string | null;
  /** Hours of charging and of standing, where they are told. */
  readonly chargingHours: string | null;
  readonly idleHours: string | null;
}

/** One CDR as it was read: a draft, or the reasons why it is none. */
export interface CdrCandidate {
  readonly at: string;
  readonly id: string | null;
  readonly draft: CdrDraft | null;
  readonly remarks: readonly Remark[];
}
