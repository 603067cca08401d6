import { z } from "zod";
import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import {
  CONNECTOR_FORMATS,
  ENERGY_SOURCES,
  EVSE_STATUSES,
  IMAGE_CATEGORIES,
  IMPACTS,
} from "../canonical/words.model";
import { isWireDateTime } from "../exchange/dates.rules";
import type { VersionWords } from "./context.model";

/** CiString: printable ASCII of at most `max` characters, not empty. */
export const ciText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\x20-\x7e]+$/);

/** string: any text of at most `max` characters. */
export const text = (max: number) =>
  z.string().refine((value) => value !== "" && [...value].length <= max, `1 to ${max} characters`);

export const urlText = z
  .string()
  .max(255)
  .refine((value) => URL.canParse(value), "is not a URL");

export const dateTime = (version: OcpiVersion) =>
  z.string().refine((value) => isWireDateTime(value, version), "is not a DateTime of this version");

/** A table of words as a schema. */
export const word = <T extends string>(words: readonly T[]) =>
  z.string().refine((value) => (words as readonly string[]).includes(value), "is not a word of this version");

/** A list with at least one element; an empty one must not be sent. */
export const list = <T extends z.ZodType>(element: T) => z.array(element).min(1).optional();

export const displayText = z.strictObject({ language: z.string().regex(/^[a-z]{2}$/), text: text(512) });

export const geoLocation = z.strictObject({
  latitude: z.string().regex(/^-?[0-9]{1,2}\.[0-9]{5,7}$/),
  longitude: z.string().regex(/^-?[0-9]{1,3}\.[0-9]{5,7}$/),
});

const image = z.strictObject({
  url: urlText,
  thumbnail: urlText.optional(),
  category: word(IMAGE_CATEGORIES),
  type: ciText(4),
  width: z.int().min(1).max(99_999).optional(),
  height: z.int().min(1).max(99_999).optional(),
});

export const businessDetails = z.strictObject({
  name: text(100),
  website: urlText.optional(),
  logo: image.optional(),
});

const clock = z.string().regex(/^([01][0-9]|2[0-4]):[0-5][0-9]$/);

function hours(version: OcpiVersion) {
  const period = z.strictObject({ period_begin: dateTime(version), period_end: dateTime(version) });
  const twentyfourseven = version === "2.1.1" ? z.boolean().optional() : z.boolean();
  return z.strictObject({
    twentyfourseven,
    regular_hours: list(
      z.strictObject({ weekday: z.int().min(1).max(7), period_begin: clock, period_end: clock }),
    ),
    exceptional_openings: list(period),
    exceptional_closings: list(period),
  });
}

function energyMix(version: OcpiVersion) {
  const impact = { amount: z.number().min(0) };
  return z.strictObject({
    is_green_energy: z.boolean(),
    energy_sources: list(
      z.strictObject({ source: word(ENERGY_SOURCES), percentage: z.number().min(0).max(100) }),
    ),
    environ_impact: list(
      version === "2.1.1"
        ? z.strictObject({ source: word(IMPACTS), ...impact })
        : z.strictObject({ category: word(IMPACTS), ...impact }),
    ),
    supplier_name: text(64).optional(),
    energy_product_name: text(64).optional(),
  });
}

/** Members that a Location has in every version. */
export function locationMembers(version: OcpiVersion, words: VersionWords) {
  return {
    name: text(255).optional(),
    city: text(45),
    country: z.string().regex(/^[A-Z]{3}$/),
    coordinates: geoLocation,
    directions: list(displayText),
    operator: businessDetails.optional(),
    suboperator: businessDetails.optional(),
    owner: businessDetails.optional(),
    facilities: list(word(words.facilities)),
    opening_times: hours(version).optional(),
    charging_when_closed: z.boolean().optional(),
    images: list(image),
    energy_mix: energyMix(version).optional(),
    last_updated: dateTime(version),
  };
}

/** Members that an EVSE has in every version, its connectors apart. */
export function evseMembers(version: OcpiVersion, words: VersionWords) {
  return {
    evse_id: ciText(48).optional(),
    status: word(EVSE_STATUSES),
    capabilities: list(word(words.capabilities)),
    floor_level: text(4).optional(),
    coordinates: geoLocation.optional(),
    physical_reference: text(16).optional(),
    directions: list(displayText),
    parking_restrictions: list(word(words.parkingRestrictions)),
    images: list(image),
    last_updated: dateTime(version),
  };
}

/** Members that a Connector has in every version. */
export function connectorMembers(version: OcpiVersion, words: VersionWords) {
  return {
    id: ciText(36),
    standard: word(words.connectorTypes),
    format: word(CONNECTOR_FORMATS),
    power_type: word(words.powerTypes),
    terms_and_conditions: urlText.optional(),
    last_updated: dateTime(version),
  };
}

/** Charging periods with the dimensions that a session or a CDR of this version may have. */
export function chargingPeriod(version: OcpiVersion, dimensions: readonly string[]) {
  const common = {
    start_date_time: dateTime(version),
    dimensions: z.array(z.strictObject({ type: word(dimensions), volume: z.number() })).min(1),
  };
  return version === "2.1.1"
    ? z.strictObject(common)
    : z.strictObject({ ...common, tariff_id: ciText(36).optional() });
}

/** What every version's Tariff has: contents are made and checked by lib/pricing, so only the frame is looked at here. */
export function tariffMembers(version: OcpiVersion) {
  return {
    id: ciText(36),
    currency: z.string().regex(/^[A-Z]{3}$/),
    tariff_alt_text: list(displayText),
    tariff_alt_url: urlText.optional(),
    elements: z
      .array(
        z.strictObject({
          price_components: z
            .array(
              z.strictObject({
                type: word(["ENERGY", "FLAT", "PARKING_TIME", "TIME"]),
                price: z.number(),
                ...(version === "2.1.1" ? {} : { vat: z.number().optional() }),
                step_size: z.int().min(0),
              }),
            )
            .min(1),
          restrictions: z.record(z.string(), z.json()).optional(),
        }),
      )
      .min(1),
    energy_mix: z.record(z.string(), z.json()).optional(),
    last_updated: dateTime(version),
  };
}
