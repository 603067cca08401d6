import { conditionTexts, unitText } from "@/components/driver/price-text.rules";
import { formatterFor } from "@/lib/i18n/format";
import { translatorFor } from "@/lib/i18n/translate";
import type { PriceComponentView, PriceDisplay } from "@/lib/pricing/display.model";
import type { LineExplanation, PriceLine } from "@/lib/pricing/pricing.model";
import type { PriceComponent, TariffRestrictions } from "@/lib/pricing/tariff.model";
import type { TariffChange } from "@/lib/pricing/tariff-diff.model";
import { amount, humanise } from "../format";

const t = translatorFor("en");
const f = formatterFor("en");

/** The name of a price or a line, by its key. */
export function labelOf(labelKey: string): string {
  return t.has(labelKey) ? t(labelKey) : labelKey;
}

function componentText(component: PriceComponentView, currency: string): string {
  const short =
    component.kind === "PARKING_TIME" ? " occupancy" : component.kind === "FLAT" ? " start fee" : "";
  const when = conditionTexts({ t, f }, component.conditions);
  const price = `${f.unitPrice(component.amountGross, currency)} ${unitText({ t }, component.unit)}${short}`;
  return when.length === 0 ? price : `${price} (${when.join(", ")})`;
}

/** All prices with tax in the legal order: "€0.69 per kWh · €0.10 per minute occupancy". */
export function priceInWords(price: PriceDisplay): string {
  if (price.isFree) return "Free";
  return price.components.map((component) => componentText(component, price.currency)).join(" · ");
}

/** One step of the reasoning behind a line. */
export function explanationWords(step: LineExplanation, line: PriceLine, currency: string): string {
  switch (step.key) {
    case "measured":
      return step.unit === "session" ? "once per session" : `measured: ${measure(step.quantity, step.unit)}`;
    case "free_idle":
      return `free before the fee runs: ${measure(step.seconds, "s")}`;
    case "idle_precision":
      return `found from readings up to ${step.seconds} s apart, so exact to that`;
    case "step":
      return `rounded up to steps of ${step.stepSize} ${step.unit}, adds ${step.added} ${step.unit}`;
    case "exact":
      return exactWords(step.amount, line, currency);
    case "rounded":
      return `rounded once to ${amount(step.minor, currency)}`;
    case "limit":
      return `limit ${amount(step.limitMinor, currency)}, was ${amount(step.beforeMinor, currency)} before`;
  }
}

function exactWords(exact: string, line: PriceLine, currency: string): string {
  const total = `exactly ${f.unitPrice(exact, currency)}`;
  if (line.unitPrice === null || line.unitPricePer === null) return total;
  return `at ${f.unitPrice(line.unitPrice, currency)} per ${UNITS[line.unitPricePer]} ${total}`;
}

function measure(quantity: string, unit: "kWh" | "s" | "session"): string {
  if (unit === "kWh") return `${quantity} kWh`;
  const seconds = Number(quantity);
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${quantity} s`;
}

const KINDS: Readonly<Record<PriceComponent["type"], string>> = {
  ENERGY: "Energy",
  TIME: "Charging time",
  PARKING_TIME: "Occupancy fee",
  FLAT: "Start fee",
};
const UNITS: Readonly<Record<PriceComponent["per"], string>> = {
  KWH: "kWh",
  HOUR: "hour",
  MINUTE: "minute",
  SESSION: "session",
};

function restrictionWords(restrictions: TariffRestrictions | null): string {
  if (restrictions === null) return "";
  const { startTime, endTime, ...rest } = restrictions;
  const hours = startTime || endTime ? [`${startTime ?? "00:00"}–${endTime ?? "24:00"}`] : [];
  const others = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [`${humanise(name)} ${Array.isArray(value) ? value.map(humanise).join(", ") : value}`],
  );
  return [...hours, ...others].join(", ");
}

function componentAmount(component: PriceComponent | null, currency: string): string {
  if (component === null) return "–";
  const vat = component.vatPercent === undefined ? "" : `, ${component.vatPercent} % VAT`;
  const step = component.stepSize > 1 ? `, steps of ${component.stepSize}` : "";
  return `${f.unitPrice(component.price, currency)} per ${UNITS[component.per]}${vat}${step}`;
}

const TERMS: Readonly<Record<string, string>> = {
  taxIncluded: "Prices contain VAT",
  graceMinutes: "Free minutes before the occupancy fee",
  capMinor: "Cap of the occupancy fee",
  minPrice: "Least price of a session",
  maxPrice: "Greatest price of a session",
};

export interface ChangeWords {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** A difference between two versions, as a row for people. */
export function changeWords(change: TariffChange, currency: string): ChangeWords {
  if (change.of === "order") {
    return { what: "Order of the prices", before: "", after: "changed: the first that fits counts" };
  }
  if (change.of === "component") {
    const when = restrictionWords(change.restrictions);
    return {
      what: when ? `${KINDS[change.type]}, ${when}` : KINDS[change.type],
      before: componentAmount(change.before, currency),
      after: componentAmount(change.after, currency),
    };
  }
  const value = (raw: string | null) =>
    raw === null ? "–" : change.term === "capMinor" ? amount(Number(raw), currency) : raw;
  return {
    what: TERMS[change.term] ?? humanise(change.term),
    before: value(change.before),
    after: value(change.after),
  };
}
