/**
 * Wall-clock arithmetic in IANA time zones on top of `Intl` (REL-20). Instants are UTC milliseconds or `Date`.
 * The offsets of a zone are looked up once per year and then kept, so that a look-up costs a small array search.
 */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** What a clock on the wall shows. `weekday` is 1 (Monday) to 7 (Sunday); `date` is "YYYY-MM-DD". */
export interface LocalTime {
  readonly date: string;
  readonly weekday: number;
  readonly minuteOfDay: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

interface OffsetSpan {
  readonly from: number;
  readonly offset: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();
const years = new Map<string, Map<number, readonly OffsetSpan[]>>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formatters.set(zone, made);
  return made;
}

function askOffset(zone: string, instant: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(instant)) part[type] = Number(value);
  const wall = Date.UTC(
    part.year ?? 0,
    (part.month ?? 1) - 1,
    part.day ?? 1,
    part.hour ?? 0,
    part.minute ?? 0,
    part.second ?? 0,
  );
  return wall - Math.floor(instant / 1000) * 1000;
}

/** First instant (to the second) at which the offset of `low` no longer holds. */
function findChange(zone: string, low: number, high: number, offset: number): number {
  let a = low;
  let b = high;
  while (b - a > 1000) {
    const middle = Math.floor((a + b) / 2000) * 1000;
    if (askOffset(zone, middle) === offset) a = middle;
    else b = middle;
  }
  return b;
}

function spansOfYear(zone: string, year: number): readonly OffsetSpan[] {
  let ofZone = years.get(zone);
  if (ofZone === undefined) {
    ofZone = new Map();
    years.set(zone, ofZone);
  }
  const known = ofZone.get(year);
  if (known !== undefined) return known;
  const end = Date.UTC(year + 1, 0, 1);
  let at = Date.UTC(year, 0, 1);
  const spans: OffsetSpan[] = [{ from: at, offset: askOffset(zone, at) }];
  // A week is shorter than any two neighbouring changes of a real zone, Ramadan breaks included.
  while (at < end) {
    const next = Math.min(at + 7 * DAY_MS, end);
    const last = spans[spans.length - 1] as OffsetSpan;
    const offset = askOffset(zone, next);
    if (offset !== last.offset) spans.push({ from: findChange(zone, at, next, last.offset), offset });
    at = next;
  }
  ofZone.set(year, spans);
  return spans;
}

/** True when the runtime knows the zone. Call it where a zone enters the system; the other functions throw a `RangeError`. */
export function isTimeZone(zone: string): boolean {
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** Offset of the zone from UTC at the instant, in milliseconds; east is positive. */
export function zoneOffset(zone: string, instant: number): number {
  const spans = spansOfYear(zone, new Date(instant).getUTCFullYear());
  let i = spans.length - 1;
  while (i > 0 && (spans[i] as OffsetSpan).from > instant) i -= 1;
  return (spans[i] as OffsetSpan).offset;
}

/** The wall clock as bare numbers: `day` counts from 1970-01-01, `weekday` is 1 (Monday) to 7 (Sunday). */
export interface WallClock {
  readonly day: number;
  readonly weekday: number;
  readonly minuteOfDay: number;
}

/** The wall clock of the zone at the instant, without any text: for rules that are asked thousands of times. */
export function wallClock(zone: string, instant: number): WallClock {
  const wall = instant + zoneOffset(zone, instant);
  const day = Math.floor(wall / DAY_MS);
  // 1970-01-01 was a Thursday.
  return {
    day,
    weekday: ((((day + 3) % 7) + 7) % 7) + 1,
    minuteOfDay: Math.floor((wall - day * DAY_MS) / MINUTE_MS),
  };
}

/** Days from 1970-01-01 to "YYYY-MM-DD". Throws a `RangeError` when there is no such day. */
export function dayNumber(date: string): number {
  const wall = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(wall)) throw new RangeError(`time: "${date}" is not a date`);
  return wall / DAY_MS;
}

