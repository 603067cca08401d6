import { wallClock } from "@/lib/core/time";
import type { Candidates, CompiledComponent, CompiledTariff } from "./compile.rules";
import type { Moment } from "./match.rules";
import { firstMatch } from "./match.rules";
import type { MeterCurve } from "./meter.rules";
import { CurveCursor } from "./meter.rules";
import type { PricingInput } from "./pricing.model";
import type { IdlePeriod } from "./timeline.rules";
import { sessionBoundaries } from "./timeline.rules";

/** How much of each price component was used: mWh, ms or times, by the component's index. */
export interface Usage {
  readonly quantities: number[];
  /** What the step size added to a component, by index. */
  readonly stepAdded: Map<number, number>;
  idleMs: number;
  freeIdleMs: number;
  billedIdleMs: number;
  unpricedEnergy: number;
  lastEnergy: CompiledComponent | null;
  lastTime: CompiledComponent | null;
  lastReservation: CompiledComponent | null;
  powerUnknown: boolean;
  currentUnknown: boolean;
}

export function emptyUsage(tariff: CompiledTariff): Usage {
  return {
    quantities: new Array<number>(tariff.components.length).fill(0),
    stepAdded: new Map(),
    idleMs: 0,
    freeIdleMs: 0,
    billedIdleMs: 0,
    unpricedEnergy: 0,
    lastEnergy: null,
    lastTime: null,
    lastReservation: null,
    powerUnknown: false,
    currentUnknown: false,
  };
}

function add(usage: Usage, component: CompiledComponent, quantity: number): void {
  usage.quantities[component.index] = (usage.quantities[component.index] ?? 0) + quantity;
}

/** A flat fee is due once, at the first moment at which one matches. */
function addFlat(usage: Usage, candidates: Candidates, moment: Moment, done: boolean): boolean {
  if (done || candidates.length === 0) return done;
  const flat = firstMatch(candidates, moment);
  if (flat !== null) add(usage, flat, 1);
  return flat !== null;
}

/** A stretch of the session in which no restriction can change. Instants in ms, energy in mWh. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly energy: number;
  readonly moment: Moment;
  /** Undefined while the car charges; the period that contains the segment otherwise. */
  readonly idle: IdlePeriod | undefined;
  /** False for a boundary without time and energy: nothing is due in it. */
  readonly counts: boolean;
}

function addSegment(usage: Usage, tariff: CompiledTariff, input: PricingInput, segment: Segment): void {
  const { from, to, energy, moment, idle } = segment;
  if (energy > 0) {
    const component = firstMatch(tariff.session.ENERGY, moment);
    if (component === null) usage.unpricedEnergy += energy;
    else {
      add(usage, component, energy);
      usage.lastEnergy = component;
    }
  }
  const ms = to - from;
  if (ms <= 0) return;
  if (idle !== undefined) {
    usage.idleMs += ms;
    const excused = input.outages?.some(
      (window) => window.from.getTime() <= from && window.to.getTime() >= to,
    );
    if (from < idle.billedFrom || excused === true) {
      usage.freeIdleMs += ms;
      return;
    }
  }
  const component = firstMatch(
    idle === undefined ? tariff.session.TIME : tariff.session.PARKING_TIME,
    moment,
  );
  if (component === null) return;
  add(usage, component, ms);
  usage.lastTime = component;
  if (idle !== undefined) usage.billedIdleMs += ms;
}

/** What a walk over a session needs to know of it. */
export interface Walk {
  readonly tariff: CompiledTariff;
  readonly input: PricingInput;
  readonly curve: MeterCurve;
  readonly idle: readonly IdlePeriod[];
  readonly from: number;
  readonly to: number;
}

