import type { ComponentType, Tariff, TariffRestrictions } from "./tariff.model";

/** What the station and the car are doing. SUSPENDED_EVSE counts as charging time: the driver is not to blame for it. */
export type ChargingState = "CHARGING" | "SUSPENDED_EVSE" | "SUSPENDED_EV" | "IDLE";

/** One accepted meter value. `registerWh` is the meter's total register; power in W, current in A per phase. */
export interface MeterReading {
  readonly at: Date;
  readonly registerWh: number;
  readonly powerW?: number;
  readonly currentA?: number;
}

export interface StateChange {
  readonly at: Date;
  readonly state: ChargingState;
  /** METER: found from a reading, so that it is known only as exactly as readings follow each other. Absent: STATUS. */
  readonly source?: "STATUS" | "METER";
}

/** A reservation before the session. `expired`: the driver did not come, there is no session to price. */
export interface ReservationPeriod {
  readonly from: Date;
  readonly until: Date;
  readonly expired: boolean;
}

export interface TimeWindow {
  readonly from: Date;
  readonly to: Date;
}

/**
 * Everything that the price of a session depends on; nothing about the person (LAW-10).
 * The first reading is the register at the start. Until the first change the state is CHARGING.
 */
export interface PricingInput {
  /** The frozen version that the driver accepted (REL-11). */
  readonly tariff: Tariff;
  /** IANA zone of the location. */
  readonly timeZone: string;
  readonly startedAt: Date;
  /** The end of the session, or the present moment for a live price. */
  readonly until: Date;
  /** False for a live price: step sizes are not rounded up yet, so that live ≤ final (UX-20). */
  readonly ended: boolean;
  readonly readings: readonly MeterReading[];
  readonly changes?: readonly StateChange[];
  /**
   * Where idle time comes from: the station's status (the default), or meter values whose mean power between two readings is
   * below `belowW`. With METER the interval between readings limits the precision.
   */
  readonly idleDetection?:
    | { readonly source: "STATUS" }
    | { readonly source: "METER"; readonly belowW: number };
  readonly reservation?: ReservationPeriod;
  /** Below this energy the session costs nothing at all (REL-27); live and final alike. Absent: no such rule. */
  readonly waiveBelowWh?: number;
  /** Windows in which the driver could not be told that the fee runs: idle time in them is not billed (UX-27). */
  readonly outages?: readonly TimeWindow[];
}

export type LineKind =
  | ComponentType
  | "RESERVATION_TIME"
  | "RESERVATION_FLAT"
  | "IDLE_CAP"
  | "MIN_PRICE"
  | "MAX_PRICE";

/** One step of the reasoning behind a line, as data; the texts live in the message catalogues. */
export type LineExplanation =
  | { readonly key: "measured"; readonly quantity: string; readonly unit: LineUnit }
  | { readonly key: "free_idle"; readonly seconds: string }
  /** Idle time was found from readings that are up to so many seconds apart. */
  | { readonly key: "idle_precision"; readonly seconds: string }
  | { readonly key: "step"; readonly stepSize: number; readonly added: string; readonly unit: "Wh" | "s" }
  | { readonly key: "exact"; readonly amount: string }
  | { readonly key: "rounded"; readonly minor: number }
  | { readonly key: "limit"; readonly limitMinor: number; readonly beforeMinor: number };

export type LineUnit = "kWh" | "s" | "session";

/**
 * One line of a priced session. `quantity` is exact, in `unit`. `unitPrice` is the tariff's own decimal, per `unitPricePer`,
 * on the tariff's side of tax. `netMinor` and `grossMinor` are integers; the columns add up to the totals.
 */
export interface PriceLine {
  readonly kind: LineKind;
  /** Position in the legal order of display (LAW-13); lines are sorted by it. */
  readonly order: number;
  /** Key of the message that names the line. */
  readonly labelKey: string;
  /** Which element of the tariff this is, null for limits. */
  readonly elementIndex: number | null;
  readonly restrictions: TariffRestrictions | null;
  readonly quantity: string;
  readonly unit: LineUnit;
  readonly unitPrice: string | null;
  readonly unitPricePer: "KWH" | "HOUR" | "MINUTE" | "SESSION" | null;
  /** Null when the tariff names no rate. */
  readonly vatPercent: string | null;
  /** Amount in the major unit on the tariff's side of tax before the one rounding, with up to 10 decimals. */
  readonly exactAmount: string;
  readonly netMinor: number;
  readonly grossMinor: number;
  readonly explanation: readonly LineExplanation[];
}

export interface TaxLine {
  readonly percent: string | null;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly grossMinor: number;
}

export type PricingWarning =
  | "tax_unknown"
  | "no_price_for_energy"
  | "readings_unusable"
  | "power_unknown"
  | "current_unknown"
  | "waived_small_session"
  | "until_before_start";

/** What a session costs and why. All amounts in minor units of `currency`. */
export interface PricedSession {
  readonly currency: string;
  readonly energyWh: number;
  readonly durationS: number;
  readonly chargingS: number;
  /** All time in which the car took no power, free minutes included. */
  readonly idleS: number;
  /** Idle time that a parking price was applied to. */
  readonly billedIdleS: number;
  readonly lines: readonly PriceLine[];
  readonly taxLines: readonly TaxLine[];
  readonly total: { readonly netMinor: number; readonly taxMinor: number; readonly grossMinor: number };
  /** False when some price has no known tax rate: net and gross are then the same number. */
  readonly taxKnown: boolean;
  readonly warnings: readonly PricingWarning[];
}
