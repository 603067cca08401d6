import { divideHalfAway, powerOfTen } from "@/lib/core/decimal";
import type { TaxGroup, TaxSide } from "./amounts.rules";
import { allocate, bothSides, otherSide, scaleHalfAway, toMinor } from "./amounts.rules";
import type { CompiledComponent, CompiledTariff } from "./compile.rules";
import { PRICE_LABEL, PRICE_ORDER } from "./price-order.model";
import type { LineExplanation, LineKind, LineUnit, PriceLine } from "./pricing.model";
import type { Usage } from "./usage.rules";

/** A line while it is being made: `minor` is the amount on the tariff's side of tax. */
export interface DraftLine {
  readonly kind: LineKind;
  readonly component: CompiledComponent | null;
  readonly percent: string | null;
  readonly quantity: number;
  readonly minor: number;
  net: number;
  gross: number;
  readonly explanation: readonly LineExplanation[];
}

function kindOf({ source, restrictions }: CompiledComponent): LineKind {
  if (restrictions?.reservation === undefined) return source.type;
  return source.type === "FLAT" ? "RESERVATION_FLAT" : "RESERVATION_TIME";
}

function unitOf(component: CompiledComponent | null): LineUnit {
  const type = component?.source.type;
  return type === "ENERGY" ? "kWh" : type === "TIME" || type === "PARKING_TIME" ? "s" : "session";
}

/** An integer number of `1 / 10^scale` as the shortest decimal text. */
function shortText(units: number | bigint, scale: number): string {
  const negative = units < 0;
  const digits = String(units)
    .slice(negative ? 1 : 0)
    .padStart(scale + 1, "0");
  let end = digits.length;
  const point = end - scale;
  while (end > point && digits.charCodeAt(end - 1) === 48) end -= 1;
  const text = end > point ? `${digits.slice(0, point)}.${digits.slice(point, end)}` : digits.slice(0, point);
  return negative ? `-${text}` : text;
}

/** mWh as kWh, ms as s, times as they are: exact text. */
export function quantityText(quantity: number, unit: LineUnit): string {
  return shortText(quantity, unit === "kWh" ? 6 : unit === "s" ? 3 : 0);
}

function explain(
  component: CompiledComponent,
  quantity: number,
  usage: Usage,
  free: number,
): LineExplanation[] {
  const unit = unitOf(component);
  const added = usage.stepAdded.get(component.index) ?? 0;
  const steps: LineExplanation[] = [
    { key: "measured", quantity: quantityText(quantity - added, unit), unit },
  ];
  if (free > 0) steps.push({ key: "free_idle", seconds: quantityText(free, "s") });
  if (added > 0) {
    steps.push({
      key: "step",
      stepSize: component.source.stepSize,
      added: shortText(added, 3),
      unit: unit === "kWh" ? "Wh" : "s",
    });
  }
  return steps;
}

/** Minor units for a quantity, rounded once, half away from zero. */
function amountOf({ ratio, numerator, denominator }: CompiledComponent, quantity: number): number {
  if (ratio !== null) return scaleHalfAway(quantity, ratio.numerator, ratio.denominator);
  return toMinor(divideHalfAway(BigInt(quantity) * numerator, denominator));
}

/**
 * One line per price component that was used, its amount rounded once, half away from zero (REL-19). `precisionS`: how exactly
 * idle time is known, 0 where the station told it.
 */
export function componentLines(tariff: CompiledTariff, usage: Usage, precisionS: number): DraftLine[] {
  const lines: DraftLine[] = [];
  let free = usage.freeIdleMs;
  for (const component of tariff.components) {
    const quantity = usage.quantities[component.index] ?? 0;
    if (quantity === 0) continue;
    const kind = kindOf(component);
    const minor = amountOf(component, quantity);
    const parking = kind === "PARKING_TIME";
    const explanation = explain(component, quantity, usage, parking ? free : 0);
    if (parking) {
      free = 0;
      if (precisionS > 0) explanation.push({ key: "idle_precision", seconds: String(precisionS) });
    }
    const percent = component.source.vatPercent ?? null;
    lines.push({ kind, component, percent, quantity, minor, net: 0, gross: 0, explanation });
  }
  return lines;
}

