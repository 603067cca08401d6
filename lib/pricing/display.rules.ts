import {
  decimalFromInteger,
  divideDecimal,
  formatDecimal,
  normaliseDecimal,
  parseDecimal,
} from "@/lib/core/decimal";
import { DAY_MS, wallClock, wallClockBoundaries } from "@/lib/core/time";
import { otherSide } from "./amounts.rules";
import type { Candidates, CompiledComponent, CompiledTariff } from "./compile.rules";
import { compileTariff } from "./compile.rules";
import type {
  PriceComponentView,
  PriceConditions,
  PriceDisplay,
  PriceLineDisplay,
  PriceTableRow,
} from "./display.model";
import { limitGrossMinor, shownPrice } from "./gross-price.rules";
import type { Moment } from "./match.rules";
import { matches } from "./match.rules";
import { PRICE_LABEL, PRICE_ORDER } from "./price-order.model";
import type { PriceLine } from "./pricing.model";
import type { Tariff, TariffRestrictions } from "./tariff.model";
import { isFreeTariff } from "./tariff.rules";

/** Where and when a driver looks at a price. */
export interface DisplayContext {
  readonly at: Date;
  readonly timeZone: string;
}

function conditionsOf(source: TariffRestrictions | null): PriceConditions | null {
  if (source === null) return null;
  const minutes = (value: number | undefined): number | null => (value === undefined ? null : value / 60);
  const conditions: PriceConditions = {
    startTime: source.startTime ?? null,
    endTime: source.endTime ?? null,
    days: source.dayOfWeek ?? null,
    startDate: source.startDate ?? null,
    endDate: source.endDate ?? null,
    minKwh: source.minKwh ?? null,
    maxKwh: source.maxKwh ?? null,
    minPowerKw: source.minPower ?? null,
    maxPowerKw: source.maxPower ?? null,
    minCurrentA: source.minCurrent ?? null,
    maxCurrentA: source.maxCurrent ?? null,
    fromMinute: minutes(source.minDuration),
    toMinute: minutes(source.maxDuration),
  };
  return Object.values(conditions).some((value) => value !== null) ? conditions : null;
}

/**
 * What applies to a session that starts now. Power and current are not known yet: a price that depends on them is shown as
 * active when all else holds, and what stands behind it as well.
 */
function activeOf(candidates: Candidates, moment: Moment, into: Set<CompiledComponent>): void {
  for (const candidate of candidates) {
    const { rule } = candidate;
    if (rule !== null && !matches({ ...rule, readsPower: false, readsCurrent: false }, moment)) continue;
    into.add(candidate);
    if (rule === null || !(rule.readsPower || rule.readsCurrent)) return;
  }
}

function activeAt(tariff: CompiledTariff, at: number, timeZone: string): Set<CompiledComponent> {
  const unknown = { durationMs: 0, energyMilliWh: 0, powerW: Number.NaN, currentA: Number.NaN };
  const moment: Moment = { ...unknown, local: tariff.readsClock ? wallClock(timeZone, at) : null };
  const active = new Set<CompiledComponent>();
  for (const candidates of Object.values(tariff.session)) activeOf(candidates, moment, active);
  return active;
}

interface Phase {
  readonly from: number;
  readonly to: number;
  readonly active: Set<CompiledComponent>;
}

/** The coming day, cut where the set of active prices changes. */
function phases(tariff: CompiledTariff, { at, timeZone }: DisplayContext): Phase[] {
  const from = at.getTime();
  const to = from + DAY_MS;
  const marks = tariff.readsClock ? wallClockBoundaries(timeZone, from, to, tariff.clockMarks) : [];
  const found: Phase[] = [];
  for (const start of [from, ...marks]) {
    const active = activeAt(tariff, start, timeZone);
    const last = found[found.length - 1];
    const same =
      last !== undefined && last.active.size === active.size && [...active].every((c) => last.active.has(c));
    if (same) continue;
    if (last !== undefined) found[found.length - 1] = { ...last, to: start };
    found.push({ from: start, to, active });
  }
  return found;
}