/** What the wall clock of the zone shows at the instant. */
export function localTime(zone: string, instant: Date | number): LocalTime {
  const ms = Number(instant);
  const wall = new Date(ms + zoneOffset(zone, ms));
  const hour = wall.getUTCHours();
  const minute = wall.getUTCMinutes();
  const day = wall.getUTCDay();
  return {
    date: wall.toISOString().slice(0, 10),
    weekday: day === 0 ? 7 : day,
    minuteOfDay: hour * 60 + minute,
    hour,
    minute,
    second: wall.getUTCSeconds(),
  };
}

/**
 * The instants at which the wall clock shows `wall` (milliseconds of the wall clock, counted as if it were UTC):
 * one as a rule, two when clocks go back, none when they jump over it.
 */
export function instantsOfWall(zone: string, wall: number): number[] {
  const found: number[] = [];
  const offsets = [zoneOffset(zone, wall - 15 * HOUR_MS), zoneOffset(zone, wall + 15 * HOUR_MS)];
  for (const offset of new Set(offsets)) {
    const instant = wall - offset;
    if (zoneOffset(zone, instant) === offset) found.push(instant);
  }
  return found.sort((a, b) => a - b);
}

/** The first instant of the local day ("YYYY-MM-DD"), also where midnight itself is skipped by a clock change. */
export function startOfLocalDay(zone: string, date: string): Date {
  const wall = dayNumber(date) * DAY_MS;
  return new Date(instantsOfWall(zone, wall)[0] ?? wall - zoneOffset(zone, wall - 15 * HOUR_MS));
}

/** The first instant of the local day after the one that contains `instant`. */
export function nextLocalMidnight(zone: string, instant: Date | number): Date {
  const ms = Number(instant);
  const today = Math.floor((ms + zoneOffset(zone, ms)) / DAY_MS);
  return startOfLocalDay(zone, new Date((today + 1) * DAY_MS).toISOString().slice(0, 10));
}

/** The instants in (`from`, `to`) at which the zone changes its offset. */
export function offsetChanges(zone: string, from: number, to: number): number[] {
  const found: number[] = [];
  const lastYear = new Date(to).getUTCFullYear();
  for (let year = new Date(from).getUTCFullYear(); year <= lastYear; year++) {
    const spans = spansOfYear(zone, year);
    for (let i = 1; i < spans.length; i++) {
      const at = (spans[i] as OffsetSpan).from;
      if (at > from && at < to) found.push(at);
    }
  }
  return found;
}

/**
 * The instants in (`from`, `to`), ascending, at which a rule that reads the wall clock may change its mind: every time the
 * clock shows one of `marks` (minutes of the day, 0 is midnight), and every change of the offset.
 */
export function wallClockBoundaries(
  zone: string,
  from: number,
  to: number,
  marks: readonly number[],
): number[] {
  const changes = offsetChanges(zone, from, to);
  const first = zoneOffset(zone, from);
  const firstDay = Math.floor((from + first) / DAY_MS);
  const lastDay = Math.floor((to + zoneOffset(zone, to)) / DAY_MS);
  if (changes.length === 0) {
    const found: number[] = [];
    for (let day = firstDay; day <= lastDay; day++) {
      for (const mark of marks) {
        const at = day * DAY_MS + mark * MINUTE_MS - first;
        if (at > from && at < to) found.push(at);
      }
    }
    return found.sort((a, b) => a - b);
  }
  const found = new Set<number>(changes);
  for (let day = firstDay - 1; day <= lastDay + 1; day++) {
    for (const mark of marks) {
      for (const at of instantsOfWall(zone, day * DAY_MS + mark * MINUTE_MS)) {
        if (at > from && at < to) found.add(at);
      }
    }
  }
  return [...found].sort((a, b) => a - b);
}

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Minutes since midnight of "HH:MM". Throws a `RangeError` on anything else. */
export function minuteOfClock(text: string): number {
  const match = CLOCK.exec(text);
  if (match === null) throw new RangeError(`time: "${text}" is not HH:MM`);
  return Number(match[1]) * 60 + Number(match[2]);
}
