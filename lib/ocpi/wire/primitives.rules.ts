import {
  decimalFromNumber,
  formatDecimal,
  isDecimalText,
  parseDecimal,
  roundDecimal,
} from "@/lib/core/decimal";
import { whToKwhText } from "@/lib/core/energy";
import type { Currency, Money } from "@/lib/core/money";
import { addMoney, minorDigits, money, toDecimalString } from "@/lib/core/money";
import type { ExchangeNote } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Coordinates } from "../canonical/location.model";
import type { Cost, ReportedPrice } from "../canonical/price.model";
import type { Cdr, ChargingPeriod, Dimension, OcpiSession } from "../canonical/session.model";
import { SESSION_ONLY_DIMENSIONS } from "../canonical/session.model";
import { formatDateTime } from "../exchange/dates.rules";
import type { Reader } from "../exchange/read.rules";
import type { WireContext } from "./context.model";

/** Notes what a version can not say. `blocking` keeps the object from leaving. */
export function note(
  context: WireContext,
  path: string,
  kind: ExchangeNote["kind"],
  code: string,
  blocking = false,
): void {
  context.notes.push({ path, kind, code, blocking });
}

/** Keeps the words that the version has and names the others. */
export function keepWords<T extends string>(
  context: WireContext,
  path: string,
  words: readonly T[],
  known: readonly T[],
): readonly T[] {
  return words.filter((word) => {
    if (known.includes(word)) return true;
    note(context, path, "lost", `word_not_in_version:${word}`);
    return false;
  });
}

/** Text that fits, counted in characters; the rest is lost and noted. */
export function clip(context: WireContext, path: string, text: string, max: number): string {
  const characters = [...text];
  if (characters.length <= max) return text;
  note(context, path, "lost", "text_cut");
  return characters.slice(0, max).join("");
}

/** An amount as a JSON number of the major unit. */
export function amountNumber(amount: Money): number {
  return Number(toDecimalString(amount));
}

/** Net and tax together; null while taxes are unknown. */
export function grossOf(cost: Cost): Money | null {
  return cost.taxes === null ? null : cost.taxes.reduce((sum, { amount }) => addMoney(sum, amount), cost.net);
}

/** The cost with every sign turned, for a credit CDR. */
export function negated(cost: Cost): Cost {
  const turn = (amount: Money): Money => money(-amount.minor, amount.currency);
  const taxes = cost.taxes?.map((line) => ({ ...line, amount: turn(line.amount) })) ?? null;
  return { net: turn(cost.net), taxes };
}

const COSTS = ["totalCost", "fixedCost", "energyCost", "timeCost", "parkingCost", "reservationCost"] as const;

/** A cost has the currency of its session or CDR; the wire has no place for another, so that it must not leave. */
export function refuseForeignCurrency(context: WireContext, usage: OcpiSession | Cdr): void {
  const costs: Partial<Record<(typeof COSTS)[number], Cost | undefined>> = usage;
  for (const name of COSTS) {
    const cost = costs[name];
    const amounts = cost === undefined ? [] : [cost.net, ...(cost.taxes ?? []).map(({ amount }) => amount)];
    if (amounts.some(({ currency }) => currency !== usage.currency))
      note(context, name, "invalid", "foreign_currency", true);
  }
}

/** Energy in kWh. */
export function kwhNumber(wh: number): number {
  return Number(whToKwhText(wh));
}

/** Hours with four decimals: 0.36 s, so that every whole second survives. */
export function hoursNumber(seconds: number): number {
  return Math.round((seconds / 3600) * 10_000) / 10_000;
}

/** Latitude and longitude with six decimals, which is legal in every version (about 0.1 m). */
export function coordinates(context: WireContext, path: string, value: Coordinates): Record<string, string> {
  const six = (text: string): string => {
    if (!isDecimalText(text)) {
      note(context, path, "invalid", "not_a_coordinate", true);
      return text;
    }
    const decimal = parseDecimal(text);
    if (decimal.scale > 6) note(context, path, "rounded", "six_decimals");
    return formatDecimal(roundDecimal(decimal, 6), 6);
  };
  return { latitude: six(value.latitude), longitude: six(value.longitude) };
}

