import { money, toDecimalString } from "@/lib/core/money";

/** "€13.10", "SEK 249.00", "¥500": the sign where everybody knows it. */
export function amountText(minor: number, currency: string): string {
  const text = toDecimalString(money(Math.abs(minor), currency));
  const sign = { EUR: "€", GBP: "£", USD: "$" }[currency];
  return `${minor < 0 ? "−" : ""}${sign === undefined ? `${currency} ` : sign}${text}`;
}

/** The price of a unit, which may have more decimals than the currency. */
export function unitPriceText(amount: string, currency: string): string {
  const sign = { EUR: "€", GBP: "£", USD: "$" }[currency];
  return `${sign === undefined ? `${currency} ` : sign}${amount}`;
}

/** `0:07`, `12:04`, `1:02:03` between two instants. */
export function elapsedText(from: string | null, until: Date): string {
  const start = Date.parse(from ?? "");
  if (Number.isNaN(start)) return "–";
  const seconds = Math.max(0, Math.floor((until.getTime() - start) / 1_000));
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** "1 March 2026" in UTC. */
export function dateText(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "–";
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(at);
}

/** "CCS · 150 kW" */
export function connectorText(standard: string, watt: number | null): string {
  const names: Readonly<Record<string, string>> = {
    IEC_62196_T2: "Type 2",
    IEC_62196_T2_COMBO: "CCS",
    IEC_62196_T1: "Type 1",
    IEC_62196_T1_COMBO: "CCS 1",
    CHADEMO: "CHAdeMO",
    TESLA_S: "Tesla",
    SAE_J3400: "NACS",
    MCS: "MCS",
  };
  const name = names[standard] ?? standard.replaceAll("_", " ");
  return watt === null ? name : `${name} · ${Math.round(watt / 100) / 10} kW`;
}

export interface StatusWords {
  readonly word: string;
  readonly tone: "go" | "wait" | "calm" | "alarm";
}

/** An EVSE's status in words. */
export function statusWords(status: string): StatusWords {
  const words: Readonly<Record<string, StatusWords>> = {
    AVAILABLE: { word: "Free", tone: "go" },
    CHARGING: { word: "In use", tone: "wait" },
    BLOCKED: { word: "Blocked", tone: "wait" },
    RESERVED: { word: "Reserved", tone: "wait" },
    INOPERATIVE: { word: "Closed", tone: "calm" },
    OUTOFORDER: { word: "Out of order", tone: "alarm" },
    PLANNED: { word: "Planned", tone: "calm" },
  };
  return words[status] ?? { word: "Unknown", tone: "calm" };
}
