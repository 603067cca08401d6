/**
 * What a station can tell us and what we answer, in our words. Every OCPP version decodes into these facts and encodes
 * these answers; nothing above `versions/` knows how a message was spelled.
 */

/** A station's clock reading. `at` is what we reckon with; `reported` is the text as sent, for keys that must survive a retry. */
export interface StationTime {
  /** UTC. The time of receipt when the station's own time was missing or impossible. */
  readonly at: Date;
  readonly reported: string;
  /** Null when the station's time was used as sent; else why it needed help. */
  readonly doubt: "missing" | "unreadable" | "impossible" | "no-zone" | null;
}

/** Same words as the database's `evse_status`. */
export type ReportedStatus =
  | "AVAILABLE"
  | "PREPARING"
  | "CHARGING"
  | "SUSPENDED_EV"
  | "SUSPENDED_EVSE"
  | "FINISHING"
  | "RESERVED"
  | "UNAVAILABLE"
  | "FAULTED"
  | "UNKNOWN";

/** One instant of measurement. Absent field: not measured, or not readable (then `remarks` says so). */
export interface MeterSample {
  readonly time: StationTime;
  /** OCPP reading context, for example `Sample.Periodic`, `Transaction.Begin`, `Transaction.End`. */
  readonly context: string;
  /** Import register in Wh. */
  readonly registerWh?: number;
  /** Power taken by the vehicle in W, all phases together. */
  readonly powerW?: number;
  /** Current in A; of several phases the highest. */
  readonly currentA?: number;
  readonly voltageV?: number;
  readonly socPercent?: number;
  /** Signed meter data (OCMF and friends), byte for byte as sent. */
  readonly signedData?: string;
  /** What had to be converted or left out, for the journal. */
  readonly remarks: readonly string[];
}

export interface Booted {
  readonly kind: "Booted";
  readonly vendor: string;
  readonly model: string;
  readonly serialNumber: string | null;
  readonly firmwareVersion: string | null;
}

export interface HeartbeatReceived {
  readonly kind: "HeartbeatReceived";
}

/** Connector 0 is the station as a whole. */
export interface StatusReported {
  readonly kind: "StatusReported";
  readonly ocppConnectorId: number;
  readonly status: ReportedStatus;
  /** `NoError` when all is well. */
  readonly errorCode: string;
  readonly info: string | null;
  readonly vendorErrorCode: string | null;
  readonly time: StationTime;
}

export interface TokenPresented {
  readonly kind: "TokenPresented";
  readonly idToken: string;
}

export interface TransactionStarted {
  readonly kind: "TransactionStarted";
  readonly ocppConnectorId: number;
  readonly idToken: string;
  /** Null when the station left it out or sent something that is no number. */
  readonly meterStartWh: number | null;
  readonly time: StationTime;
}

export interface MeterReported {
  readonly kind: "MeterReported";
  readonly ocppConnectorId: number;
  readonly transactionId: number | null;
  readonly samples: readonly MeterSample[];
}

export interface TransactionStopped {
  readonly kind: "TransactionStopped";
  /** −1 when the station does not know it (seen in the field). */
  readonly transactionId: number;
  readonly meterStopWh: number | null;
  readonly time: StationTime;
  readonly reason: string;
  readonly idToken: string | null;
  readonly samples: readonly MeterSample[];
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

export type FactKind = StationFact["kind"];

export type FactOf<K extends FactKind> = Extract<StationFact, { kind: K }>;

export type Authorisation = "accepted" | "blocked" | "expired" | "invalid" | "concurrent";

/** The answer to each fact. */
export interface AnswerOf {
  readonly Booted: {
    readonly registration: "accepted" | "pending" | "rejected";
    readonly now: Date;
    readonly heartbeatSeconds: number;
  };
  readonly HeartbeatReceived: { readonly now: Date };
  readonly StatusReported: Readonly<Record<never, never>>;
  readonly TokenPresented: { readonly authorisation: Authorisation };
  readonly TransactionStarted: { readonly transactionId: number; readonly authorisation: Authorisation };
  readonly MeterReported: Readonly<Record<never, never>>;
  readonly TransactionStopped: { readonly authorisation: Authorisation | null };
  readonly DataTransferred: {
    readonly status: "accepted" | "rejected" | "unknown-vendor" | "unknown-message";
    readonly data?: string;
  };
  readonly NoticeReceived: Readonly<Record<never, never>>;
  readonly CertificateRequested: { readonly accepted: boolean };
}

/** An answer together with the fact it belongs to, so that a codec can check that they fit. */
export type StationAnswer = { [K in FactKind]: { readonly kind: K } & AnswerOf[K] }[FactKind];
