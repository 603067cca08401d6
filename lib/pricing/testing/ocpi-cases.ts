import type { Tariff } from "../tariff.model";
import {
  capped,
  complex,
  ENERGY,
  element,
  expiryFee,
  expiryTime,
  least,
  START,
  startAndEnergy,
  steps,
  tariff,
} from "./ocpi-tariffs";

/** A stretch of a session in minutes, as an OCPI charging period says it. */
export interface Stretch {
  readonly minutes: number;
  readonly kind: "charge" | "park" | "reserve";
  readonly kwh?: number;
  readonly powerKw?: number;
  readonly currentA?: number;
}

/**
 * One worked figure of the OCPI specification (Tariffs and CDRs modules): a tariff, how the session went, and its price before
 * and after taxes. Null: the tariff does not say. Times are given in UTC.
 */
export interface OcpiCase {
  readonly id: string;
  readonly tariff: Tariff;
  readonly timeZone?: string;
  readonly start?: string;
  readonly stretches: readonly Stretch[];
  readonly expired?: true;
  readonly net: number | null;
  readonly gross: number | null;
}

const HOUR_20KWH: Stretch = { minutes: 60, kind: "charge", kwh: 20 };
const charge = (minutes: number, kwh = 0): Stretch => ({ minutes, kind: "charge", kwh });
const park = (minutes: number): Stretch => ({ minutes, kind: "park" });
const reserve = (minutes: number): Stretch => ({ minutes, kind: "reserve" });

const canada = { timeZone: "America/Toronto", start: "2024-12-09T17:00:00Z" };
const smallEnergy = (stepSize: number): Tariff => tariff([element([["ENERGY", "0.25", stepSize]])]);

