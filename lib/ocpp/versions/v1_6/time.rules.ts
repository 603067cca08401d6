/** A station's clock reading. */
export interface StationTime {
  /** UTC. The time of receipt when the station's own time was missing or impossible. */
  readonly at: Date;
  /** The text as sent, for keys that must survive a retry. */
  readonly reported: string;
  /** Null when the station's time was used as sent; else why it needed help. */
  readonly doubt: "missing" | "unreadable" | "impossible" | "no-zone" | null;
}

/** No OCPP 1.6 station is older than the protocol; earlier times come from clocks that were never set. */
const EARLIEST = Date.UTC(2015, 0, 1);

/** A station may be in a wrong zone; more than this ahead of us is no clock any more. */
const MAX_AHEAD_MS = 48 * 3_600_000;

const ISO = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})([.,]\d{1,9})?\s*([Zz]|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * Reads a timestamp of a station (OCPP 1.6 §3.13: ISO 8601, UTC recommended). A time without a zone counts as UTC. A missing,
 * unreadable or impossible one is replaced by the time of receipt, with the doubt on record; the text itself is kept because
 * a repeated message repeats it (content idempotency).
 */
export function readTime(value: unknown, receivedAt: Date): StationTime {
  if (value === undefined || value === null || value === "")
    return { at: receivedAt, reported: "", doubt: "missing" };
  const reported = (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).slice(0, 40);
  const match = ISO.exec(reported.trim());
  if (!match) return { at: receivedAt, reported: printable(reported), doubt: "unreadable" };
  const zone = match[4];
  const millis = millisOf(match);
  if (Number.isNaN(millis)) return { at: receivedAt, reported, doubt: "unreadable" };
  if (millis < EARLIEST || millis > receivedAt.getTime() + MAX_AHEAD_MS) {
    return { at: receivedAt, reported, doubt: "impossible" };
  }
  return { at: new Date(millis), reported, doubt: zone === undefined ? "no-zone" : null };
}

/** A time that a station names, wherever it lies; null when it can not be read. */
export function readInstant(value: unknown): Date | null {
  const match = typeof value === "string" ? ISO.exec(value.slice(0, 40).trim()) : null;
  const millis = match === null ? Number.NaN : millisOf(match);
  return Number.isNaN(millis) ? null : new Date(millis);
}

function millisOf([, date, time, fraction = "", zone]: RegExpExecArray): number {
  return Date.parse(`${date}T${time}${fraction.replace(",", ".").slice(0, 4)}${normaliseZone(zone)}`);
}

/** The remark for the journal; empty when the time was fine. */
export function timeRemarks(time: StationTime): string[] {
  return time.doubt === null ? [] : [`time: ${time.doubt}`];
}

function normaliseZone(zone: string | undefined): string {
  if (zone === undefined || zone === "Z" || zone === "z") return "Z";
  if (zone.length === 3) return `${zone}:00`;
  return zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}
