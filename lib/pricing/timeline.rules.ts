import { wallClockBoundaries } from "@/lib/core/time";
import type { CompiledTariff } from "./compile.rules";
import type { MeterCurve } from "./meter.rules";
import { meanPower, mulDivFloor } from "./meter.rules";
import type { PricingInput } from "./pricing.model";

/** A point at which the price may change: an instant, and the energy so far in mWh, −1 where it follows from the curve. */
export interface Boundary {
  readonly at: number;
  readonly energy: number;
}

/** A stretch in which the car takes no power, and from when on it is billed. */
export interface IdlePeriod {
  readonly from: number;
  readonly to: number;
  readonly billedFrom: number;
}

/** Sorted idle periods of [from, to]; neighbours are merged, so that the grace runs once per uninterrupted period. */
export function idlePeriods(input: PricingInput, curve: MeterCurve, from: number, to: number): IdlePeriod[] {
  const graceMs = (input.tariff.occupancy?.graceMinutes ?? 0) * 60_000;
  const detection = input.idleDetection;
  const raw =
    detection?.source === "METER"
      ? idleFromMeter(curve, to, detection.belowW)
      : idleFromStatus(input, from, to);
  return raw.map((period) => ({ ...period, billedFrom: Math.min(period.to, period.from + graceMs) }));
}

interface Span {
  from: number;
  to: number;
}

function idleFromStatus(input: PricingInput, from: number, to: number): Span[] {
  const spans: Span[] = [];
  const changes = input.changes ?? [];
  if (changes.length === 0) return spans;
  const sorted = [...changes].sort((a, b) => a.at.getTime() - b.at.getTime());
  let since: number | null = null;
  for (const { at, state } of sorted) {
    const idle = state === "SUSPENDED_EV" || state === "IDLE";
    const instant = Math.min(Math.max(at.getTime(), from), to);
    if (idle && since === null) since = instant;
    if (!idle && since !== null) {
      if (instant > since) spans.push({ from: since, to: instant });
      since = null;
    }
  }
  if (since !== null && to > since) spans.push({ from: since, to });
  return spans;
}

function idleFromMeter(curve: MeterCurve, to: number, belowW: number): Span[] {
  const spans: Span[] = [];
  for (let i = 0; i + 1 < curve.count; i++) {
    if (!(meanPower(curve, i) < belowW)) continue;
    const last = spans[spans.length - 1];
    const start = curve.at[i] as number;
    // After the last reading nothing contradicts what the last interval said.
    const end = i + 2 === curve.count ? to : (curve.at[i + 1] as number);
    if (last !== undefined && last.to === start) last.to = end;
    else spans.push({ from: start, to: end });
  }
  return spans;
}

/** Where the energy since the start crosses the tariff's thresholds; the instants are interpolated between readings. */
function energyCrossings(curve: MeterCurve, thresholds: readonly number[], out: Boundary[]): void {
  let next = 0;
  for (let i = 0; i + 1 < curve.count && next < thresholds.length; i++) {
    const e0 = curve.energy[i] as number;
    const e1 = curve.energy[i + 1] as number;
    while (next < thresholds.length && (thresholds[next] as number) <= e1) {
      const energy = thresholds[next] as number;
      const t0 = curve.at[i] as number;
      if (e1 > e0)
        out.push({ at: t0 + mulDivFloor(energy - e0, (curve.at[i + 1] as number) - t0, e1 - e0), energy });
      next += 1;
    }
  }
}

/** Every reading, and every instant at which the straight line between two samples crosses a threshold. */
function sampleCrossings(
  curve: MeterCurve,
  samples: readonly number[],
  thresholds: readonly number[],
  out: Boundary[],
): void {
  for (let i = 0; i < curve.count; i++) {
    const t0 = curve.at[i] as number;
    out.push({ at: t0, energy: -1 });
    if (i + 1 >= curve.count) break;
    const a = samples[i] as number;
    const b = samples[i + 1] as number;
    const dt = (curve.at[i + 1] as number) - t0;
    for (const threshold of thresholds) {
      if (a < threshold !== b < threshold && dt > 0 && !Number.isNaN(a) && !Number.isNaN(b)) {
        out.push({ at: t0 + Math.round(((threshold - a) / (b - a)) * dt), energy: -1 });
      }
    }
  }
}

/**
 * All boundaries of [from, to], sorted, both ends included: wall clock and DST, durations, energy, power and current,
 * idle periods, grace and outages (REL-20; the list of OCPI's charging periods, CDRs module).
 */
export function sessionBoundaries(
  tariff: CompiledTariff,
  input: PricingInput,
  curve: MeterCurve,
  idle: readonly IdlePeriod[],
  from: number,
  to: number,
): Boundary[] {
  const found: Boundary[] = [
    { at: from, energy: -1 },
    { at: to, energy: curve.energy[curve.count - 1] ?? 0 },
  ];
  const add = (at: number): void => {
    if (at > from && at < to) found.push({ at, energy: -1 });
  };
  if (tariff.readsClock)
    for (const at of wallClockBoundaries(input.timeZone, from, to, tariff.clockMarks)) add(at);
  for (const duration of tariff.durations) add(from + duration);
  for (const period of idle) {
    add(period.from);
    add(period.billedFrom);
    add(period.to);
  }
  for (const outage of input.outages ?? []) {
    add(outage.from.getTime());
    add(outage.to.getTime());
  }
  const crossings: Boundary[] = [];
  if (tariff.energies.length > 0) energyCrossings(curve, tariff.energies, crossings);
  if (tariff.powers.length > 0) sampleCrossings(curve, curve.power, tariff.powers, crossings);
  if (tariff.currents.length > 0) sampleCrossings(curve, curve.current, tariff.currents, crossings);
  for (const crossing of crossings) if (crossing.at <= to) found.push(crossing);
  return found.length === 2 ? found : found.sort(byInstantThenEnergy);
}

/** Interpolated points first: an exact threshold at the same millisecond lies at or after them. The end comes last. */
function byInstantThenEnergy(a: Boundary, b: Boundary): number {
  return a.at - b.at || a.energy - b.energy;
}
