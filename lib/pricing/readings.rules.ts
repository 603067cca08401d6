import type { MeterReading } from "./pricing.model";

/** What was found wrong with a reading. `review` stops the automatic capture until a person has decided (SEC-36). */
export interface ReadingFinding {
  readonly code:
    | "not_a_number"
    | "bad_timestamp"
    | "negative_register"
    | "decreasing_register"
    | "absurd_jump"
    | "absurd_register"
    | "unit_confusion"
    | "clock_skew"
    | "late"
    | "outside_session"
    | "out_of_order"
    | "duplicate"
    | "gap";
  readonly severity: "info" | "review";
  /** Index in the list as it was given. */
  readonly index: number;
}

/** A reading with the moment at which we received it, when known. */
export interface RawReading extends MeterReading {
  readonly receivedAt?: Date;
}

export interface ReadingLimits {
  readonly startedAt: Date;
  readonly until: Date;
  /** Greatest power of the EVSE, W. */
  readonly maxPowerW: number;
  /** Interval at which the station should report, s. A longer silence than three of them is a gap. */
  readonly intervalS?: number;
}

export interface SanitisedReadings {
  /** In order of time, with a register that never falls. */
  readonly accepted: readonly MeterReading[];
  readonly findings: readonly ReadingFinding[];
  /** What is not billed; kept for the person who decides. */
  readonly setAside: readonly {
    readonly index: number;
    readonly reading: RawReading;
    readonly code: ReadingFinding["code"];
  }[];
  /** False when any finding asks for a review. */
  readonly billable: boolean;
}

const SKEW_MS = 5 * 60_000;
/** A meter counts whole Wh and its clock whole seconds; a short interval must not look absurd for that. */
const TOLERANCE_WH = 10;
/** More than any charging station delivers in its life: 1 TWh. */
const MAX_REGISTER_WH = 1e12;

interface Indexed {
  readonly index: number;
  readonly reading: RawReading;
}

class Collector {
  readonly findings: ReadingFinding[] = [];
  readonly setAside: { index: number; reading: RawReading; code: ReadingFinding["code"] }[] = [];

  note(code: ReadingFinding["code"], severity: ReadingFinding["severity"], index: number): void {
    this.findings.push({ code, severity, index });
  }

  refuse(
    code: ReadingFinding["code"],
    severity: ReadingFinding["severity"],
    { index, reading }: Indexed,
  ): void {
    this.note(code, severity, index);
    this.setAside.push({ index, reading, code });
  }
}

function readable(readings: readonly RawReading[], to: Collector): Indexed[] {
  const kept: Indexed[] = [];
  readings.forEach((reading, index) => {
    const item = { index, reading };
    if (!Number.isFinite(reading.registerWh)) to.refuse("not_a_number", "review", item);
    else if (Number.isNaN(reading.at.getTime())) to.refuse("bad_timestamp", "review", item);
    else if (reading.registerWh < 0) to.refuse("negative_register", "review", item);
    else if (reading.registerWh > MAX_REGISTER_WH) to.refuse("absurd_register", "review", item);
    else kept.push(item);
  });
  return kept;
}

function noteTimes(items: readonly Indexed[], { startedAt, until }: ReadingLimits, to: Collector): void {
  let latest = Number.NEGATIVE_INFINITY;
  for (const { index, reading } of items) {
    const at = reading.at.getTime();
    if (at < latest) to.note("out_of_order", "info", index);
    latest = Math.max(latest, at);
    const { receivedAt } = reading;
    // From the future only a wrong clock explains it; an old reading may have waited in the station while it was offline.
    const ahead = receivedAt === undefined ? 0 : at - receivedAt.getTime();
    if (ahead > SKEW_MS) to.note("clock_skew", "review", index);
    if (ahead < -SKEW_MS) to.note("late", "info", index);
    if (at < startedAt.getTime() - SKEW_MS || at > until.getTime() + SKEW_MS)
      to.note("outside_session", "review", index);
  }
}

/** True when the next register, taken a thousand times larger or smaller, would fit where the given one does not. */
function looksLikeOtherUnit(before: number, here: number, allowed: number): boolean {
  const fits = (value: number): boolean => value >= before - 1 && value - before <= allowed;
  return before > 0 && (fits(here * 1000) || fits(here / 1000));
}

function chain(items: readonly Indexed[], { maxPowerW }: ReadingLimits, to: Collector): Indexed[] {
  const accepted: Indexed[] = [];
  for (const item of items) {
    const last = accepted[accepted.length - 1];
    if (last === undefined) {
      accepted.push(item);
      continue;
    }
    const before = last.reading.registerWh;
    const here = item.reading.registerWh;
    const ms = item.reading.at.getTime() - last.reading.at.getTime();
    const allowed = (maxPowerW * 1.1 * ms) / 3_600_000 + TOLERANCE_WH;
    if (ms === 0 && here === before) to.refuse("duplicate", "info", item);
    else if (here >= before && here - before <= allowed) accepted.push(item);
    else if (looksLikeOtherUnit(before, here, allowed)) to.refuse("unit_confusion", "review", item);
    else to.refuse(here < before ? "decreasing_register" : "absurd_jump", "review", item);
  }
  return accepted;
}

function noteGaps(accepted: readonly Indexed[], intervalS: number | undefined, to: Collector): void {
  if (intervalS === undefined) return;
  for (let i = 1; i < accepted.length; i++) {
    const here = accepted[i] as Indexed;
    const before = accepted[i - 1] as Indexed;
    if (here.reading.at.getTime() - before.reading.at.getTime() > 3 * intervalS * 1000)
      to.note("gap", "info", here.index);
  }
}

/** The energy that the reported power stands for, against the energy of the register: a factor of 1000 is a wrong unit. */
function wholeSessionInKwh(accepted: readonly Indexed[]): boolean {
  const first = accepted[0]?.reading.registerWh ?? 0;
  const last = accepted[accepted.length - 1]?.reading.registerWh ?? 0;
  let expected = 0;
  for (let i = 1; i < accepted.length; i++) {
    const a = (accepted[i - 1] as Indexed).reading;
    const b = (accepted[i] as Indexed).reading;
    if (a.powerW === undefined || b.powerW === undefined) return false;
    expected += (((a.powerW + b.powerW) / 2) * (b.at.getTime() - a.at.getTime())) / 3_600_000;
  }
  const ratio = expected / (last - first);
  return ratio > 500 && ratio < 2000;
}

/**
 * Splits a station's readings into what may be billed and what a person must look at (SEC-36, issue "bad input"): the register
 * never falls, rises at most by Pmax · Δt · 1.1, and is a number of Wh at a believable time. A reading that breaks a rule is
 * set aside, never corrected and never lost. Energy is only ever billed between accepted readings.
 */
export function sanitiseReadings(readings: readonly RawReading[], limits: ReadingLimits): SanitisedReadings {
  const to = new Collector();
  const items = readable(readings, to);
  noteTimes(items, limits, to);
  const sorted = items
    .slice()
    .sort(
      (a, b) =>
        a.reading.at.getTime() - b.reading.at.getTime() || a.reading.registerWh - b.reading.registerWh,
    );
  const accepted = chain(sorted, limits, to);
  noteGaps(accepted, limits.intervalS, to);
  if (wholeSessionInKwh(accepted))
    to.note("unit_confusion", "review", accepted[accepted.length - 1]?.index ?? 0);
  return {
    accepted: accepted.map(({ reading }) => reading),
    findings: to.findings.sort((a, b) => a.index - b.index),
    setAside: to.setAside,
    billable: to.findings.every(({ severity }) => severity === "info"),
  };
}
