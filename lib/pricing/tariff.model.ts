import { z } from "zod";
import { canonicalDecimalText, isDecimalText } from "@/lib/core/decimal";

/** OCPI TariffDimensionType: what a price component prices. */
export const COMPONENT_TYPES = ["ENERGY", "TIME", "PARKING_TIME", "FLAT"] as const;
export type ComponentType = (typeof COMPONENT_TYPES)[number];

/** The quantity that a component's price is for. OCPI gives times per hour, the editor gives them per minute (LAW-15). */
export const PRICE_UNITS = ["KWH", "HOUR", "MINUTE", "SESSION"] as const;
export type PriceUnit = (typeof PRICE_UNITS)[number];

/** OCPI TariffType. A tariff without a type is valid for every kind of session. */
export const TARIFF_TYPES = [
  "AD_HOC_PAYMENT",
  "PROFILE_CHEAP",
  "PROFILE_FAST",
  "PROFILE_GREEN",
  "REGULAR",
] as const;
export type TariffType = (typeof TARIFF_TYPES)[number];

/** OCPI DayOfWeek, in the order of `LocalTime.weekday` (1 is Monday). */
export const DAYS_OF_WEEK = [
  "MONDAY",
  "TUESDAY",
  "WEDNESDAY",
  "THURSDAY",
  "FRIDAY",
  "SATURDAY",
  "SUNDAY",
] as const;
export type DayOfWeek = (typeof DAYS_OF_WEEK)[number];

const UNITS_OF_TYPE: Readonly<Record<ComponentType, readonly PriceUnit[]>> = {
  ENERGY: ["KWH"],
  TIME: ["HOUR", "MINUTE"],
  PARKING_TIME: ["HOUR", "MINUTE"],
  FLAT: ["SESSION"],
};

/** The largest number of elements that a tariff may have; the editor flags a tariff long before (tariff-check.rules). */
export const MAX_ELEMENTS = 10_000;

const decimalText = z
  .string()
  .max(32)
  .refine(
    (text) => isDecimalText(text) && !text.startsWith("-"),
    "must be a plain decimal number, not negative",
  )
  .transform(canonicalDecimalText);

/** Prices stay below one million of the major unit and have at most 12 decimals, so that every sum is a safe integer. */
const priceText = decimalText.refine(
  (text) => /^\d{1,6}(\.\d{1,12})?$/.test(text),
  "is not a believable price",
);
const percentText = decimalText.refine(
  (text) => Number(text) <= 100 && /^\d+(\.\d{1,4})?$/.test(text),
  "is not a percentage",
);
const physicalText = decimalText.refine((text) => /^\d{1,9}(\.\d{1,6})?$/.test(text), "is out of range");

const clockText = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM");
const dateText = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "must be YYYY-MM-DD")
  .refine((text) => !Number.isNaN(Date.parse(`${text}T00:00:00Z`)), "is not a day of the calendar");
const instantText = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
const seconds = z
  .int()
  .min(0)
  .max(31 * 86_400);

/** One price. `vatPercent` is absent when no rate is known; `stepSize` is in Wh or seconds, 0 and 1 mean "as measured". */
export const priceComponentSchema = z
  .strictObject({
    type: z.enum(COMPONENT_TYPES),
    price: priceText,
    per: z.enum(PRICE_UNITS),
    vatPercent: percentText.optional(),
    stepSize: z.int().min(0).max(1_000_000).default(1),
  })
  .refine(
    (value) => UNITS_OF_TYPE[value.type].includes(value.per),
    "this price component can not have this unit",
  );
export type PriceComponent = z.infer<typeof priceComponentSchema>;

/**
 * OCPI TariffRestrictions. All that are present must hold. Energy in kWh, current in A, power in kW, durations in seconds.
 * Times, dates and days are those of the location's wall clock. Every lower bound is inclusive, every upper bound exclusive.
 */
