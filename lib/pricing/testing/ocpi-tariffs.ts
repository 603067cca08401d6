import type { PriceComponent, Tariff, TariffElement, TariffRestrictions } from "../tariff.model";
import { tariffSchema } from "../tariff.model";

/** Short hands for the tariffs of the worked figures; times are per hour and prices net, as in OCPI 2.2.1. */
type Part = [type: PriceComponent["type"], price: string, stepSize: number, vatPercent?: string];

export function element(parts: readonly Part[], restrictions?: TariffRestrictions): TariffElement {
  const components = parts.map(([type, price, stepSize, vatPercent]): PriceComponent => {
    const per = type === "ENERGY" ? "KWH" : type === "FLAT" ? "SESSION" : "HOUR";
    return { type, price, per, stepSize, ...(vatPercent === undefined ? {} : { vatPercent }) };
  });
  return restrictions === undefined ? { components } : { components, restrictions };
}

export function tariff(elements: TariffElement[], more: Partial<Tariff> = {}): Tariff {
  return tariffSchema.parse({ currency: "EUR", taxIncluded: "NO", elements, ...more });
}

export const ENERGY: Part = ["ENERGY", "0.25", 1, "10"];
export const START: Part = ["FLAT", "0.50", 1, "20"];
const WEEKDAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"] as const;

export const complex = tariff([
  element([["FLAT", "2.50", 1, "15"]]),
  element([["TIME", "1.00", 900, "20"]], { maxCurrent: "32" }),
  element([["TIME", "2.00", 600, "20"]], { minCurrent: "32", dayOfWeek: [...WEEKDAYS] }),
  element([["TIME", "1.25", 600, "20"]], { minCurrent: "32", dayOfWeek: ["SATURDAY", "SUNDAY"] }),
  element([["PARKING_TIME", "5.00", 300, "10"]], {
    startTime: "09:00",
    endTime: "18:00",
    dayOfWeek: [...WEEKDAYS],
  }),
  element([["PARKING_TIME", "6.00", 300, "10"]], {
    startTime: "10:00",
    endTime: "17:00",
    dayOfWeek: ["SATURDAY"],
  }),
]);

export const steps = tariff([
  element(
    [
      ["TIME", "1.20", 1800],
      ["PARKING_TIME", "1.00", 900],
    ],
    { startTime: "00:00", endTime: "17:00" },
  ),
  element(
    [
      ["TIME", "2.40", 900],
      ["PARKING_TIME", "1.00", 900],
    ],
    { startTime: "17:00", endTime: "20:00" },
  ),
  element([["TIME", "2.40", 900]], { startTime: "20:00", endTime: "00:00" }),
]);

export const startAndEnergy = element([START, ENERGY]);
export const capped = tariff([startAndEnergy], { maxPrice: { net: "10.00", gross: "11.00" } });
export const least = tariff([element([ENERGY])], { minPrice: { net: "0.50", gross: "0.55" } });
export const expiryFee = tariff([
  element([["FLAT", "4.00", 1, "20"]], { reservation: "RESERVATION_EXPIRES" }),
  element([["TIME", "2.00", 600, "20"]], { reservation: "RESERVATION" }),
  startAndEnergy,
]);
export const expiryTime = tariff([
  element([["TIME", "6.00", 600, "20"]], { reservation: "RESERVATION_EXPIRES" }),
  element([["TIME", "3.00", 600, "20"]], { reservation: "RESERVATION" }),
  startAndEnergy,
]);
