import { DAY_MS, dayNumber, localTime } from "@/lib/core/time";
import type { PricingInput, PricingWarning, StateChange } from "@/lib/pricing/pricing.model";
import type { Tariff } from "@/lib/pricing/tariff.model";
import type { ImportedCdr } from "./exchange/imported-cdr.model";
import type { Amounts, Repriced, Unpriced, WhatIfChange, WhatIfGroup, WhatIfResult } from "./what-if.model";

/** How many of the largest changes and of the examples are kept. */
const LARGEST = 10;
const EXAMPLES = 5;

interface OpenGroup {
  sessions: number;
  now: Amounts;
  draft: Amounts;
}

/** The sums of a what-if in memory that does not grow with the sessions: groups, the largest changes, examples. */
export class WhatIfSums {
  private priced = 0;
  private imported = 0;
  private readonly whole: OpenGroup = emptyGroup();
  private readonly moves = { dearer: 0, cheaper: 0, same: 0 };
  private readonly groups = {
    weeks: new Map<string, OpenGroup>(),
    codes: new Map<string, OpenGroup>(),
    locations: new Map<string, OpenGroup>(),
  };
  private readonly largest = { up: [] as WhatIfChange[], down: [] as WhatIfChange[] };
  private readonly unpriced = new Map<Unpriced, { sessions: number; examples: string[] }>();
  private readonly warnings = new Map<PricingWarning, number>();

  constructor(
    private readonly zone: string,
    private readonly currency: string,
  ) {}

  add(session: Repriced): void {
    this.priced += 1;
    if (session.isImported) this.imported += 1;
    grow(this.whole, session);
    grow(groupOf(this.groups.weeks, mondayOf(session.startedAt, this.zone)), session);
    grow(groupOf(this.groups.codes, session.code ?? ""), session);
    grow(groupOf(this.groups.locations, session.location ?? ""), session);
    for (const warning of session.warnings) this.warnings.set(warning, (this.warnings.get(warning) ?? 0) + 1);
    const difference = session.draft.grossMinor - session.now.grossMinor;
    this.moves[difference > 0 ? "dearer" : difference < 0 ? "cheaper" : "same"] += 1;
    if (difference > 0) keepLargest(this.largest.up, session, difference);
    if (difference < 0) keepLargest(this.largest.down, session, -difference);
  }

  leaveOut(reference: string, reason: Unpriced): void {
    const found = this.unpriced.get(reason) ?? { sessions: 0, examples: [] };
    found.sessions += 1;
    if (found.examples.length < EXAMPLES) found.examples.push(reference);
    this.unpriced.set(reason, found);
  }

  result(): WhatIfResult {
    return {
      currency: this.currency,
      priced: this.priced,
      imported: this.imported,
      now: this.whole.now,
      draft: this.whole.draft,
      ...this.moves,
      weeks: listed(this.groups.weeks).sort((a, b) => (a.key < b.key ? -1 : 1)),
      codes: listed(this.groups.codes).sort(byIncome),
      locations: listed(this.groups.locations).sort(byIncome),
      mostDearer: this.largest.up,
      mostCheaper: this.largest.down,
      unpriced: [...this.unpriced].map(([reason, found]) => ({ reason, ...found })),
      warnings: [...this.warnings].map(([warning, sessions]) => ({ warning, sessions })),
    };
  }
}

const NOTHING: Amounts = { netMinor: 0, grossMinor: 0 };
const emptyGroup = (): OpenGroup => ({ sessions: 0, now: NOTHING, draft: NOTHING });

function plus(a: Amounts, b: Amounts): Amounts {
  return { netMinor: a.netMinor + b.netMinor, grossMinor: a.grossMinor + b.grossMinor };
}

function grow(group: OpenGroup, { now, draft }: Repriced): void {
  group.sessions += 1;
  group.now = plus(group.now, now);
  group.draft = plus(group.draft, draft);
}

function groupOf(groups: Map<string, OpenGroup>, key: string): OpenGroup {
  const known = groups.get(key);
  if (known) return known;
  const made = emptyGroup();
  groups.set(key, made);
  return made;
}

const listed = (groups: ReadonlyMap<string, OpenGroup>): WhatIfGroup[] =>
  [...groups].map(([key, group]) => ({ key, ...group }));
const byIncome = (a: WhatIfGroup, b: WhatIfGroup): number =>
  b.now.netMinor - a.now.netMinor || (a.key < b.key ? -1 : 1);

function keepLargest(list: WhatIfChange[], session: Repriced, size: number): void {
  const sizeOf = (change: WhatIfChange): number => Math.abs(change.draftMinor - change.nowMinor);
  const last = list.at(-1);
  if (list.length === LARGEST && last !== undefined && sizeOf(last) >= size) return;
  const { id, reference, isImported, location, now, draft } = session;
  const change = {
    id,
    reference,
    isImported,
    location,
    nowMinor: now.grossMinor,
    draftMinor: draft.grossMinor,
  };
  const at = list.findIndex((other) => sizeOf(other) < size);
  list.splice(at < 0 ? list.length : at, 0, change);
  list.length = Math.min(list.length, LARGEST);
}

/** The Monday of the week in which something began, on the wall clock of the zone. */
export function mondayOf(at: Date, zone: string): string {
  const { date, weekday } = localTime(zone, at);
  return new Date((dayNumber(date) - (weekday - 1)) * DAY_MS).toISOString().slice(0, 10);
}

/** A CDR of another system as a session: its periods are readings on a straight line. It tells no power and no current. */
export function pricingInputOf(cdr: ImportedCdr, tariff: Tariff, zeroEnergyWh: number): PricingInput {
  const { periods, timeZone } = cdr.content;
  let energyMwh = 0;
  const readings = [{ at: cdr.startedAt, registerWh: 0 }];
  const changes: StateChange[] = [];
  periods.forEach((period, i) => {
    const next = periods[i + 1];
    energyMwh += period.energyMwh;
    readings.push({ at: next ? new Date(next.start) : cdr.endedAt, registerWh: energyMwh / 1000 });
    const state = period.isIdle ? "SUSPENDED_EV" : "CHARGING";
    if (changes.at(-1)?.state !== state) changes.push({ at: new Date(period.start), state });
  });
  return {
    tariff,
    timeZone,
    startedAt: cdr.startedAt,
    until: cdr.endedAt,
    ended: true,
    readings,
    changes,
    waiveBelowWh: zeroEnergyWh,
  };
}
