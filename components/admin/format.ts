import { minorDigits } from "@/lib/core/money";

/** The portal speaks English; numbers and dates follow en-GB. The driver's pages have their own languages. */
const LOCALE = "en-GB";

/** "€12.34"; an amount of money from its minor units. */
export function amount(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat(LOCALE, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(minor / 10 ** digits);
}

/** "12.345 kWh" from Wh. */
export function energy(wh: number | null): string {
  return wh === null ? "–" : `${new Intl.NumberFormat(LOCALE, THREE).format(wh / 1000)} kWh`;
}
const THREE = { minimumFractionDigits: 3, maximumFractionDigits: 3 } as const;

/** "11.0 kW" from W. */
export function power(w: number | null): string {
  return w === null ? "–" : `${new Intl.NumberFormat(LOCALE, ONE).format(w / 1000)} kW`;
}
const ONE = { minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;

export function count(value: number): string {
  return new Intl.NumberFormat(LOCALE).format(value);
}

/** "73 %"; a dash when there is nothing to compare with. */
export function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Math.round((part / whole) * 100)} %`;
}

/** "1 h 24 min", "45 s": elapsed time, so that a change of the clock does not matter (ADM-34). */
export function duration(from: Date, to: Date): string {
  const seconds = Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** "3 min ago". */
export function ago(at: Date, now: Date): string {
  return now.getTime() - at.getTime() < 5_000 ? "just now" : `${duration(at, now)} ago`;
}

export type TimeStyle = "minute" | "second" | "date" | "clock";

const STYLES: Readonly<Record<TimeStyle, Intl.DateTimeFormatOptions>> = {
  minute: { day: "2-digit", month: "short", hour: "2-digit", minute: "2-digit" },
  second: { day: "2-digit", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  date: { day: "2-digit", month: "short", year: "numeric" },
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** A point in time as the clock of the zone shows it. */
export function clock(at: Date, zone: string, style: TimeStyle = "minute"): string {
  return new Intl.DateTimeFormat(LOCALE, { ...STYLES[style], timeZone: zone, hourCycle: "h23" }).format(at);
}

/** The zone's short name at the instant, e.g. "CET" or "GMT+1". */
export function zoneName(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat(LOCALE, { timeZone: zone, timeZoneName: "short" }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? zone;
}

/** "stopped_by_driver" → "Stopped by driver"; for codes that have no words of their own. */
export function humanise(code: string): string {
  const text = code
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[_.]+/g, " ")
    .toLowerCase()
    .trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
