import { minorDigits, toDecimalString } from "@/lib/core/money";
import { FORMAT_TAG, type Locale } from "./locale.model";

/** Formats numbers for people. Amounts and prices are formatted from exact decimal text, never from floats. */
export interface Formatter {
  /** €13.80 */
  money(minor: number, currency: string): string;
  /** €60, but €60.50: for limits and buttons. */
  moneyShort(minor: number, currency: string): string;
  /** €0.4512: at least the currency's decimals, at most what the price has. */
  unitPrice(decimal: string, currency: string): string;
  /** 12.345 kWh; `digits` is 2 or 3. */
  energy(wh: number, digits?: 0 | 1 | 2 | 3): string;
  /** Only the number of `energy`, for large type with the unit beside it. */
  energyNumber(wh: number, digits?: 0 | 1 | 2 | 3): string;
  /** 49.5 kW */
  power(watts: number): string;
  /** 19 %, from decimal text. */
  percent(decimal: string): string;
  /** A plain number from exact decimal text. */
  number(decimal: string, maximumDigits?: number): string;
  /** 1 h 05 min */
  duration(minutes: number): string;
  /** 20/11/2026, 14:41 */
  dateTime(at: Date, timeZone: string): string;
  /** 20/11/2026, 14:41:07 CET: for proofs and receipts. */
  exactDateTime(at: Date, timeZone: string): string;
  /** 14:41 */
  time(at: Date, timeZone: string): string;
  /** 14:41:07 */
  exactTime(at: Date, timeZone: string): string;
  /** 20/11/2026, from "2026-11-20". */
  date(day: string): string;
  /** Mon, Tue, … of 1 (Monday) to 7 (Sunday). */
  weekday(day: number): string;
}

const formatters = new Map<Locale, Formatter>();

/** The formatter of a language. */
export function formatterFor(locale: Locale): Formatter {
  const known = formatters.get(locale);
  if (known) return known;
  const made = createFormatter(FORMAT_TAG[locale]);
  formatters.set(locale, made);
  return made;
}

type NumericText = Intl.StringNumericLiteral;

function createFormatter(tag: string): Formatter {
  const numbers = keep((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options));
  const dates = keep((options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options));
  const amount = (minor: number, currency: string, options: Intl.NumberFormatOptions = {}): string =>
    numbers({ style: "currency", currency, ...options }).format(
      toDecimalString({ minor, currency }) as NumericText,
    );
  const kwh = (wh: number, digits: number): string =>
    numbers({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
      `${Math.round(wh)}e-3` as NumericText,
    );
  const date = { day: "2-digit", month: "2-digit", year: "numeric" } as const;
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return {
    money: (minor, currency) => amount(minor, currency),
    moneyShort: (minor, currency) => amount(minor, currency, { trailingZeroDisplay: "stripIfInteger" }),
    unitPrice: (decimal, currency) =>
      numbers({
        style: "currency",
        currency,
        minimumFractionDigits: minorDigits(currency),
        maximumFractionDigits: 12,
      }).format(decimal as NumericText),
    energy: (wh, digits = 2) => `${kwh(wh, digits)} kWh`,
    energyNumber: (wh, digits = 2) => kwh(wh, digits),
    power: (watts) => `${numbers({ maximumFractionDigits: 1 }).format(watts / 1000)} kW`,
    percent: (decimal) =>
      numbers({ style: "percent", maximumFractionDigits: 2 }).format(`${decimal}e-2` as NumericText),
    number: (decimal, maximumDigits = 4) =>
      numbers({ maximumFractionDigits: maximumDigits }).format(decimal as NumericText),
    duration: (minutes) => {
      const whole = Math.max(0, Math.round(minutes));
      if (whole < 60) return `${whole} min`;
      return `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, "0")} min`;
    },
    dateTime: (at, timeZone) => dates({ ...date, ...time, timeZone }).format(at),
    exactDateTime: (at, timeZone) =>
      dates({ ...date, ...time, second: "2-digit", timeZoneName: "short", timeZone }).format(at),
    time: (at, timeZone) => dates({ ...time, timeZone }).format(at),
    exactTime: (at, timeZone) => dates({ ...time, second: "2-digit", timeZone }).format(at),
    date: (day) => dates({ ...date, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`)),
    // 5 January 1970 was a Monday.
    weekday: (day) =>
      dates({ weekday: "short", timeZone: "UTC" }).format(new Date((4 + ((day + 6) % 7)) * 86_400_000)),
  };
}

/** Intl objects are expensive to build; each set of options is built once. */
function keep<Options extends object, Made>(build: (options: Options) => Made): (options: Options) => Made {
  const made = new Map<string, Made>();
  return (options) => {
    const key = JSON.stringify(options);
    const known = made.get(key);
    if (known) return known;
    const fresh = build(options);
    made.set(key, fresh);
    return fresh;
  };
}