export const restrictionsSchema = z.strictObject({
  startTime: clockText.optional(),
  endTime: clockText.optional(),
  startDate: dateText.optional(),
  endDate: dateText.optional(),
  minKwh: physicalText.optional(),
  maxKwh: physicalText.optional(),
  minCurrent: physicalText.optional(),
  maxCurrent: physicalText.optional(),
  minPower: physicalText.optional(),
  maxPower: physicalText.optional(),
  minDuration: seconds.optional(),
  maxDuration: seconds.optional(),
  dayOfWeek: z.array(z.enum(DAYS_OF_WEEK)).min(1).max(7).optional(),
  reservation: z.enum(["RESERVATION", "RESERVATION_EXPIRES"]).optional(),
});
export type TariffRestrictions = z.infer<typeof restrictionsSchema>;

/** Some prices and when they apply. Empty restrictions are no restrictions. */
export const tariffElementSchema = z
  .strictObject({
    components: z.array(priceComponentSchema).min(1).max(20),
    restrictions: restrictionsSchema.optional(),
  })
  .transform((element): { components: PriceComponent[]; restrictions?: TariffRestrictions | undefined } => {
    const restricted = Object.values(element.restrictions ?? {}).some((value) => value !== undefined);
    return restricted ? element : { components: element.components };
  });
export type TariffElement = z.infer<typeof tariffElementSchema>;

/** A least or greatest price of a session, in the major unit, without tax, with tax, or both (OCPI clamps each on its own). */
export const priceLimitSchema = z
  .strictObject({ net: priceText.optional(), gross: priceText.optional() })
  .refine((value) => value.net !== undefined || value.gross !== undefined, "needs a net or a gross amount")
  .refine(
    (value) =>
      value.net === undefined || value.gross === undefined || Number(value.gross) >= Number(value.net),
    "the gross amount can not be below the net amount",
  );
export type PriceLimit = z.infer<typeof priceLimitSchema>;

/**
 * Our extension for the occupancy fee (LAW-17), applied to PARKING_TIME: the first minutes of each idle period are free, and
 * all parking of a session together never costs more than `capMinor`, in minor units on the same side of tax as the prices.
 * The hours in which the fee runs are ordinary restrictions of the element.
 */
export const occupancySchema = z.strictObject({
  graceMinutes: z.int().min(0).max(1440),
  capMinor: z.int().min(0).max(10_000_000).optional(),
});
export type Occupancy = z.infer<typeof occupancySchema>;

/** A text for drivers. It must not repeat the prices of the elements (OCPI Tariffs module). */
export const displayTextSchema = z.strictObject({
  language: z.string().regex(/^[a-z]{2,3}$/),
  text: z.string().max(512),
});

/**
 * The content of one tariff version: everything that is promised to a driver, and nothing that identifies the row.
 * Immutable; known by its hash (`hashTariff`). Prices are decimals in the major unit, exactly as they were given.
 * `taxIncluded` is OCPI 2.3.0's: YES prices are gross, NO prices are net, N/A there is no tax.
 */
export const tariffSchema = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code"),
  taxIncluded: z.enum(["YES", "NO", "N/A"]),
  type: z.enum(TARIFF_TYPES).optional(),
  elements: z.array(tariffElementSchema).min(1).max(MAX_ELEMENTS),
  minPrice: priceLimitSchema.optional(),
  maxPrice: priceLimitSchema.optional(),
  validFrom: instantText.optional(),
  validTo: instantText.optional(),
  occupancy: occupancySchema.optional(),
  altTexts: z.array(displayTextSchema).max(100).optional(),
  altUrl: z.url().max(255).optional(),
  preauthorizeAmount: priceText.optional(),
  energyMix: z.record(z.string(), z.json()).optional(),
});
export type Tariff = z.infer<typeof tariffSchema>;
/** What `tariffSchema` accepts: as `Tariff`, with defaults left out and decimals in any plain form ("0.50"). */
export type TariffInput = z.input<typeof tariffSchema>;
