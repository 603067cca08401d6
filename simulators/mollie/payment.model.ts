import type { Money } from "@/lib/core/money";
import type { StateMachine } from "@/lib/core/state-machine";
import type { DeclineReason, MethodId, PayWith } from "./catalogue.model";

export const PAYMENT_STATUSES = ["open", "authorized", "paid", "canceled", "expired", "failed"] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** What can happen to a payment. The three `lapse_*` events are the sources' three stories about an unused hold. */
export type PaymentEvent =
  | "authorize"
  | "pay"
  | "decline"
  | "cancel"
  | "expire"
  | "capture"
  | "release"
  | "lapse_expired"
  | "lapse_failed"
  | "lapse_canceled";

/** The life of a payment. A state that is final here never changes again, whatever arrives later. */
export const PAYMENT_MACHINE: StateMachine<PaymentStatus, PaymentEvent> = {
  name: "simulated payment",
  initial: "open",
  states: PAYMENT_STATUSES,
  final: ["paid", "canceled", "expired", "failed"],
  edges: [
    { from: "open", on: "authorize", to: "authorized" },
    { from: "open", on: "pay", to: "paid" },
    { from: "open", on: "decline", to: "failed" },
    { from: "open", on: "cancel", to: "canceled" },
    { from: "open", on: "expire", to: "expired" },
    { from: "authorized", on: "capture", to: "paid" },
    { from: "authorized", on: "release", to: "canceled" },
    { from: "authorized", on: "lapse_expired", to: "expired" },
    { from: "authorized", on: "lapse_failed", to: "failed" },
    { from: "authorized", on: "lapse_canceled", to: "canceled" },
  ],
};

export type Mode = "test" | "live";

/** One website profile; an API key opens exactly one profile in one mode. */
export interface ProfileRecord {
  readonly id: string;
  readonly organizationId: string;
  name: string;
  readonly createdAt: number;
}

export type CaptureStatus = "pending" | "succeeded" | "failed";

/** Instants are epoch milliseconds everywhere in these records, so that a dump is plain JSON. */
export interface CaptureRecord {
  readonly id: string;
  readonly minor: number;
  readonly description: string | null;
  readonly metadata: unknown;
  readonly createdAt: number;
  status: CaptureStatus;
  /** A fault decided at creation that the bank will refuse. */
  readonly willFail: boolean;
}

export type RefundStatus = "queued" | "pending" | "processing" | "refunded" | "failed" | "canceled";

export interface RefundRecord {
  readonly id: string;
  readonly minor: number;
  readonly description: string;
  readonly metadata: unknown;
  readonly externalReference: unknown;
  readonly createdAt: number;
  status: RefundStatus;
}

export interface ChargebackRecord {
  readonly id: string;
  readonly minor: number;
  readonly createdAt: number;
  reversedAt: number | null;
}

/** How one call to `webhookUrl` went. */
export interface DeliveryAttempt {
  readonly at: number;
  readonly httpStatus: number | null;
  readonly error: string | null;
}

export type DeliveryState = "scheduled" | "delivered" | "dead" | "dropped";

/** One webhook for one change; retried until it is delivered or dead. */
export interface DeliveryRecord {
  readonly id: string;
  /** The id in the form body: normally the payment's, another one when the mode `wrongId` is on. */
  readonly bodyId: string;
  readonly url: string;
  /** Status of the payment when the change happened, for people who read the log. */
  readonly because: string;
  firstAt: number;
  state: DeliveryState;
  readonly attempts: DeliveryAttempt[];
}

/** What the payment shows about the means of payment. */
export interface PaymentDetails {
  readonly with: PayWith;
  readonly failure: DeclineReason | null;
}

export type CaptureMode = "manual" | "automatic";

export interface PaymentTimes {
  authorizedAt?: number;
  paidAt?: number;
  canceledAt?: number;
  expiredAt?: number;
  failedAt?: number;
}

/** One payment with everything that hangs on it. */
export interface PaymentRecord {
  readonly id: string;
  /** Secret part of the checkout address. */
  readonly token: string;
  readonly profileId: string;
  readonly mode: Mode;
  readonly createdAt: number;
  readonly amount: Money;
  readonly captureMode: CaptureMode | null;
  readonly captureDelay: string | null;
  readonly captureDelayMs: number | null;
  /** Methods asked for at creation; `null` means every method of the profile. */
  allowedMethods: readonly MethodId[] | null;
  description: string;
  metadata: unknown;
  locale: string;
  redirectUrl: string;
  cancelUrl: string | null;
  webhookUrl: string | null;
  restrictToCountry: string | null;
  status: PaymentStatus;
  method: MethodId | null;
  details: PaymentDetails | null;
  /** The card that waits for the 3-D Secure step of the checkout. */
  challenge: PayWith | null;
  lastDecline: DeclineReason | null;
  releaseRequested: boolean;
  readonly expiresAt: number;
  captureBefore: number | null;
  readonly times: PaymentTimes;
  readonly captures: CaptureRecord[];
  readonly refunds: RefundRecord[];
  readonly chargebacks: ChargebackRecord[];
  readonly deliveries: DeliveryRecord[];
}

export type TaskKind =
  | "expire"
  | "lapse"
  | "auto_capture"
  | "settle_capture"
  | "release"
  | "refund_step"
  | "deliver_webhook";

/** Something that has to happen at an instant of the simulator's clock. Plain data, so that it survives a restart. */
export interface Task {
  readonly at: number;
  readonly kind: TaskKind;
  readonly paymentId: string;
  /** The capture, refund or delivery; the payment's own id otherwise. */
  readonly ref: string;
}
