/**
 * Signed meter data in the Open Charge Metering Format (OCMF 1.x, SAFE-eV): `OCMF|<payload>|<signature>`. The payload is
 * evidence: `payload` is the very text that was signed, never written again from what was read (LAW-33).
 */
export interface OcmfRecord {
  /** The whole record as it came, byte for byte. */
  readonly text: string;
  /** What the signature covers: all between the first and the last `|`. */
  readonly payload: string;
  readonly signature: OcmfSignature;
  /** Pagination: T counts records of transactions, F those outside of them. */
  readonly page: { readonly context: "T" | "F"; readonly number: number };
  readonly gatewaySerial: string | null;
  readonly meterSerial: string | null;
  readonly identification: OcmfIdentification;
  /** TT: which tariff the driver was shown, for direct payment. */
  readonly tariffText: string | null;
  readonly readings: readonly OcmfReading[];
}

export interface OcmfSignature {
  /** SA, e.g. ECDSA-secp256r1-SHA256. */
  readonly algorithm: string;
  /** SE: how `data` is written. */
  readonly encoding: "hex" | "base64";
  readonly data: string;
}

/** Whom the meter assigned the transaction to. */
export interface OcmfIdentification {
  /** IS: somebody was assigned. */
  readonly assigned: boolean;
  /** IL, e.g. HEARSAY, TRUSTED, VERIFIED; MISMATCH, INVALID, OUTDATED and UNKNOWN are errors. */
  readonly level: string | null;
  /** IF, e.g. OCPP_RS_TLS. */
  readonly flags: readonly string[];
  /** IT, e.g. CENTRAL_1. */
  readonly type: string | null;
  readonly id: string | null;
}

/** One reading, with what it inherits from the one before it in its record. */
export interface OcmfReading {
  /** Null when the time can not be read. */
  readonly at: Date | null;
  /** U unknown, I informative, S synchronised, R relative to an informative start. */
  readonly timeStatus: "U" | "I" | "S" | "R" | null;
  /** TX: B begin; C, S, T, X on the way; E, L, R, A, P end. Null outside of a transaction. */
  readonly transaction: string | null;
  /** The register in thousandths of a Wh; null when the reading has no energy value. */
  readonly valueMwh: number | null;
  /** What one unit of the last written digit is worth, in thousandths of a Wh. */
  readonly resolutionMwh: number;
  /** RI, the OBIS code of the register. */
  readonly register: string | null;
  /** EF: E energy, t time can not be used for billing. */
  readonly errorFlags: string;
  /** ST: G is good, all else is not. */
  readonly status: string | null;
}

/** Why signed meter data does not prove the energy of a session. */
export const SIGNED_DATA_FAULTS = [
  "unreadable",
  "key_unknown",
  "key_not_registered",
  "key_differs",
  "key_unreadable",
  "algorithm_unknown",
  "signature_wrong",
  "page_gap",
  "page_conflict",
  "serial_missing",
  "serial_changed",
  "begin_missing",
  "begin_repeated",
  "end_missing",
  "end_repeated",
  "register_ambiguous",
  "register_fell",
  "meter_status",
  "energy_error",
  "charging_error",
  "time_unreadable",
  "time_reversed",
  "time_not_calibrated",
  "identification_failed",
  "identification_differs",
  "record_reused",
  "energy_differs",
] as const;
export type SignedDataFault = (typeof SIGNED_DATA_FAULTS)[number];

/** Where the public key of a meter came from. A key that only the record names proves nothing about whose meter it was. */
export type MeterKeySource = "REGISTERED" | "STATION";

/** What a transaction's signed readings say. Energy in Wh, exact to a thousandth. */
export interface SignedEnergy {
  readonly startWh: number;
  readonly endWh: number;
  readonly energyWh: number;
  /** What one unit of the last digit is worth, Wh: the meter can not tell less than this. */
  readonly resolutionWh: number;
  readonly serial: string;
  /** True when all times are synchronised or counted from the start by a calibrated clock (time status S or R). */
  readonly timeCalibrated: boolean;
}

/** What the signed meter data of a session is worth (LAW-30). */
export type SignedMeterVerdict =
  | { readonly kind: "NOT_REQUIRED" }
  | ({ readonly kind: "VALID"; readonly keySource: MeterKeySource } & SignedEnergy)
  | { readonly kind: "MISSING" }
  | { readonly kind: "INVALID"; readonly reasons: readonly SignedDataFault[] };
