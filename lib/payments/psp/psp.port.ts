import type { Money } from "@/lib/core/money";
import type { Context } from "@/lib/db/context";
import type { FailureCode } from "../failure-codes.model";

export type PspMode = "TEST" | "LIVE";

/** For whom a call is made and with which key. The key never appears in journals, logs or errors. */
export interface PspScope {
  readonly context: Context;
  readonly clientId: string;
  /** For the journal; null when no payment is concerned. */
  readonly paymentId: string | null;
  readonly mode: PspMode;
  readonly apiKey: string;
}

/**
 * How a call failed. `refused`: the PSP understood and said no, nothing happened. `unavailable`: it certainly did nothing
 * and the same call may be sent later. `unknown`: it may or may not have acted; look before the next try (REL-16).
 */
export type PspFault =
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly message: string;
      readonly field: string | null;
    }
  | { readonly kind: "unavailable"; readonly message: string; readonly retryAfterMs: number | null }
  | { readonly kind: "unknown"; readonly message: string };

export type PspResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: PspFault };

/** Where a payment stands at the PSP. `other` is a word that we do not know: nothing is concluded from it. */
export type PspStatus = "open" | "authorised" | "paid" | "canceled" | "expired" | "failed" | "other";

export interface PspCapture {
  readonly id: string;
  readonly minor: number;
  readonly state: "pending" | "succeeded" | "failed";
  /** Our intent that caused it, from the metadata that we sent; null when somebody else captured. */
  readonly callId: string | null;
}

export interface PspRefund {
  readonly id: string;
  readonly minor: number;
  readonly currency: string;
  readonly state: "pending" | "refunded" | "failed";
  /** Our refund, from the metadata that we sent; null when it was made in the PSP's own portal. */
  readonly refundId: string | null;
}

export interface PspChargeback {
  readonly id: string;
  readonly minor: number;
  readonly reversed: boolean;
}

/** One payment as the PSP sees it now, in our words. */
export interface PspPayment {
  readonly id: string;
  readonly mode: PspMode;
  readonly status: PspStatus;
  readonly amount: Money;
  /** What we gave at creation, to recognise our own. */
  readonly paymentId: string | null;
  readonly reference: string | null;
  readonly checkoutUrl: string | null;
  readonly method: string | null;
  readonly cardBrand: string | null;
  readonly cardLast4: string | null;
  readonly wallet: string | null;
  readonly failureCode: FailureCode | null;
  readonly capturedMinor: number;
  readonly captureBefore: Date | null;
  readonly expiresAt: Date | null;
  readonly captures: readonly PspCapture[];
  readonly refunds: readonly PspRefund[];
  readonly chargebacks: readonly PspChargeback[];
}

export interface CreateRequest {
  readonly idempotencyKey: string;
  readonly paymentId: string;
  readonly reference: string;
  readonly amount: Money;
  readonly description: string;
  /** One of our languages, e.g. "nl"; the port knows the PSP's spelling. */
  readonly locale: string;
  readonly redirectUrl: string;
  readonly webhookUrl: string;
}

export interface CaptureRequest {
  readonly idempotencyKey: string;
  readonly callId: string;
  readonly pspPaymentId: string;
  readonly amount: Money;
  readonly description: string;
}

export interface RefundRequest {
  readonly idempotencyKey: string;
  readonly refundId: string;
  readonly pspPaymentId: string;
  readonly amount: Money;
  readonly description: string;
}

export interface KeyFacts {
  readonly profileId: string;
  readonly profileName: string;
  readonly mode: PspMode;
  /** Payment methods that the profile offers now, in the PSP's words. */
  readonly methods: readonly string[];
}

/** What a PSP can do beyond taking money at once; the domain asks here and never by name. */
export interface PspCapabilities {
  readonly hold: boolean;
  readonly partialCapture: boolean;
  readonly multipleCaptures: boolean;
  readonly release: boolean;
  readonly partialRefund: boolean;
  /** How long a repeated idempotency key gives the first answer again. */
  readonly idempotencyMemoryMs: number;
}

/**
 * One payment service provider. Calls have a deadline, never throw for what the PSP does, and never change money twice:
 * a call that is repeated carries the key of its stored intent.
 */
export interface PspPort {
  readonly name: string;
  readonly capabilities: PspCapabilities;
  /** False while the PSP has just failed several times: new checkouts are better refused at once (REL-98). */
  accepting(now: Date): boolean;
  create(scope: PspScope, request: CreateRequest): Promise<PspResult<PspPayment>>;
  /** With captures, refunds and chargebacks. */
  get(scope: PspScope, pspPaymentId: string): Promise<PspResult<PspPayment>>;
  /** The payment that carries our id, made not before `since`; null when there is none (REL-61, REL-95). */
  find(
    scope: PspScope,
    wanted: { readonly paymentId: string; readonly since: Date },
  ): Promise<PspResult<PspPayment | null>>;
  capture(scope: PspScope, request: CaptureRequest): Promise<PspResult<PspCapture>>;
  /** Asks for the release; the PSP does it later, `get` tells when. */
  release(
    scope: PspScope,
    request: { readonly pspPaymentId: string; readonly idempotencyKey: string },
  ): Promise<PspResult<null>>;
  refund(scope: PspScope, request: RefundRequest): Promise<PspResult<PspRefund>>;
  /** Ends a payment that nobody has paid yet. */
  cancel(
    scope: PspScope,
    request: { readonly pspPaymentId: string; readonly idempotencyKey: string },
  ): Promise<PspResult<null>>;
  /** Who a key belongs to. */
  checkKey(scope: PspScope): Promise<PspResult<KeyFacts>>;
}

/** The PSPs of this installation, by the name that accounts carry. */
export interface PspRegistry {
  /** Throws `AppError("internal", "psp_unknown")` when no such PSP is installed. */
  port(name: string): PspPort;
}
