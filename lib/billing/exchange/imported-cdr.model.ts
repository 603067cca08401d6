import { z } from "zod";
import type { Remark } from "@/lib/pricing/exchange/import-report.model";
import type { SignedData } from "../ocmf/signed-data.model";

/** A day in steps of 30 s has 2,880 periods; what has more is no CDR. */
export const PERIODS_MAX = 3_000;

/** NUL and halves of characters: no text of the database may have them. */
const UNSTORABLE = /[\0\p{Cs}]/u;

const TEXT_MAX = 256;

/** A short text of a file as it is kept, or null when no database could. */
export function keptText(text: string): string | null {
  // The cut may have gone through a character.
  const kept = text.length <= TEXT_MAX ? text : text.slice(0, TEXT_MAX).replace(/\p{Cs}$/u, "");
  return UNSTORABLE.test(kept) ? null : kept;
}

const storable = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => !UNSTORABLE.test(text));

/** Signed values as OCPI bounds them (2.2.1 §mod_cdrs, SignedData). */
export const signedDataSchema = z.strictObject({
  encodingMethod: storable(36),
  encodingMethodVersion: z.int().exactOptional(),
  publicKey: storable(512).exactOptional(),
  values: z
    .array(
      z.strictObject({
        nature: z.enum(["Start", "End", "Intermediate"]),
        plainData: storable(5_000),
        signedData: storable(5_000),
      }),
    )
    .min(1)
    .max(1_000)
    .readonly(),
  url: storable(512).exactOptional(),
});

/**
 * What is kept of a CDR of another system: all that its price depends on, and what proves it. Energy in mWh. A period lasts
 * until the next begins or the session ends; in an idle one the car took nothing. Proof and references are absent where the
 * file has none.
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
  authorizationReference: z.string().exactOptional(),
  driverCode: z.string().exactOptional(),
  signedData: signedDataSchema.exactOptional(),
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
  readonly authorizationReference: string | null;
  /** Our code for the driver, `7KQ2-M4XD`, where the CDR is one of ours. */
  readonly driverCode: string | null;
  readonly signedData: SignedData | null;
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