/** What the cap on occupancy takes off, per rate of the parking lines (LAW-17). */
export function idleCapLines(lines: readonly DraftLine[], capMinor: number | undefined): DraftLine[] {
  if (capMinor === undefined) return [];
  const parking = new Map<string | null, number>();
  let total = 0;
  for (const { kind, percent, minor } of lines) {
    if (kind !== "PARKING_TIME") continue;
    parking.set(percent, (parking.get(percent) ?? 0) + minor);
    total += minor;
  }
  if (total <= capMinor) return [];
  const sums = [...parking.values()];
  const kept = allocate(capMinor, sums);
  return [...parking.keys()].map((percent, i) => ({
    kind: "IDLE_CAP",
    component: null,
    percent,
    quantity: 1,
    minor: (kept[i] ?? 0) - (sums[i] ?? 0),
    net: 0,
    gross: 0,
    explanation: [{ key: "limit", limitMinor: capMinor, beforeMinor: total }],
  }));
}

/**
 * Sums per rate. The tariff's side is the sum of the rounded lines; the other side is computed once per rate from that sum.
 * Lines get their share of the other side, so that both columns add up; a rest of a cent goes to the largest line.
 */
export function taxGroups(lines: readonly DraftLine[], side: TaxSide): TaxGroup[] {
  const byRate = new Map<string | null, DraftLine[]>();
  for (const line of lines) {
    const list = byRate.get(line.percent);
    if (list === undefined) byRate.set(line.percent, [line]);
    else list.push(line);
  }
  const groups: TaxGroup[] = [];
  for (const [percent, members] of byRate) {
    const sum = members.reduce((total, line) => total + line.minor, 0);
    const group = { percent, ...bothSides(sum, percent, side) };
    let rest = side === "NET" ? group.gross : group.net;
    let largest = members[0] as DraftLine;
    for (const line of members) {
      const other = otherSide(line.minor, percent, side);
      line.net = side === "NET" ? line.minor : other;
      line.gross = side === "NET" ? other : line.minor;
      rest -= other;
      if (Math.abs(line.minor) > Math.abs(largest.minor)) largest = line;
    }
    if (side === "NET") largest.gross += rest;
    else largest.net += rest;
    groups.push(group);
  }
  return groups;
}

/** Decimals of the amount before rounding. */
const EXACT_PLACES = 10;

function exactAmount({ component, quantity, minor }: DraftLine, digits: number): string {
  if (component === null) return shortText(minor, digits);
  const { ratio, numerator, denominator } = component;
  const places = EXACT_PLACES - digits;
  if (ratio !== null) {
    // The whole minor units first, then the fraction of the rest: both stay safe integers for everyday amounts.
    const product = quantity * ratio.numerator;
    const rest = product % ratio.denominator;
    const whole = ((product - rest) / ratio.denominator) * 10 ** places;
    if (product <= Number.MAX_SAFE_INTEGER && whole <= 1e15 && rest * 10 ** places <= 1e15) {
      return shortText(whole + scaleHalfAway(rest, 10 ** places, ratio.denominator), EXACT_PLACES);
    }
  }
  return shortText(
    divideHalfAway(BigInt(quantity) * numerator * powerOfTen(places), denominator),
    EXACT_PLACES,
  );
}

/** The line as it is handed out. */
export function finishLine(draft: DraftLine, digits: number): PriceLine {
  const { kind, component, percent, quantity, net, gross } = draft;
  const unit = unitOf(component);
  const exact = exactAmount(draft, digits);
  return {
    kind,
    order: PRICE_ORDER[kind],
    labelKey: PRICE_LABEL[kind],
    elementIndex: component?.elementIndex ?? null,
    restrictions: component?.restrictions ?? null,
    quantity: quantityText(quantity, unit),
    unit,
    unitPrice: component?.source.price ?? null,
    unitPricePer: component?.source.per ?? null,
    vatPercent: percent,
    exactAmount: exact,
    netMinor: net,
    grossMinor: gross,
    explanation:
      component === null
        ? draft.explanation
        : [...draft.explanation, { key: "exact", amount: exact }, { key: "rounded", minor: draft.minor }],
  };
}
