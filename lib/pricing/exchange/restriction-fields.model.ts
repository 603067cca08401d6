import type { TariffRestrictions } from "../tariff.model";

export interface RestrictionField {
  readonly wire: string;
  readonly kind: "decimal" | "plain";
  /** False: 2.1.1 has no such restriction. */
  readonly in211: boolean;
}

/** Our names and OCPI's, field by field (OCPI TariffRestrictions). */
export const RESTRICTION_FIELDS: Readonly<Record<keyof TariffRestrictions, RestrictionField>> = {
  startTime: { wire: "start_time", kind: "plain", in211: true },
  endTime: { wire: "end_time", kind: "plain", in211: true },
  startDate: { wire: "start_date", kind: "plain", in211: true },
  endDate: { wire: "end_date", kind: "plain", in211: true },
  minKwh: { wire: "min_kwh", kind: "decimal", in211: true },
  maxKwh: { wire: "max_kwh", kind: "decimal", in211: true },
  minCurrent: { wire: "min_current", kind: "decimal", in211: false },
  maxCurrent: { wire: "max_current", kind: "decimal", in211: false },
  minPower: { wire: "min_power", kind: "decimal", in211: true },
  maxPower: { wire: "max_power", kind: "decimal", in211: true },
  minDuration: { wire: "min_duration", kind: "plain", in211: true },
  maxDuration: { wire: "max_duration", kind: "plain", in211: true },
  dayOfWeek: { wire: "day_of_week", kind: "plain", in211: true },
  reservation: { wire: "reservation", kind: "plain", in211: false },
};
