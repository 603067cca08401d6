import type { PricingWarning } from "@/lib/pricing/pricing.model";
import type { Tariff } from "@/lib/pricing/tariff.model";

/** What the sessions are priced with: one tariff for all, or the price that each had, times a factor. */
export type WhatIfDraft =
  | { readonly kind: "TARIFF"; readonly tariff: Tariff }
  | { readonly kind: "OWN"; readonly factor: string };

/** Which stored sessions are priced, and with what. Nothing is written. */
export interface WhatIfQuestion {
  readonly clientId: string;
  readonly cpoIds: readonly string[];
  /** Null is all. With locations chosen, imported CDRs are left out: they name none of ours. */
  readonly locationIds: readonly string[] | null;
  /** Tariff codes of the EVSEs as they are now; of an imported CDR the id of its tariff. Null is all. */
  readonly codes: readonly string[] | null;
  /** By the start of the session; `to` exclusive. */
  readonly from: Date;
  readonly to: Date;
  /** In whose days the weeks are counted. */
  readonly zone: string;
  readonly currency: string;
  /** Which of the two prices of a session the draft stands against. */
  readonly side: "RETAIL" | "WHOLESALE";
  readonly draft: WhatIfDraft;
  readonly withImported: boolean;
}

/** Why a session could not be priced, or not be compared. */
export const UNPRICED = [
  "other_currency",
  "no_wholesale_price",
  "own_price_unknown",
  "amount_unknown",
  "no_readings",
  "tariff_unreadable",
  "price_failed",
] as const;
export type Unpriced = (typeof UNPRICED)[number];

/** Minor units. Net is what the seller keeps, gross what drivers pay. */
export interface Amounts {
  readonly netMinor: number;
  readonly grossMinor: number;
}

/** One session, as it was billed and as the draft prices it. */
export interface Repriced {
  readonly id: string;
  /** Reference of the session; id of an imported CDR. */
  readonly reference: string;
  readonly isImported: boolean;
  readonly startedAt: Date;
  readonly code: string | null;
  readonly location: string | null;
  readonly now: Amounts;
  readonly draft: Amounts;
  readonly warnings: readonly PricingWarning[];
}

/** Sums of the sessions that share a week, a code or a location. */
export interface WhatIfGroup {
  /** "2026-03-02" for a week, by its Monday; a code; the name of a location. Empty: unknown. */
  readonly key: string;
  readonly sessions: number;
  readonly now: Amounts;
  readonly draft: Amounts;
}

export interface WhatIfChange {
  readonly id: string;
  readonly reference: string;
  readonly isImported: boolean;
  readonly location: string | null;
  readonly nowMinor: number;
  readonly draftMinor: number;
}

export interface WhatIfResult {
  readonly currency: string;
  readonly priced: number;
  readonly imported: number;
  readonly now: Amounts;
  readonly draft: Amounts;
  /** Sessions whose driver would pay more, less, the same. */
  readonly dearer: number;
  readonly cheaper: number;
  readonly same: number;
  readonly weeks: readonly WhatIfGroup[];
  readonly codes: readonly WhatIfGroup[];
  readonly locations: readonly WhatIfGroup[];
  /** The largest changes of what a driver pays, either way. */
  readonly mostDearer: readonly WhatIfChange[];
  readonly mostCheaper: readonly WhatIfChange[];
  readonly unpriced: readonly {
    readonly reason: Unpriced;
    readonly sessions: number;
    readonly examples: readonly string[];
  }[];
  /** Priced, but with something that the readings could not tell. */
  readonly warnings: readonly { readonly warning: PricingWarning; readonly sessions: number }[];
}
