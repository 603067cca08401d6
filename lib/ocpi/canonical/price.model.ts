import type { Money } from "@/lib/core/money";

/** One rate of tax in a cost. `percent` is a plain decimal ("21"); null when only the amount is known. */
export interface TaxLine {
  readonly name: string;
  readonly percent: string | null;
  readonly amount: Money;
}

/** What we say something costs: net, and tax per rate. `taxes: null` means that taxes are not known (never zero). */
export interface Cost {
  readonly net: Money;
  readonly taxes: readonly TaxLine[] | null;
}

/** What a partner says something cost; either side may be missing. */
export interface ReportedPrice {
  readonly net: Money | null;
  readonly gross: Money | null;
}

/** A text in one language (ISO 639-1). */
export interface DisplayText {
  readonly language: string;
  readonly text: string;
}
