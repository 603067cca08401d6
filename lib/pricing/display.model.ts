import type { LineKind } from "./pricing.model";
import type { DayOfWeek } from "./tariff.model";

/** When a price applies, for a driver's eye. Times are the location's wall clock; absent means "no such condition". */
export interface PriceConditions {
  readonly startTime: string | null;
  /** Exclusive; "00:00" is the end of the day. */
  readonly endTime: string | null;
  readonly days: readonly DayOfWeek[] | null;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly minKwh: string | null;
  readonly maxKwh: string | null;
  readonly minPowerKw: string | null;
  readonly maxPowerKw: string | null;
  readonly minCurrentA: string | null;
  readonly maxCurrentA: string | null;
  readonly fromMinute: number | null;
  readonly toMinute: number | null;
}

/** One price as the driver must see it before the start: gross, per kWh, minute or session, in the legal order (LAW-13…17). */
export interface PriceComponentView {
  readonly order: number;
  readonly kind: Exclude<LineKind, "IDLE_CAP" | "MIN_PRICE" | "MAX_PRICE">;
  readonly labelKey: string;
  /** Exact decimal of the major unit per `unit`, tax included where the rate is known. */
  readonly amountGross: string;
  /** `hour` only where no exact price per minute exists; such a tariff is refused for ad-hoc use (LAW-15). */
  readonly unit: "kWh" | "minute" | "hour" | "session";
  readonly vatPercent: string | null;
  readonly conditions: PriceConditions | null;
  /** True when this is what applies at the moment of looking. */
  readonly active: boolean;
  /** Only for PARKING_TIME: free minutes of each idle period, and the most that idling can cost. */
  readonly graceMinutes: number | null;
  readonly capGrossMinor: number | null;
  /** The next instant within 24 h at which `active` changes; null when it does not. */
  readonly nextChange: Date | null;
}

/** The whole price of a tariff for a page, a sticker or a terminal. */
export interface PriceDisplay {
  readonly currency: string;
  readonly components: readonly PriceComponentView[];
  readonly minGrossMinor: number | null;
  readonly maxGrossMinor: number | null;
  /** False: some rate is not known and that amount is without tax (LAW-16 then forbids ad-hoc use in the EU). */
  readonly taxKnown: boolean;
  readonly isFree: boolean;
  /** The next instant within 24 h at which any price changes. */
  readonly nextChange: Date | null;
}

/** One row of the price table of the coming day: what is active from `from` until `to`. */
export interface PriceTableRow {
  readonly from: Date;
  readonly to: Date;
  readonly components: readonly PriceComponentView[];
}

/** A line of a bill as the driver reads it. */
export interface PriceLineDisplay {
  readonly kind: LineKind;
  readonly order: number;
  readonly labelKey: string;
  /** kWh exact; minutes with up to four decimals; 1 for a session. */
  readonly quantity: string;
  readonly unit: "kWh" | "min" | "session";
  /** Exact decimal gross price per kWh, minute or session; null for adjustments. */
  readonly unitPriceGross: string | null;
  readonly vatPercent: string | null;
  readonly grossMinor: number;
  /** Idle time was found from readings that are up to so many seconds apart; absent where the station told it. */
  readonly idlePrecisionS?: number;
}
