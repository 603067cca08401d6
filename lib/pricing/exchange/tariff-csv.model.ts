/** How a cell of a column is read and written. */
export type CellKind = "text" | "decimal" | "integer" | "minor" | "instant" | "json" | "list";

export interface TariffColumn {
  /** Stable name, in the first line of the file. */
  readonly id: string;
  readonly kind: CellKind;
  /** Where the value stands in the content: of the tariff, of the element's restrictions, of the price component. */
  readonly of: "tariff" | "restriction" | "component";
  readonly path: readonly [string] | readonly [string, string];
  readonly isNeeded?: boolean;
}

const tariff = (id: string, kind: CellKind, ...path: [string] | [string, string]): TariffColumn => ({
  id,
  kind,
  of: "tariff",
  path,
});
const restriction = (id: string, kind: CellKind, name: string): TariffColumn => ({
  id,
  kind,
  of: "restriction",
  path: [name],
});
const component = (id: string, kind: CellKind, name: string, isNeeded = false): TariffColumn => ({
  id,
  kind,
  of: "component",
  path: [name],
  ...(isNeeded ? { isNeeded } : {}),
});

/** Columns that say which tariff and which element a row belongs to. */
export const ID_COLUMN = "tariff_id";
export const NAME_COLUMN = "tariff_name";
export const ELEMENT_COLUMN = "element";

/**
 * A tariff as rows, one per price component. What belongs to the tariff or to the element is repeated in each of its rows; on
 * the way in it may be left empty after the first. The form is ours and lossless: it says everything that a tariff can say.
 */
export const TARIFF_COLUMNS: readonly TariffColumn[] = [
  { ...tariff("currency", "text", "currency"), isNeeded: true },
  { ...tariff("tax_included", "text", "taxIncluded"), isNeeded: true },
  tariff("tariff_type", "text", "type"),
  tariff("valid_from", "instant", "validFrom"),
  tariff("valid_to", "instant", "validTo"),
  tariff("min_price_net", "decimal", "minPrice", "net"),
  tariff("min_price_gross", "decimal", "minPrice", "gross"),
  tariff("max_price_net", "decimal", "maxPrice", "net"),
  tariff("max_price_gross", "decimal", "maxPrice", "gross"),
  tariff("occupancy_grace_minutes", "integer", "occupancy", "graceMinutes"),
  tariff("occupancy_cap", "minor", "occupancy", "capMinor"),
  tariff("preauthorize_amount", "decimal", "preauthorizeAmount"),
  tariff("texts", "json", "altTexts"),
  tariff("url", "text", "altUrl"),
  tariff("energy_mix", "json", "energyMix"),
  component("type", "text", "type", true),
  component("price", "decimal", "price", true),
  component("per", "text", "per", true),
  component("vat_percent", "decimal", "vatPercent"),
  component("step_size", "integer", "stepSize"),
  restriction("start_time", "text", "startTime"),
  restriction("end_time", "text", "endTime"),
  restriction("start_date", "text", "startDate"),
  restriction("end_date", "text", "endDate"),
  restriction("days", "list", "dayOfWeek"),
  restriction("min_kwh", "decimal", "minKwh"),
  restriction("max_kwh", "decimal", "maxKwh"),
  restriction("min_kw", "decimal", "minPower"),
  restriction("max_kw", "decimal", "maxPower"),
  restriction("min_ampere", "decimal", "minCurrent"),
  restriction("max_ampere", "decimal", "maxCurrent"),
  restriction("min_seconds", "integer", "minDuration"),
  restriction("max_seconds", "integer", "maxDuration"),
  restriction("reservation", "text", "reservation"),
];

/** All columns in the order of an export. */
export const TARIFF_HEADER: readonly string[] = [
  ID_COLUMN,
  NAME_COLUMN,
  ...TARIFF_COLUMNS.filter(({ of }) => of === "tariff").map(({ id }) => id),
  ELEMENT_COLUMN,
  ...TARIFF_COLUMNS.filter(({ of }) => of !== "tariff").map(({ id }) => id),
];
