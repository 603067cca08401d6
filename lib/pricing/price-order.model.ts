import type { LineKind } from "./pricing.model";

/**
 * The one order in which prices are shown, everywhere: per kWh, per minute, per session, other (LAW-13, AFIR Art. 5(4)).
 * Every renderer sorts by it; none has an order of its own.
 */
export const PRICE_ORDER: Readonly<Record<LineKind, number>> = {
  ENERGY: 10,
  TIME: 20,
  PARKING_TIME: 21,
  FLAT: 30,
  RESERVATION_TIME: 40,
  RESERVATION_FLAT: 41,
  IDLE_CAP: 50,
  MIN_PRICE: 51,
  MAX_PRICE: 52,
};

/** Keys of the messages that name a price or a line, in the catalogues of every language. */
export const PRICE_LABEL: Readonly<Record<LineKind, string>> = {
  ENERGY: "price.energy",
  TIME: "price.time",
  PARKING_TIME: "price.parking_time",
  FLAT: "price.flat",
  RESERVATION_TIME: "price.reservation_time",
  RESERVATION_FLAT: "price.reservation_flat",
  IDLE_CAP: "price.idle_cap",
  MIN_PRICE: "price.min_price",
  MAX_PRICE: "price.max_price",
};
