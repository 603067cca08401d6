import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";

const PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d{2}):(\d{2}))?$/;
const STRICT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,4})?Z$/;

/**
 * An instant as OCPI DateTime, always UTC with "Z" (OCPI types, DateTime). 2.1.1 has no fractions of a second; later
 * versions carry milliseconds, which still fit into their 25 characters.
 */
export function formatDateTime(instant: Date, version: OcpiVersion): string {
  const text = instant.toISOString();
  return version === "2.1.1" ? text.replace(/\.\d+Z$/, "Z") : text;
}

/** True when the text is a DateTime that we may send in this version. */
export function isWireDateTime(text: string, version: OcpiVersion): boolean {
  if (text.length > 25 || !STRICT.test(text) || parseDateTime(text) === null) return false;
  return version !== "2.1.1" || !text.includes(".");
}

/**
 * Reads a partner's DateTime tolerantly: without designator it is UTC, offsets are understood although OCPI forbids them.
 * Null for everything else, days that do not exist included (SEC: no guessing by `Date.parse`).
 */
export function parseDateTime(text: string): Date | null {
  const match = PATTERN.exec(text.trim());
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  const wall = new Date(Date.UTC(year, month - 1, day, hour, minute, second, milliseconds));
  const isReal =
    year > 0 &&
    wall.getUTCFullYear() === year &&
    wall.getUTCMonth() === month - 1 &&
    wall.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  if (!isReal) return null;
  const offset = (Number(match[10] ?? 0) * 60 + Number(match[11] ?? 0)) * (match[9] === "-" ? -1 : 1);
  return new Date(wall.getTime() - offset * 60_000);
}
