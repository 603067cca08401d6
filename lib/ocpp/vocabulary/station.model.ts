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
  readonly kind: "Booted";
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serialNumber: string | null;
  readonly firmwareVersion: string | null;
}

export interface HeartbeatReceived {
  readonly kind: "HeartbeatReceived";
}

export interface StatusReported extends StatusFact {
  readonly kind: "StatusReported";
}

export interface TokenPresented {
  readonly kind: "TokenPresented";
  readonly idTag: string;
}

export interface TransactionStarted extends TransactionStartFact {
  readonly kind: "TransactionStarted";
}

export interface MeterReported extends MeterFact {
  readonly kind: "MeterReported";
}

export interface TransactionStopped extends TransactionStopFact {
  readonly kind: "TransactionStopped";
}

export interface DataTransferred {
  readonly kind: "DataTransferred";
  readonly vendorId: string;
  readonly messageId: string | null;
  /** A structured value is given as its JSON text. */
  readonly data: string | null;
  /** Fields beside the standard ones: some vendors put their message there. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A report that changes nothing here and is kept in the journal: firmware, diagnostics, logs, security events. */
export interface NoticeReceived {
  readonly kind: "NoticeReceived";
  readonly topic: "firmware" | "diagnostics" | "log" | "security";
  readonly status: string;
  readonly detail: string | null;
}

/** The station asks for a certificate; this product issues none. */
export interface CertificateRequested {
  readonly kind: "CertificateRequested";
}

export type FactKind = StationFact["kind"];

export type FactOf<K extends FactKind> = Extract<StationFact, { kind: K }>;

/** An answer without content. */
type Nothing = Readonly<Record<never, never>>;

/** The answer to each fact. */
export interface AnswerOf {
  readonly Booted: {
    readonly registration: "accepted" | "pending" | "rejected";
    readonly now: Date;
    readonly heartbeatSeconds: number;
  };
  readonly HeartbeatReceived: { readonly now: Date };
  readonly StatusReported: Nothing;
  readonly TokenPresented: { readonly verdict: TokenVerdict };
  readonly TransactionStarted: TransactionStartAnswer;
  readonly MeterReported: Nothing;
  /** Null: say nothing about the token. */
  readonly TransactionStopped: { readonly verdict: TokenVerdict | null };
  readonly DataTransferred: {
    readonly status: "accepted" | "rejected" | "unknown-vendor" | "unknown-message";
    readonly data?: string;
  };
  readonly NoticeReceived: Nothing;
  readonly CertificateRequested: { readonly accepted: boolean };
}

/** An answer together with the fact it belongs to, so that a codec can check that they fit. */
export type StationAnswer = { [K in FactKind]: { readonly kind: K } & AnswerOf[K] }[FactKind];
