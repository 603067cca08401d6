import { AppError } from "@/lib/core/errors";
import { DAY_MS } from "@/lib/core/time";
import type { LimitMinor, TaxGroup, TaxSide } from "./amounts.rules";
import { bothSides, decimalToMinor, limitGroups, otherSide } from "./amounts.rules";
import type { CompiledTariff } from "./compile.rules";
import { compileTariff } from "./compile.rules";
import { idlePrecisionS } from "./idle.rules";
import type { MeterCurve } from "./meter.rules";
import { meterCurve } from "./meter.rules";
import type { DraftLine } from "./price-lines.rules";
import { componentLines, finishLine, idleCapLines, taxGroups } from "./price-lines.rules";
import type { PricedSession, PricingInput, PricingWarning, TaxLine } from "./pricing.model";
import type { PriceLimit } from "./tariff.model";
import { idlePeriods } from "./timeline.rules";
import type { Usage } from "./usage.rules";
import { applyStepSizes, emptyUsage, measureReservation, measureSession } from "./usage.rules";

/** Longer sessions are not priced: a bill over a month is a wrong clock, and a person must look at it. */
export const MAX_SESSION_MS = 31 * DAY_MS;

function limitMinor(limit: PriceLimit, tariff: CompiledTariff): LimitMinor {
  const net = limit.net === undefined ? null : decimalToMinor(limit.net, tariff.digits);
  const gross = limit.gross === undefined ? null : decimalToMinor(limit.gross, tariff.digits);
  if (net !== null && gross !== null) return { net, gross };
  const percents = new Set(tariff.components.map(({ source }) => source.vatPercent ?? null));
  // With one rate the missing side is known; with several the given side governs alone.
  if (percents.size !== 1) return { net, gross };
  const percent = tariff.components[0]?.source.vatPercent ?? null;
  if (net !== null) return { net, gross: otherSide(net, percent, "NET") };
  return gross === null ? { net, gross } : { net: otherSide(gross, percent, "GROSS"), gross };
}

function applyLimit(
  groups: readonly TaxGroup[],
  lines: DraftLine[],
  kind: "MIN" | "MAX",
  limit: LimitMinor,
  side: TaxSide,
): readonly TaxGroup[] {
  const limited = limitGroups(groups, limit, kind);
  if (limited === null) return groups;
  const pick = (amount: { net: number; gross: number }): number =>
    side === "NET" ? amount.net : amount.gross;
  const before = groups.reduce((sum, group) => sum + pick(group), 0);
  const after = limited.reduce((sum, group) => sum + pick(group), 0);
  limited.forEach((group, i) => {
    const net = group.net - (groups[i]?.net ?? 0);
    const gross = group.gross - (groups[i]?.gross ?? 0);
    if (net === 0 && gross === 0) return;
    lines.push({
      kind: kind === "MIN" ? "MIN_PRICE" : "MAX_PRICE",
      component: null,
      percent: group.percent,
      quantity: 1,
      minor: pick({ net, gross }),
      net,
      gross,
      explanation: [{ key: "limit", limitMinor: after, beforeMinor: before }],
    });
  });
  return limited;
}

/** The waiver is for sessions that brought nothing; a reservation was a service of its own. */
function isWaived({ waiveBelowWh, reservation }: PricingInput, energyWh: number): boolean {
  return waiveBelowWh !== undefined && energyWh < waiveBelowWh && reservation === undefined;
}

interface Settled {
  readonly lines: DraftLine[];
  readonly groups: readonly TaxGroup[];
}

function settle(tariff: CompiledTariff, usage: Usage, precisionS: number): Settled {
  const side: TaxSide = tariff.source.taxIncluded === "YES" ? "GROSS" : "NET";
  const lines = componentLines(tariff, usage, precisionS);
  lines.push(...idleCapLines(lines, tariff.source.occupancy?.capMinor));
  let groups: readonly TaxGroup[] = taxGroups(lines, side);
  const { minPrice, maxPrice } = tariff.source;
  if (minPrice !== undefined) {
    if (groups.length === 0) {
      const percent = tariff.components[0]?.source.vatPercent ?? null;
      groups = [{ percent, ...bothSides(0, percent, side) }];
    }
    groups = applyLimit(groups, lines, "MIN", limitMinor(minPrice, tariff), side);
  }
  if (maxPrice !== undefined) groups = applyLimit(groups, lines, "MAX", limitMinor(maxPrice, tariff), side);
  return { lines, groups };
}

