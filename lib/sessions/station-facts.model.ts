import type { EvseStatus } from "@/lib/locations/location.model";
import type { ChargingSchedule } from "./charging-profile.model";

export type { EvseStatus };

/**
 * What a station can tell us, in our words. `lib/ocpp` decodes every protocol version into these facts and calls one
 * use-case of this room for each. Energy in Wh, power in W, times in UTC.
 */

/** The station as the gateway knows it after authentication. */
export interface StationIdentity {
  readonly stationId: string;
  readonly clientId: string;
}

/** A status report. `ocppConnectorId` 0 speaks for the station as a whole. */
export interface StatusFact {
  readonly ocppConnectorId: number;
  readonly status: EvseStatus;
  readonly errorCode: string | null;
  /** When the station says it happened; null when it did not say or its clock is unusable. */
  readonly at: Date | null;
}

/** One sample of the meter. Absent values were not sent; nothing is guessed. */
export interface MeterSample {
  readonly at: Date;
  readonly registerWh?: number;
  readonly powerW?: number;
  readonly currentA?: number;
  readonly voltageV?: number;
  readonly socPercent?: number;
  /** OCPP reading context, e.g. Sample.Periodic, Transaction.Begin, Transaction.End. */
  readonly context: string;
  /** Signed meter data, byte-identical (LAW-33). */
  readonly signedData?: string;
  /** Why this sample can not be used for billing, found while decoding: not a number, unknown unit … */
  readonly problem?: string;
}

/** A transaction has begun (OCPP 1.6 §4.8). */
export interface TransactionStartFact {
  readonly ocppConnectorId: number;
  readonly idTag: string;
  readonly meterStartWh: number;
  readonly at: Date;
  /** The timestamp exactly as sent: part of the idempotency key. */
  readonly atText: string;
}

/** What the station is told; a repeat of the same start gets the same answer. */
export interface TransactionStartAnswer {
  readonly transactionId: number;
  readonly verdict: TokenVerdict;
}

/** Samples of a running or finished transaction (OCPP 1.6 §4.7). */
export interface MeterFact {
  readonly ocppConnectorId: number;
  readonly transactionId: number | null;
  readonly samples: readonly MeterSample[];
}

/** A transaction has ended (OCPP 1.6 §4.10). */
export interface TransactionStopFact {
  readonly transactionId: number;
  readonly meterStopWh: number;
  readonly at: Date;
  readonly reason: string | null;
  readonly idTag: string | null;
  readonly samples: readonly MeterSample[];
}

/** OCPP 1.6 AuthorizationStatus, the part that we use. Never ConcurrentTx: on a retry it would kill a paid session. */
export type TokenVerdict = "ACCEPTED" | "BLOCKED" | "EXPIRED" | "INVALID";

/** Commands to a station, in our words. `lib/ocpp` encodes them for the station's version. */
export type StationCommandPayload =
  | { readonly kind: "REMOTE_START"; readonly ocppConnectorId: number; readonly idTag: string }
  | { readonly kind: "REMOTE_STOP"; readonly transactionId: number }
  | {
      readonly kind: "TRIGGER_MESSAGE";
      readonly message: TriggerableMessage;
      readonly ocppConnectorId?: number;
    }
  | { readonly kind: "RESET"; readonly type: "SOFT" | "HARD" }
  | { readonly kind: "UNLOCK"; readonly ocppConnectorId: number }
  | { readonly kind: "CHANGE_AVAILABILITY"; readonly ocppConnectorId: number; readonly operative: boolean }
  | { readonly kind: "GET_CONFIGURATION"; readonly keys: readonly string[] }
  | {
      readonly kind: "CHANGE_CONFIGURATION";
      readonly key: string;
      /** In the row a secret value is sealed; it is opened only to be sent (SEC-66). */
      readonly value: string;
      readonly sealed?: boolean;
    }
  | { readonly kind: "CLEAR_CACHE" }
  | {
      /** Limits one transaction and ends with it (TxProfile). The same id again replaces it. */
      readonly kind: "SET_CHARGING_PROFILE";
      readonly ocppConnectorId: number;
      readonly transactionId: number;
      readonly profileId: number;
      readonly schedule: ChargingSchedule;
    }
  | {
      readonly kind: "CLEAR_CHARGING_PROFILE";
      readonly ocppConnectorId: number;
      readonly profileId: number;
    }
  | {
      readonly kind: "GET_COMPOSITE_SCHEDULE";
      readonly ocppConnectorId: number;
      readonly durationS: number;
    }
  | {
      readonly kind: "DATA_TRANSFER";
      readonly vendorId: string;
      readonly messageId?: string;
      readonly data?: string;
    };

export type StationCommandKind = StationCommandPayload["kind"];
export type TriggerableMessage = "BOOT_NOTIFICATION" | "HEARTBEAT" | "METER_VALUES" | "STATUS_NOTIFICATION";

/** How a command ended. TIMEOUT: no answer before the deadline; the effect is unknown, evidence decides. */
export interface CommandOutcome {
  readonly commandId: string;
  readonly state: "ACCEPTED" | "REJECTED" | "TIMEOUT";
  /** The station's own words: status, error code, configuration. */
  readonly answer: Readonly<Record<string, unknown>>;
}
