import { z } from "zod";

/**
 * A receipt, a confirmation of release or a credit note as the driver reads it: everything that the page and the PDF print,
 * and nothing that they would have to look up (LAW-48, UX-24, UX-46). Stored as JSON with the receipt; `receiptDocumentSchema`
 * reads it back. Amounts are gross minor units of `currency`, times are printed in `timeZone`.
 */
const instant = z.coerce.date();
const minor = z.int();
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);

const sellerSchema = z.object({
  name: z.string(),
  legalName: z.string(),
  street: z.string(),
  postalCode: z.string(),
  city: z.string(),
  country: z.string(),
  vatId: z.string(),
  registrationNumber: z.string().nullable(),
  supportPhone: z.string(),
  supportEmail: z.string(),
  supportHours: z.string(),
  termsUrl: z.string().nullable(),
  privacyUrl: z.string().nullable(),
  imprintUrl: z.string().nullable(),
  brandAccent: z.string().nullable(),
  mode: z.enum(["TEST", "LIVE"]),
});

const placeSchema = z.object({
  evseLabel: z.string(),
  evseId: z.string(),
  locationName: z.string(),
  street: z.string(),
  postalCode: z.string(),
  city: z.string(),
  country: z.string(),
});

/** What was measured; null on a document without a charging transaction. */
const chargingSchema = z.object({
  startedAt: instant,
  endedAt: instant,
  meterStartWh: z.int(),
  meterEndWh: z.int(),
  energyWh: z.int(),
});

/** One position, as `displayLine` of lib/pricing makes it; always printed in the legal order (LAW-13). */
const lineSchema = z.object({
  order: z.number(),
  labelKey: z.string(),
  quantity: decimal,
  unit: z.enum(["kWh", "min", "session"]),
  unitPriceGross: decimal.nullable(),
  vatPercent: decimal.nullable(),
  grossMinor: minor,
  /** Idle time was found from readings that are up to so many seconds apart. */
  idlePrecisionS: z.int().optional(),
});

const taxLineSchema = z.object({
  percent: decimal.nullable(),
  netMinor: minor,
  taxMinor: minor,
  grossMinor: minor,
});

/** The way of the money, from the ledger (UX-24). */
const moneySchema = z.object({
  reservedMinor: minor,
  reservedAt: instant.nullable(),
  chargedMinor: minor,
  chargedAt: instant.nullable(),
  releasedMinor: minor,
  releaseSentAt: instant.nullable(),
  /** The PSP took the whole amount at once; `releasedMinor` is sent back as a refund. */
  prepaid: z.boolean(),
  pspPaymentId: z.string().nullable(),
  cardBrand: z.string().nullable(),
  cardLast4: z.string().nullable(),
  wallet: z.string().nullable(),
});

export const receiptDocumentSchema = z.object({
  kind: z.enum(["RECEIPT", "RELEASE_NOTE", "CREDIT_NOTE"]),
  locale: z.enum(["en", "nl", "de", "fr"]),
  number: z.string(),
  issuedAt: instant,
  /** The session's human reference. */
  reference: z.string(),
  timeZone: z.string(),
  currency: z.string().length(3),
  seller: sellerSchema,
  place: placeSchema,
  charging: chargingSchema.nullable(),
  lines: z.array(lineSchema),
  taxLines: z.array(taxLineSchema),
  total: z.object({ netMinor: minor, taxMinor: minor, grossMinor: minor }),
  /** Part of the price above the hold that is not charged (REL-21); 0 as a rule. */
  writtenOffMinor: minor,
  money: moneySchema,
  /**
   * Who took the payment at a terminal; null where it was taken by us. Where it issues the invoice itself, this document is a
   * charging statement.
   */
  provider: z.object({ name: z.string(), issuesInvoice: z.boolean() }).nullable().default(null),
  /** What the terminal printed about the payment, once the provider has told it. */
  eftLines: z.array(z.string()).default([]),
  /** A credit note names the receipt that it corrects, and why. */
  corrects: z.string().nullable(),
  correctionReason: z.string().nullable(),
});

export type ReceiptDocument = z.infer<typeof receiptDocumentSchema>;
export type ReceiptLine = ReceiptDocument["lines"][number];

/** Where the transparency software and its explanation are. A link, nothing that we load. */
export const TRANSPARENCY_SOFTWARE = "https://transparenz.software/";

/** The proof of the measurement on paper: where the signed values are, and with which key they are checked (LAW-31). */
export interface SignedDataLink {
  /** The file that the transparency software opens. */
  readonly url: string;
  /** Hex, as it stands on the meter; null when it is not known. */
  readonly publicKey: string | null;
}

/** What the document is called: no receipt where somebody else issues the invoice. */
export function titleKey({ kind, provider }: Pick<ReceiptDocument, "kind" | "provider">) {
  return kind === "RECEIPT" && provider?.issuesInvoice
    ? "receipt.title_STATEMENT"
    : (`receipt.title_${kind}` as const);
}

/** The receipt's page: the document as it was issued, what was sent back since (UX-49), and the proof of the measurement. */
export interface ReceiptView {
  readonly document: ReceiptDocument;
  readonly refunds: readonly { readonly minor: number; readonly at: Date; readonly reason: string }[];
  /** What the calibrated meter signed, with its public key in hex; null when it signed nothing (LAW-31). */
  readonly signedData: { readonly publicKey: string | null } | null;
}