function taxLinesOf(groups: readonly TaxGroup[]): TaxLine[] {
  return groups
    .filter(({ net, gross }) => net !== 0 || gross !== 0)
    .map(({ percent, net, gross }) => ({ percent, netMinor: net, taxMinor: gross - net, grossMinor: gross }))
    .sort((a, b) => Number(b.percent ?? -1) - Number(a.percent ?? -1));
}

function warningsOf(
  tariff: CompiledTariff,
  usage: Usage,
  curve: MeterCurve,
  taxKnown: boolean,
): PricingWarning[] {
  const warnings: PricingWarning[] = [];
  if (!taxKnown) warnings.push("tax_unknown");
  if (usage.unpricedEnergy > 0 && tariff.session.ENERGY.length > 0) warnings.push("no_price_for_energy");
  if (curve.dropped > 0) warnings.push("readings_unusable");
  if (usage.powerUnknown) warnings.push("power_unknown");
  if (usage.currentUnknown) warnings.push("current_unknown");
  return warnings;
}

interface Span {
  readonly from: number;
  /** End of what is measured. */
  readonly to: number;
  /** End of what may be priced now. */
  readonly pricedTo: number;
  readonly backwards: boolean;
}

function spanOf(input: PricingInput, tariff: CompiledTariff): Span {
  const from = input.startedAt.getTime();
  const until = input.until.getTime();
  if (Number.isNaN(from) || Number.isNaN(until))
    throw new AppError("validation", "session_without_time", "no valid start or end");
  if (until - from > MAX_SESSION_MS)
    throw new AppError("validation", "session_too_long", "the session lasts more than 31 days");
  const to = Math.max(from, until);
  const readsMeter = tariff.timeReadsMeter || input.idleDetection?.source === "METER";
  const clipped = !input.ended && readsMeter;
  const last = input.readings.reduce((latest, { at }) => Math.max(latest, at.getTime() || 0), from);
  return { from, to, pricedTo: clipped ? Math.min(to, last) : to, backwards: until < from };
}

/**
 * The one cost function (REL-10): what a session costs under its frozen tariff, line by line, live or final.
 * Pure: the same input gives the same cents, however the session was sliced. Live prices never exceed the final one and
 * never go down (UX-20). Lines, tax lines and total add up to the minor unit; each line is rounded once, half away from
 * zero, on the tariff's side of tax, and the other side once per tax rate (REL-19).
 * Throws `AppError` `session_without_time`, `session_too_long` or `amount_out_of_range` for what must not be billed blindly.
 */
export function priceSession(input: PricingInput): PricedSession {
  const tariff = compileTariff(input.tariff);
  const span = spanOf(input, tariff);
  const curve = meterCurve(input.readings, span.from, span.pricedTo);
  const usage = emptyUsage(tariff);
  measureReservation(usage, tariff, input);
  if (input.reservation?.expired !== true) {
    const idle = idlePeriods(input, curve, span.from, span.pricedTo);
    measureSession(usage, { tariff, input, curve, idle, from: span.from, to: span.pricedTo });
  }
  if (input.ended) applyStepSizes(usage, tariff);
  const energyWh = Math.floor((curve.energy[curve.count - 1] ?? 0) / 1000);
  const waived = isWaived(input, energyWh);
  const { lines, groups } = waived ? { lines: [], groups: [] } : settle(tariff, usage, idlePrecisionS(input));
  const taxLines = taxLinesOf(groups);
  const taxKnown = input.tariff.taxIncluded === "N/A" || taxLines.every(({ percent }) => percent !== null);
  const warnings = warningsOf(tariff, usage, curve, taxKnown);
  if (span.backwards) warnings.push("until_before_start");
  if (waived) warnings.push("waived_small_session");
  const net = taxLines.reduce((sum, line) => sum + line.netMinor, 0);
  const gross = taxLines.reduce((sum, line) => sum + line.grossMinor, 0);
  const durationMs = input.reservation?.expired === true ? 0 : span.to - span.from;
  return {
    currency: input.tariff.currency,
    energyWh,
    durationS: Math.floor(durationMs / 1000),
    chargingS: Math.floor(Math.max(0, durationMs - usage.idleMs) / 1000),
    idleS: Math.floor(usage.idleMs / 1000),
    billedIdleS: Math.floor(usage.billedIdleMs / 1000),
    lines: lines.map((line) => finishLine(line, tariff.digits)).sort((a, b) => a.order - b.order),
    taxLines,
    total: { netMinor: net, taxMinor: gross - net, grossMinor: gross },
    taxKnown,
    warnings,
  };
}
