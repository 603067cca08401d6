import {
  type Decimal,
  decimalFromNumber,
  divideDecimal,
  formatDecimal,
  normaliseDecimal,
  roundDecimal,
} from "@/lib/core/decimal";
import { minorDigits } from "@/lib/core/money";
import { isRecord, type Json, text } from "../wire/envelope.rules";
import { readPrice, toMinor, withPercent } from "../wire/price.rules";
import type { OcpiVersion } from "../wire/versions.rules";

/** A line of the price on the terminal's screen. */
export interface PriceLine {
  readonly kind: "energy" | "time" | "session" | "parking";
  /** "0.59" */
  readonly amount: string;
  /** "per kWh" */
  readonly unit: string;
  /** "after 60 min", or null when it always holds. */
  readonly condition: string | null;
}

export interface TariffSummary {
  readonly id: string;
  readonly currency: string;
  readonly lines: readonly PriceLine[];
  /** preauthorize_amount; with the extension for 2.2.1 some use max_price. */
  readonly holdMinor: number | null;
  readonly note: string | null;
}

/** The order that the law wants: kWh, minute, session, other (AFIR, article 5(4)). */
const ORDER = ["ENERGY", "TIME", "FLAT", "PARKING_TIME"] as const;

const KINDS = {
  ENERGY: { kind: "energy", unit: "per kWh" },
  TIME: { kind: "time", unit: "per minute" },
  FLAT: { kind: "session", unit: "per session" },
  PARKING_TIME: { kind: "parking", unit: "per minute parked" },
} as const;

const records = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const numeric = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

function condition(restrictions: unknown): string | null {
  if (!isRecord(restrictions)) return null;
  const { start_time: from, end_time: until, min_duration: after, max_duration: before } = restrictions;
  const { min_kwh: fromKwh, max_kwh: untilKwh, day_of_week: days } = restrictions;
  const minutes = (seconds: unknown) => Math.round(Number(seconds) / 60);
  const parts = [
    text(from) !== null && text(until) !== null ? `${from}–${until}` : null,
    Array.isArray(days) && days.length > 0
      ? days.map((day) => String(day).slice(0, 1) + String(day).slice(1, 3).toLowerCase()).join(", ")
      : null,
    numeric(after) !== null ? `after ${minutes(after)} min` : null,
    numeric(before) !== null ? `first ${minutes(before)} min` : null,
    numeric(fromKwh) !== null ? `from ${fromKwh} kWh` : null,
    numeric(untilKwh) !== null ? `first ${untilKwh} kWh` : null,
  ].filter((part) => part !== null);
  if (parts.length > 0) return parts.join(", ");
  return Object.keys(restrictions).length > 0 ? "under conditions" : null;
}

/** The price that the driver pays, with tax: per kWh, per minute or per session. */
function gross(component: Json, tariff: Json, version: OcpiVersion, vatFor211: number): Decimal | null {
  const price = numeric(component.price);
  if (price === null) return null;
  const vat = version === "2.1.1" ? vatFor211 : numeric(component.vat);
  const included = tariff.tax_included === "YES" || tariff.tax_included === "N/A";
  const whole =
    included || vat === null
      ? decimalFromNumber(price)
      : withPercent(decimalFromNumber(price), decimalFromNumber(vat));
  const hourly = component.type === "TIME" || component.type === "PARKING_TIME";
  // A net price has four decimals on the wire: the fourth of the price with tax is noise.
  const digits = included || vat === null ? 4 : 3;
  return roundDecimal(hourly ? divideDecimal(whole, decimalFromNumber(60), 10) : whole, digits);
}

/** What a terminal shows of a tariff. Elements for reservations only are left out. */
export function summariseTariff(tariff: Json, version: OcpiVersion, vatFor211: number): TariffSummary {
  const currency = text(tariff.currency) ?? "EUR";
  const lines = ORDER.flatMap((type) =>
    records(tariff.elements).flatMap((element): PriceLine[] => {
      if (isRecord(element.restrictions) && element.restrictions.reservation !== undefined) return [];
      return records(element.price_components).flatMap((component) => {
        const price = component.type === type ? gross(component, tariff, version, vatFor211) : null;
        if (price === null) return [];
        const amount = formatDecimal(normaliseDecimal(price), minorDigits(currency));
        return [{ ...KINDS[type], amount, condition: condition(element.restrictions) }];
      });
    }),
  );
  const texts = records(tariff.tariff_alt_text);
  const note = texts.find(({ language }) => language === "en") ?? texts[0];
  return {
    id: text(tariff.id) ?? "",
    currency,
    lines,
    holdMinor: holdOf(tariff, currency),
    note: text(note?.text),
  };
}

function holdOf(tariff: Json, currency: string): number | null {
  const named = numeric(tariff.preauthorize_amount);
  if (named !== null) return toMinor(decimalFromNumber(named), currency);
  const limit = tariff.max_price;
  if (!isRecord(limit)) return null;
  const after = numeric(limit.after_taxes);
  return after !== null
    ? toMinor(decimalFromNumber(after), currency)
    : (readPrice(limit, currency)?.grossMinor ?? null);
}

/** The tariff for a payment card among those of a connector: for ad-hoc payment, else without type, else regular. */
export function chooseTariff(
  connector: Json,
  tariffs: ReadonlyMap<string, Json>,
  now: Date,
): Json | undefined {
  const ids: unknown[] = Array.isArray(connector.tariff_ids) ? connector.tariff_ids : [connector.tariff_id];
  const active = ids
    .map((id) => tariffs.get(String(id)))
    .filter((tariff) => tariff !== undefined)
    .filter(({ start_date_time: from, end_date_time: until }) => {
      const time = now.getTime();
      return !(time < Date.parse(String(from))) && !(time >= Date.parse(String(until)));
    });
  const ofType = (type: string | undefined) => active.find((tariff) => tariff.type === type);
  return ofType("AD_HOC_PAYMENT") ?? ofType(undefined) ?? ofType("REGULAR");
}