/** Splits [from, to] at every boundary and shows each stretch to `visit`, in order. */
export function walkSession(walk: Walk, visit: (segment: Segment) => void): void {
  const { tariff, input, curve, idle, from, to } = walk;
  const boundaries = sessionBoundaries(tariff, input, curve, idle, from, to);
  const cursor = new CurveCursor(curve);
  const readsPower = tariff.powers.length > 0;
  const readsCurrent = tariff.currents.length > 0;
  let before = 0;
  let period = 0;
  for (let i = 0; i + 1 < boundaries.length; i++) {
    const here = boundaries[i] as { at: number; energy: number };
    const next = boundaries[i + 1] as { at: number; energy: number };
    const middle = (here.at + next.at) / 2;
    const moment: Moment = {
      local: tariff.readsClock ? wallClock(input.timeZone, here.at) : null,
      durationMs: here.at - from,
      energyMilliWh: before,
      powerW: readsPower ? cursor.powerAt(middle) : Number.NaN,
      currentA: readsCurrent ? cursor.currentAt(middle) : Number.NaN,
    };
    const reached = Math.max(before, next.energy >= 0 ? next.energy : cursor.energyAt(next.at));
    while (period < idle.length && (idle[period] as IdlePeriod).to <= here.at) period += 1;
    const candidate = idle[period];
    const inIdle = candidate !== undefined && candidate.from <= here.at && next.at > here.at;
    visit({
      from: here.at,
      to: next.at,
      energy: reached - before,
      moment,
      idle: inIdle ? candidate : undefined,
      counts: next.at > here.at || reached > before || boundaries.length === 2,
    });
    before = reached;
  }
}

/**
 * Books each stretch of the session on the first matching component of its dimension. Within a stretch no restriction can
 * change, so that the result does not depend on how the session was sliced (REL-10).
 */
export function measureSession(usage: Usage, walk: Walk): void {
  const { tariff, input } = walk;
  const readsPower = tariff.powers.length > 0;
  const readsCurrent = tariff.currents.length > 0;
  let flatDone = false;
  walkSession(walk, (segment) => {
    if (readsPower && Number.isNaN(segment.moment.powerW)) usage.powerUnknown = true;
    if (readsCurrent && Number.isNaN(segment.moment.currentA)) usage.currentUnknown = true;
    if (segment.counts) flatDone = addFlat(usage, tariff.session.FLAT, segment.moment, flatDone);
    addSegment(usage, tariff, input, segment);
  });
}

/** Books the time and the fee of a reservation; the ordinary elements never apply to it (OCPI ReservationRestrictionType). */
export function measureReservation(usage: Usage, tariff: CompiledTariff, input: PricingInput): void {
  const { reservation } = input;
  if (reservation === undefined) return;
  const lists = reservation.expired ? tariff.expiry : tariff.reservation;
  const from = reservation.from.getTime();
  const to = Math.max(from, reservation.until.getTime());
  const noMeter: MeterCurve = { count: 0, at: [], energy: [], power: [], current: [], dropped: 0 };
  const boundaries = sessionBoundaries(tariff, { ...input, outages: [] }, noMeter, [], from, to);
  let flatDone = false;
  for (let i = 0; i + 1 < boundaries.length; i++) {
    const here = (boundaries[i] as { at: number }).at;
    const next = (boundaries[i + 1] as { at: number }).at;
    const moment: Moment = {
      local: tariff.readsClock ? wallClock(input.timeZone, here) : null,
      durationMs: here - from,
      energyMilliWh: 0,
      powerW: Number.NaN,
      currentA: Number.NaN,
    };
    flatDone = addFlat(usage, lists.FLAT, moment, flatDone);
    const time = firstMatch(lists.TIME, moment);
    if (time === null || next <= here) continue;
    add(usage, time, next - here);
    usage.lastReservation = time;
  }
}

function roundUp(usage: Usage, last: CompiledComponent, total: number): void {
  if (last.step <= 0) return;
  const surplus = Math.ceil(total / last.step) * last.step - total;
  if (surplus <= 0) return;
  add(usage, last, surplus);
  usage.stepAdded.set(last.index, surplus);
}

/**
 * Rounds up to the step size, once for energy and once for time (OCPI CDRs module): the component that was used last decides,
 * and the surplus is billed at its price. When parking comes last only the parking time is rounded up.
 */
export function applyStepSizes(usage: Usage, tariff: CompiledTariff): void {
  const totals = { ENERGY: 0, TIME: 0, PARKING_TIME: 0, FLAT: 0 };
  let reserved = 0;
  for (const { index, source, restrictions } of tariff.components) {
    const quantity = usage.quantities[index] ?? 0;
    if (quantity === 0) continue;
    if (restrictions?.reservation === undefined) totals[source.type] += quantity;
    else if (source.type === "TIME") reserved += quantity;
  }
  const { lastEnergy, lastTime, lastReservation } = usage;
  if (lastEnergy !== null) roundUp(usage, lastEnergy, totals.ENERGY);
  if (lastTime !== null) {
    const parking = lastTime.source.type === "PARKING_TIME";
    roundUp(usage, lastTime, parking ? totals.PARKING_TIME : totals.TIME + totals.PARKING_TIME);
  }
  if (lastReservation !== null) roundUp(usage, lastReservation, reserved);
}
