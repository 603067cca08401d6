import type {
  MeterFact,
  StatusFact,
  TokenVerdict,
  TransactionStartAnswer,
  TransactionStartFact,
  TransactionStopFact,
} from "@/lib/sessions/station-facts.model";

/**
 * What a station can tell us and what we answer, in our words. Every OCPP version decodes into these facts and encodes these
 * answers; nothing above `versions/` knows how a message was spelled. The facts that move a session are those of lib/sessions.
 */
export type StationFact =
  | Booted
  | HeartbeatReceived
  | StatusReported
  | TokenPresented
  | TransactionStarted
  | MeterReported
  | TransactionStopped
  | DataTransferred
  | NoticeReceived
  | CertificateRequested;

export interface Booted {
  readonly kind: "booted";
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serialNumber: string | null;
  readonly firmwareVersion: string | null;
}

export interface HeartbeatReceived {
  readonly kind: "heartbeatReceived";
}

export interface StatusReported extends StatusFact {
  readonly kind: "statusReported";
}

export interface TokenPresented {
  readonly kind: "tokenPresented";
  readonly idTag: string;
}

export interface TransactionStarted extends TransactionStartFact {
  readonly kind: "transactionStarted";
}

export interface MeterReported extends MeterFact {
  readonly kind: "meterReported";
}

export interface TransactionStopped extends TransactionStopFact {
  readonly kind: "transactionStopped";
}

export interface DataTransferred {
  readonly kind: "dataTransferred";
  readonly vendorId: string;
  readonly messageId: string | null;
  /** A structured value is given as its JSON text. */
  readonly data: string | null;
  /** Fields beside the standard ones: some vendors put their message there. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A report that changes nothing here and is kept in the journal: firmware, diagnostics, logs, security events. */
export interface NoticeReceived {
  readonly kind: "noticeReceived";
  readonly topic: "firmware" | "diagnostics" | "log" | "security";
  readonly status: string;
  readonly detail: string | null;
}

/** The station asks for a certificate; this product issues none. */
export interface CertificateRequested {
  readonly kind: "certificateRequested";
}

export type FactKind = StationFact["kind"];

export type FactOf<K extends FactKind> = Extract<StationFact, { kind: K }>;

/** An answer without content. */
type Nothing = Readonly<Record<never, never>>;

/** The answer to each fact. */
export interface AnswerOf {
  readonly booted: {
    readonly registration: "accepted" | "pending" | "rejected";
    readonly now: Date;
    readonly heartbeatSeconds: number;
  };
  readonly heartbeatReceived: { readonly now: Date };
  readonly statusReported: Nothing;
  readonly tokenPresented: { readonly verdict: TokenVerdict };
  readonly transactionStarted: TransactionStartAnswer;
  readonly meterReported: Nothing;
  /** Null: say nothing about the token. */
  readonly transactionStopped: { readonly verdict: TokenVerdict | null };
  readonly dataTransferred: {
    readonly status: "accepted" | "rejected" | "unknown-vendor" | "unknown-message";
    readonly data?: string;
  };
  readonly noticeReceived: Nothing;
  readonly certificateRequested: { readonly accepted: boolean };
}

/** An answer together with the fact it belongs to, so that a codec can check that they fit. */
export type StationAnswer = { [K in FactKind]: { readonly kind: K } & AnswerOf[K] }[FactKind];