/** All worked figures of the specification, misprints corrected (the figure of the text in the comment). */
export const OCPI_CASES: readonly OcpiCase[] = [
  { id: "energy", tariff: tariff([element([ENERGY])]), stretches: [HOUR_20KWH], net: 5, gross: 5.5 },
  { id: "energy and start", tariff: tariff([startAndEnergy]), stretches: [HOUR_20KWH], net: 5.5, gross: 6.1 },
  { id: "least price, not reached", tariff: least, stretches: [HOUR_20KWH], net: 5, gross: 5.5 },
  { id: "least price", tariff: least, stretches: [charge(60, 1.2)], net: 0.5, gross: 0.55 },
  {
    id: "parking 40 min",
    tariff: tariff([element([START, ENERGY, ["PARKING_TIME", "2.00", 900, "20"]])]),
    stretches: [HOUR_20KWH, park(40)],
    net: 7,
    gross: 7.9,
  },
  { id: "greatest price", tariff: capped, stretches: [charge(60, 50)], net: 10, gross: 11 },
  { id: "greatest price, not reached", tariff: capped, stretches: [charge(60, 30)], net: 8, gross: 8.85 },
  {
    id: "2 per hour",
    tariff: tariff([element([["TIME", "2.00", 60, "10"]])]),
    stretches: [charge(150)],
    net: 5,
    gross: 5.5,
  },
  {
    id: "taxes excluded and unknown",
    ...canada,
    tariff: tariff([element([["TIME", "2.00", 1]])], { currency: "CAD" }),
    stretches: [charge(150)],
    net: 5,
    gross: null,
  },
  {
    id: "taxes included and unknown",
    ...canada,
    tariff: tariff([element([["TIME", "2.10", 1]])], { currency: "CAD", taxIncluded: "YES" }),
    stretches: [charge(150)],
    net: null,
    gross: 5.25,
  },
  {
    id: "time and parking",
    tariff: tariff([
      element([
        ["TIME", "3.00", 60, "10"],
        ["PARKING_TIME", "5.00", 300, "20"],
      ]),
    ]),
    stretches: [charge(150), park(42)],
    net: 11.25,
    gross: 12.75,
  },
  {
    id: "1.90 per hour at 5.2 %",
    tariff: tariff([element([["TIME", "1.90", 300, "5.2"]])]),
    stretches: [charge(150)],
    net: 4.75,
    gross: 4.997,
  },
  {
    id: "20.45 kWh in steps of 100 Wh",
    tariff: tariff([element([START, ["ENERGY", "0.25", 100, "10"]])]),
    stretches: [charge(60, 20.45)],
    net: 5.625,
    gross: 6.2375,
  },
  {
    id: "complex, Monday",
    tariff: complex,
    start: "2023-01-16T08:30:00Z",
    stretches: [{ minutes: 165, kind: "charge", currentA: 16 }, park(42)],
    net: 9,
    gross: 10.3,
  },
  {
    // The text prints 12.28 and 13.861: it bills 114 min at 1.25 per hour as 2.28.
    id: "complex, Saturday",
    tariff: complex,
    start: "2023-01-21T12:30:00Z",
    stretches: [{ minutes: 114, kind: "charge", currentA: 43 }, park(71)],
    net: 12.375,
    gross: 13.975,
  },
  { id: "free", tariff: tariff([element([["FLAT", "0.00", 0]])]), stretches: [HOUR_20KWH], net: 0, gross: 0 },
  {
    id: "reservation 15 min",
    tariff: tariff([element([["TIME", "5.00", 60, "20"]], { reservation: "RESERVATION" }), startAndEnergy]),
    stretches: [reserve(15), HOUR_20KWH],
    net: 6.75,
    gross: 7.6,
  },
  {
    id: "reservation with fee, 13 min",
    tariff: tariff([
      element(
        [
          ["FLAT", "2.00", 1, "20"],
          ["TIME", "5.00", 300, "20"],
        ],
        { reservation: "RESERVATION" },
      ),
      startAndEnergy,
    ]),
    stretches: [reserve(13), HOUR_20KWH],
    net: 8.75,
    gross: 10,
  },
  {
    id: "reservation used, fee for expiry",
    tariff: expiryFee,
    stretches: [reserve(22), HOUR_20KWH],
    net: 6.5,
    gross: 7.3,
  },
  {
    id: "reservation expired, fee",
    tariff: expiryFee,
    stretches: [reserve(60)],
    expired: true,
    net: 6,
    gross: 7.2,
  },
  {
    id: "reservation used, time for expiry",
    tariff: expiryTime,
    stretches: [reserve(22), HOUR_20KWH],
    net: 7,
    gross: 7.9,
  },
  {
    id: "reservation expired, time",
    tariff: expiryTime,
    stretches: [reserve(90)],
    expired: true,
    net: 9,
    gross: 10.8,
  },
  {
    id: "steps, 16:55",
    tariff: steps,
    start: "2023-01-16T15:55:00Z",
    stretches: [charge(10), park(2)],
    net: 0.55,
    gross: 0.55,
  },
  {
    id: "steps, 16:35",
    tariff: steps,
    start: "2023-01-16T15:35:00Z",
    stretches: [charge(35)],
    net: 1.3,
    gross: 1.3,
  },
  {
    // First editions print 0.80: they round the unpriced parking too.
    id: "steps, 19:40, then free",
    tariff: steps,
    start: "2023-01-16T18:40:00Z",
    stretches: [charge(12), park(20)],
    net: 0.73,
    gross: 0.73,
  },
  {
    id: "power bands",
    tariff: tariff([
      element([["ENERGY", "0.20", 1, "20"]], { maxPower: "16" }),
      element([["ENERGY", "0.35", 1, "20"]], { maxPower: "32" }),
      element([["ENERGY", "0.50", 1, "20"]]),
    ]),
    stretches: [
      { minutes: 10, kind: "charge", kwh: 1, powerKw: 6 },
      { minutes: 50, kind: "charge", kwh: 40, powerKw: 48 },
      { minutes: 7.5, kind: "charge", kwh: 0.5, powerKw: 4 },
    ],
    net: 20.3,
    gross: 24.36,
  },
  {
    id: "first half hour free",
    tariff: tariff([
      element([["ENERGY", "0.00", 1, "20"]], { maxDuration: 1800 }),
      element([["ENERGY", "0.25", 1, "20"]], { maxDuration: 3600 }),
      element([["ENERGY", "0.40", 1, "20"]]),
    ]),
    stretches: [charge(30, 5), charge(10, 1.2)],
    net: 0.3,
    gross: 0.36,
  },
  {
    id: "115.2 Wh, step 1",
    tariff: smallEnergy(1),
    stretches: [charge(10, 0.1152)],
    net: 0.029,
    gross: 0.029,
  },
  {
    id: "115.2 Wh, step 25",
    tariff: smallEnergy(25),
    stretches: [charge(10, 0.1152)],
    net: 0.03125,
    gross: 0.03125,
  },
  {
    id: "115.2 Wh, step 500",
    tariff: smallEnergy(500),
    stretches: [charge(10, 0.1152)],
    net: 0.125,
    gross: 0.125,
  },
  {
    id: "energy before and after 17:00",
    tariff: tariff([
      element([["ENERGY", "0.20", 500]], { endTime: "17:00" }),
      element([["ENERGY", "0.27", 500]]),
    ]),
    start: "2023-01-16T15:00:00Z",
    stretches: [charge(60, 4.3), charge(60, 1.1)],
    net: 1.184,
    gross: 1.184,
  },
  {
    id: "time before and after 17:00",
    tariff: tariff([element([["TIME", "5", 600]], { endTime: "17:00" }), element([["TIME", "7", 600]])]),
    start: "2023-01-16T15:54:00Z",
    stretches: [charge(28)],
    net: 3.3,
    gross: 3.3,
  },
  {
    id: "21 min charging, 16 min parking",
    tariff: tariff([element([["TIME", "1", 600]]), element([["PARKING_TIME", "2", 600]])]),
    stretches: [charge(21), park(16)],
    net: 1.016667,
    gross: 1.016667,
  },
  {
    id: "21 min charging, 7 min parking",
    tariff: tariff([element([["TIME", "1", 300]]), element([["PARKING_TIME", "1", 300]])]),
    stretches: [charge(21), park(7)],
    net: 0.516667,
    gross: 0.516667,
  },
  {
    id: "1.973 h in steps of 300 s",
    timeZone: "Europe/Brussels",
    start: "2015-06-29T21:39:09Z",
    tariff: tariff([element([["TIME", "2.00", 300, "10"]])]),
    stretches: [charge(118 + 23 / 60)],
    net: 4,
    gross: 4.4,
  },
];
