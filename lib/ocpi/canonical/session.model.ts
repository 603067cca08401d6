import type { SignedData } from "@/lib/billing/ocmf/signed-data.model";
import type { Currency } from "@/lib/core/money";
import type { OcpiTariffIdentity } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Tariff } from "@/lib/pricing/tariff.model";
import type { Place } from "./location.model";
import type { Cost } from "./price.model";
import type { TokenReference } from "./token.model";
import type { AuthMethod, OcpiSessionStatus } from "./words.model";

/**
 * Quantities of a charging period with the unit that `value` has here: energy Wh, time s, power W, current A, percent.
 * FLAT counts start fees and is written by 2.1.1 only.
 */
export const DIMENSIONS = [
  "ENERGY",
  "ENERGY_EXPORT",
  "ENERGY_IMPORT",
  "TIME",
  "PARKING_TIME",
  "RESERVATION_TIME",
  "MAX_POWER",
  "MIN_POWER",
  "POWER",
  "MAX_CURRENT",
  "MIN_CURRENT",
  "CURRENT",
  "STATE_OF_CHARGE",
  "FLAT",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Dimensions that describe a moment: allowed in sessions, not in CDRs. */
export const SESSION_ONLY_DIMENSIONS: readonly Dimension[] = [
  "CURRENT",
  "ENERGY_EXPORT",
  "ENERGY_IMPORT",
  "POWER",
  "STATE_OF_CHARGE",
];

export interface ChargingPeriod {
  readonly start: Date;
  readonly dimensions: readonly { readonly type: Dimension; readonly value: number }[];
  readonly tariffId?: string;
}

/** A session as it is shown to the partner whose token started it. */
export interface OcpiSession {
  readonly countryCode: string;
  readonly partyId: string;
  readonly id: string;
  /** Time of the first ACTIVE; while PENDING the time of creation. */
  readonly start: Date;
  readonly end?: Date;
  readonly energyWh: number;
  readonly token: TokenReference;
  readonly authMethod: AuthMethod;
  readonly authorizationReference?: string;
  /** Code with which the driver finds page and receipt; a terminal shows or prints it. No version has a field for it. */
  readonly driverCode?: string;
  readonly place: Place;
  readonly meterId?: string;
  readonly currency: Currency;
  readonly periods: readonly ChargingPeriod[];
  /** Absent: not known yet. Zero: free. */
  readonly totalCost?: Cost;
  readonly status: OcpiSessionStatus;
  readonly lastUpdated: Date;
}

/** The tariff that was promised when the session began. */
export interface TariffSnapshot {
  readonly tariff: Tariff;
  readonly identity: OcpiTariffIdentity;
}

/** A charge detail record. Never changed once sent; a correction is a credit CDR and a new one. */
export interface Cdr {
  readonly countryCode: string;
  readonly partyId: string;
  readonly id: string;
  readonly start: Date;
  readonly end: Date;
  readonly sessionId?: string;
  readonly token: TokenReference;
  readonly authMethod: AuthMethod;
  readonly authorizationReference?: string;
  readonly driverCode?: string;
  readonly place: Place;
  readonly meterId?: string;
  readonly currency: Currency;
  readonly tariffs: readonly TariffSnapshot[];
  readonly periods: readonly ChargingPeriod[];
  readonly signedData?: SignedData;
  /** Positive also in a credit CDR; the codec turns the sign. */
  readonly totalCost: Cost;
  readonly fixedCost?: Cost;
  readonly energyWh: number;
  readonly energyCost?: Cost;
  /** Whole session in seconds, parking included. */
  readonly totalSeconds: number;
  readonly timeCost?: Cost;
  readonly parkingSeconds?: number;
  readonly parkingCost?: Cost;
  readonly reservationCost?: Cost;
  readonly remark?: string;
  readonly invoiceReference?: string;
  /** Id of the CDR that this one takes back. */
  readonly credits?: string;
  readonly lastUpdated: Date;
}