function viewOf(
  component: CompiledComponent,
  tariff: Tariff,
  timeline: readonly Phase[],
  now: number,
): PriceComponentView {
  const { source, restrictions } = component;
  const reserved = restrictions?.reservation !== undefined;
  const kind = !reserved ? source.type : source.type === "FLAT" ? "RESERVATION_FLAT" : "RESERVATION_TIME";
  const { amount, unit } = shownPrice(source, tariff.taxIncluded);
  const vatPercent = source.vatPercent ?? null;
  const active = timeline[now]?.active.has(component) ?? false;
  const change = timeline.slice(now + 1).find((phase) => phase.active.has(component) !== active);
  const parking = kind === "PARKING_TIME";
  const cap = parking ? tariff.occupancy?.capMinor : undefined;
  return {
    order: PRICE_ORDER[kind],
    kind,
    labelKey: PRICE_LABEL[kind],
    amountGross: amount,
    unit,
    vatPercent,
    conditions: conditionsOf(restrictions),
    active,
    graceMinutes: parking ? (tariff.occupancy?.graceMinutes ?? 0) : null,
    capGrossMinor:
      cap === undefined ? null : tariff.taxIncluded === "NO" ? otherSide(cap, vatPercent, "NET") : cap,
    nextChange: change === undefined ? null : new Date(change.from),
  };
}

/** Shown in the legal order; equal kinds stay in the tariff's own order, which is the order in which they are tried. */
function views(compiled: CompiledTariff, timeline: readonly Phase[], now: number): PriceComponentView[] {
  const shown = compiled.components.map((component) => viewOf(component, compiled.source, timeline, now));
  return shown.sort((a, b) => a.order - b.order);
}

/**
 * All prices of the tariff as a driver must see them before the start, in the legal order, gross, per minute, with what
 * applies now marked and the next change named (LAW-13…17, AFIR Art. 5(4)). Zero prices are left out unless all is free.
 */
export function displayPrice(tariff: Tariff, context: DisplayContext): PriceDisplay {
  const compiled = compileTariff(tariff);
  const timeline = phases(compiled, context);
  const isFree = isFreeTariff(tariff);
  const all = views(compiled, timeline, 0);
  const next = timeline[1];
  return {
    currency: tariff.currency,
    components: isFree
      ? all
      : all.filter(({ amountGross, conditions }) => amountGross !== "0" || conditions !== null),
    minGrossMinor: limitGrossMinor(tariff, tariff.minPrice),
    maxGrossMinor: limitGrossMinor(tariff, tariff.maxPrice),
    taxKnown: tariff.taxIncluded !== "NO" || all.every(({ vatPercent }) => vatPercent !== null),
    isFree,
    nextChange: next === undefined ? null : new Date(next.from),
  };
}

/** The prices of the coming 24 hours as a table: one row for each stretch in which the same prices are active. */
export function priceTable(tariff: Tariff, context: DisplayContext): PriceTableRow[] {
  const compiled = compileTariff(tariff);
  const timeline = phases(compiled, context);
  return timeline.map(({ from, to }, now) => ({
    from: new Date(from),
    to: new Date(to),
    components: views(compiled, timeline, now).filter(({ active }) => active),
  }));
}

/** A priced line as the driver reads it: minutes instead of seconds, unit price with tax. */
export function displayLine(line: PriceLine, tariff: Tariff): PriceLineDisplay {
  const unit = line.unit === "s" ? "min" : line.unit;
  const minutes = divideDecimal(parseDecimal(line.quantity), decimalFromInteger(60), 4);
  const component = { price: line.unitPrice, per: line.unitPricePer };
  const precision = line.explanation.find((step) => step.key === "idle_precision");
  return {
    kind: line.kind,
    order: line.order,
    labelKey: line.labelKey,
    quantity: line.unit === "s" ? formatDecimal(normaliseDecimal(minutes)) : line.quantity,
    unit,
    unitPriceGross: component.price === null || component.per === null ? null : perShownUnit(line, tariff),
    vatPercent: line.vatPercent,
    grossMinor: line.grossMinor,
    ...(precision ? { idlePrecisionS: Number(precision.seconds) } : {}),
  };
}

/** Bills count minutes, so that an hourly price without an exact price per minute is rounded to six decimals here. */
function perShownUnit(line: PriceLine, tariff: Tariff): string {
  const { amount, unit } = shownPrice(
    {
      type: line.unit === "kWh" ? "ENERGY" : line.unit === "s" ? "TIME" : "FLAT",
      price: line.unitPrice ?? "0",
      per: line.unitPricePer ?? "SESSION",
      ...(line.vatPercent === null ? {} : { vatPercent: line.vatPercent }),
      stepSize: 1,
    },
    tariff.taxIncluded,
  );
  if (unit !== "hour") return amount;
  return formatDecimal(normaliseDecimal(divideDecimal(parseDecimal(amount), decimalFromInteger(60), 6)));
}
