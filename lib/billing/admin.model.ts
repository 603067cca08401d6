import type { PaymentState } from "@/lib/payments/payment.model";
import type { Channel } from "@/lib/pricing/billing-rule.model";

/** The ready-made filters of the payment list. */
export const PAYMENT_VIEWS = {
  held: ["AUTHORISED"],
  moving: ["CAPTURING", "RELEASING"],
  captured: ["CAPTURED"],
  released: ["RELEASED"],
  trouble: ["CAPTURE_FAILED", "HOLD_LOST"],
  unpaid: ["CREATED", "PENDING", "FAILED", "CANCELED", "EXPIRED"],
} as const satisfies Record<string, readonly PaymentState[]>;
export type PaymentViewName = keyof typeof PAYMENT_VIEWS;

export interface PaymentFilter {
  readonly view: PaymentViewName | null;
  /** PSP payment id (tr_…), session reference or the last four digits of the card. */
  readonly text: string | null;
  readonly since: Date | null;
}

export interface CdrFilter {
  readonly text: string | null;
  readonly since: Date | null;
  /** FLAGGED and DROPPED sessions have no CDR; they stand in the same list. */
  readonly state: "CALCULATED" | "FLAGGED" | "DROPPED" | null;
  readonly kind: "ORIGINAL" | "CREDIT" | "REPLACEMENT" | null;
  readonly channel: Channel | null;
  readonly subscriptionId: string | null;
  readonly small: boolean;
}

/** No filter at all. */
export const ALL_CDRS: CdrFilter = {
  text: null,
  since: null,
  state: null,
  kind: null,
  channel: null,
  subscriptionId: null,
  small: false,
};

/** How a CDR and what its provider has captured stand to each other. */
export const RECONCILIATION_STATES = ["DIFFERS", "NO_ADVICE", "NO_CDR", "MATCHED"] as const;
export type ReconciliationState = (typeof RECONCILIATION_STATES)[number];

export interface ExceptionFilter {
  readonly state: "OPEN" | "CLOSED";
  readonly code: string | null;
}

/** What the search palette shows: one hit with its place. */
export interface SearchHit {
  readonly kind: "session" | "payment" | "receipt" | "cdr" | "evse" | "station" | "location";
  readonly id: string;
  readonly title: string;
  readonly detail: string;
}

/** The four questions of the first page (ADM-26). */
export interface TodayFigures {
  readonly pay: {
    readonly opened: number;
    readonly paid: number;
    readonly started: number;
    readonly finished: number;
    readonly declined: number;
    readonly failedStarts: number;
    readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  };
  readonly money: {
    readonly openExceptions: number;
    readonly oldestExceptionAt: Date | null;
    /** Holds whose session is over for more than 15 minutes and that are neither taken nor given back. */
    readonly lateHolds: number;
    readonly failedCaptures: number;
    /** Captured sums that differ from the bill. */
    readonly mismatches: number;
    readonly capturedByCurrency: readonly { readonly currency: string; readonly minor: number }[];
    readonly heldByCurrency: readonly { readonly currency: string; readonly minor: number }[];
  };
  readonly hours: readonly { readonly at: Date; readonly started: number; readonly failed: number }[];
}