/** What one unit on the wire is in ours: kWh are 1000 Wh, hours 3600 s, kW 1000 W. */
const WIRE_UNIT: Readonly<Record<Dimension, number>> = {
  ENERGY: 1000,
  ENERGY_EXPORT: 1000,
  ENERGY_IMPORT: 1000,
  TIME: 3600,
  PARKING_TIME: 3600,
  RESERVATION_TIME: 3600,
  MAX_POWER: 1000,
  MIN_POWER: 1000,
  POWER: 1000,
  MAX_CURRENT: 1,
  MIN_CURRENT: 1,
  CURRENT: 1,
  STATE_OF_CHARGE: 1,
  FLAT: 1,
};

/**
 * Charging periods of a session or CDR. Dimensions that the version or the object does not have are left out and noted; a
 * period that has none left is left out as well, since an empty list is not legal.
 */
export function encodePeriods(
  context: WireContext,
  periods: readonly ChargingPeriod[],
  object: "session" | "cdr",
): Record<string, unknown>[] {
  return periods.flatMap((period, i) => {
    const path = `charging_periods[${i}]`;
    const dimensions = period.dimensions.flatMap(({ type, value }) => {
      const isForeign = object === "cdr" && SESSION_ONLY_DIMENSIONS.includes(type);
      const isKnown = context.words.dimensions.includes(type) && !isForeign;
      // A start fee needs no dimension from 2.2 on: the tariff says it.
      if (!isKnown && type !== "FLAT") note(context, `${path}.dimensions`, "lost", `dimension:${type}`);
      return isKnown ? [{ type, volume: Math.round((value / WIRE_UNIT[type]) * 10_000) / 10_000 }] : [];
    });
    if (dimensions.length === 0) {
      note(context, path, "lost", "period_without_dimension");
      return [];
    }
    const tariff = context.version === "2.1.1" ? {} : { tariff_id: period.tariffId };
    if (context.version === "2.1.1" && period.tariffId !== undefined)
      note(context, `${path}.tariff_id`, "lost", "not_in_version");
    return [{ start_date_time: formatDateTime(period.start, context.version), dimensions, ...tariff }];
  });
}

/** A JSON number as money; digits below the minor unit are rounded half away from zero and noted. */
function moneyFrom(reader: Reader, name: string, currency: Currency): Money | null {
  const number = reader.number(name);
  if (number === undefined) return null;
  if (Math.abs(number) >= 1e10 || (number !== 0 && Math.abs(number) < 1e-9)) {
    reader.fault(name, "not_an_amount", false);
    return null;
  }
  const exact = decimalFromNumber(number);
  const digits = minorDigits(currency);
  if (exact.scale > digits) reader.fault(name, "below_minor_unit", false);
  const rounded = roundDecimal(exact, digits);
  return money(Number(rounded.units) * 10 ** (digits - rounded.scale), currency);
}

/**
 * A price as a partner writes it: 2.3.0's `before_taxes` with `taxes`, 2.2.1's `excl_vat` with `incl_vat`, in either version
 * and with one side missing; examples of the standard itself mix them.
 */
export function readPrice(reader: Reader | undefined, currency: Currency): ReportedPrice {
  if (reader === undefined) return { net: null, gross: null };
  const net = moneyFrom(reader, "before_taxes", currency) ?? moneyFrom(reader, "excl_vat", currency);
  const gross = moneyFrom(reader, "incl_vat", currency);
  if (gross !== null || net === null || reader.raw("taxes") === undefined) return { net, gross };
  const taxes = reader.objects("taxes").map((line) => moneyFrom(line, "amount", currency));
  const isComplete = taxes.every((amount) => amount !== null);
  return { net, gross: isComplete ? taxes.reduce<Money>((sum, amount) => addMoney(sum, amount), net) : null };
}
