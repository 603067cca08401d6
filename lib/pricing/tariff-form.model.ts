import type { DayOfWeek } from "./tariff.model";

/** How many other prices by time of day the form offers. */
export const BANDS_MAX = 6;

/** Sets of days that the form offers; "" is every day. */
export const DAY_SETS = {
  "": [],
  "MON-FRI": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"],
  "SAT-SUN": ["SATURDAY", "SUNDAY"],
  SATURDAY: ["SATURDAY"],
  SUNDAY: ["SUNDAY"],
} as const satisfies Readonly<Record<string, readonly DayOfWeek[]>>;
export type DaySet = keyof typeof DAY_SETS;

/** The fields of one other price by time of day; their names end in the band's number, e.g. `bandFrom0`. */
export const BAND_FIELDS = ["bandFrom", "bandTo", "bandDays", "bandPerKwh", "bandPerMinute"] as const;

/** Texts for terminals, by language: OCPI `tariff_alt_text`. */
export const TEXT_LANGUAGES = { textEn: "en", textNl: "nl", textDe: "de", textFr: "fr" } as const;
const TEXT_FIELDS = [
  "textEn",
  "textNl",
  "textDe",
  "textFr",
] as const satisfies (keyof typeof TEXT_LANGUAGES)[];

/** The single fields of the price form. All values are the texts that a person has typed. */
export const FORM_FIELDS = [
  "taxIncluded",
  "vatPercent",
  "perKwh",
  "perMinute",
  "startFee",
  "idlePerMinute",
  "idleGrace",
  "idleCap",
  "idleFrom",
  "idleTo",
  "idleDays",
  "minPrice",
  "maxPrice",
  "preauthorize",
  ...TEXT_FIELDS,
] as const;

/** What stands in the form, by the names of its fields. */
export type TariffForm = Readonly<Record<string, string>>;
