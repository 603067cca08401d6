import type { PriceComponentView } from "@/lib/pricing/display.model";
import type { PriceView } from "@/lib/sessions/driver-view.model";

const PLAIN: PriceComponentView = {
  order: 10,
  kind: "ENERGY",
  labelKey: "price.energy",
  amountGross: "0.59",
  unit: "kWh",
  vatPercent: "21",
  conditions: null,
  active: true,
  graceMinutes: null,
  capGrossMinor: null,
  nextChange: null,
};

const NIGHT = {
  startTime: "22:00",
  endTime: "06:00",
  days: null,
  startDate: null,
  endDate: null,
  minKwh: null,
  maxKwh: null,
  minPowerKw: null,
  maxPowerKw: null,
  minCurrentA: null,
  maxCurrentA: null,
  fromMinute: null,
  toMinute: null,
};

export const IDLE_FEE: PriceComponentView = {
  ...PLAIN,
  order: 21,
  kind: "PARKING_TIME",
  labelKey: "price.parking_time",
  amountGross: "0.1",
  unit: "minute",
  graceMinutes: 15,
  capGrossMinor: 1200,
};

export const START_FEE: PriceComponentView = {
  ...PLAIN,
  order: 30,
  kind: "FLAT",
  labelKey: "price.flat",
  amountGross: "0.35",
  unit: "session",
};

export const NIGHT_PRICE: PriceComponentView = {
  ...PLAIN,
  amountGross: "0.4512",
  conditions: NIGHT,
  active: false,
  nextChange: new Date("2026-11-20T21:00:00Z"),
};

export const PRICE: PriceView = {
  currency: "EUR",
  timeZone: "Europe/Amsterdam",
  vatPercent: "21",
  components: [{ ...PLAIN, nextChange: NIGHT_PRICE.nextChange }, NIGHT_PRICE, IDLE_FEE],
  example: { energyWh: 20_000, minutes: 40, grossMinor: 1180 },
  minGrossMinor: null,
  maxGrossMinor: null,
  isFree: false,
};
