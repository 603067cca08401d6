import type { BillingRuleFinding, Channel, WeeklyWindow } from "@/lib/pricing/billing-rule.model";
import type { RuleChange, RuleContent } from "@/lib/pricing/rule-draft.model";
import type { SaleRefusal } from "@/lib/pricing/sale.model";
import { DAYS_OF_WEEK } from "@/lib/pricing/tariff.model";
import { clock, humanise } from "../format";

export const CHANNEL_WORDS: Readonly<Record<Channel, string>> = {
  QR: "QR page",
  OCPI_TERMINAL: "OCPI terminals",
  CLOUD_TERMINAL: "Cloud terminals",
  HARDWARE_TERMINAL: "Terminals at the station",
};

/** Why something can not be sold, in words. */
export const REFUSAL_WORDS: Readonly<Record<SaleRefusal, string>> = {
  no_rule: "No billing rule applies",
  several_rules: "Several billing rules apply",
  no_wholesale: "The tariff code has no wholesale tariff",
  not_valid_now: "The price is not valid now",
  unreadable: "The stored price can not be read",
};

/** What a finding about a rule means and how to repair it. */
export const RULE_FINDING_WORDS: Readonly<Record<BillingRuleFinding["code"], readonly [string, string]>> = {
  overlap: [
    "Another rule could apply to the same sale:",
    "Exactly one rule may apply. Narrow one of the two, or end one before the other begins.",
  ],
  justification_missing: [
    "A factor other than 1 has no written reason.",
    "Say why this price differs from wholesale; it is kept with your name and the date.",
  ],
  justification_advised: [
    "This price differs from the wholesale tariff that terminals show, and no reason is written.",
    "Say why, or make the two equal. Without a reason a lasting difference becomes an exception.",
  ],
  terminal_shows_other_price: [
    "On a terminal the driver sees the wholesale price, and this rule books another.",
    "Use a factor of 1 where terminals sell, and put the margin into the wholesale tariff.",
  ],
  terminal_needs_factor_rule: [
    "OCPI terminals show and charge the wholesale tariff; a fixed price can not reach them.",
    "Use a factor of the wholesale price for OCPI terminals.",
  ],
  time_of_use_on_terminal: [
    "Prices by time of day are hard to show on a terminal.",
    "Check that the terminal shows all of them, or use one price there.",
  ],
  currency_differs: [
    "The price is in another currency than the wholesale tariff.",
    "Nothing is converted: use the currency of the wholesale tariff.",
  ],
};

interface Scoped {
  readonly cpo?: { readonly name: string } | null;
  readonly locationGroup?: { readonly name: string } | null;
  readonly evse?: { readonly label: string } | null;
  readonly tariffCode: string | null;
}

/** Where a rule holds: "Noordlicht Laden · code NL-HPC". */
export function scopeWords({ cpo, locationGroup, evse, tariffCode }: Scoped): string {
  const parts = [
    cpo ? cpo.name : "All operators",
    locationGroup ? `group ${locationGroup.name}` : null,
    tariffCode === null ? null : `code ${tariffCode}`,
    evse ? `charger ${evse.label}` : null,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

const dayWord = (day: string) => humanise(day).slice(0, 3);

/** The days of a window, consecutive ones joined: "Mon–Fri". */
function daysWords(days: readonly string[]): string {
  const chosen = DAYS_OF_WEEK.filter((day) => days.includes(day));
  if (chosen.length === 7) return "every day";
  const first = DAYS_OF_WEEK.indexOf(chosen[0] ?? "MONDAY");
  const isRun = chosen.length > 2 && chosen.every((day, index) => DAYS_OF_WEEK[first + index] === day);
  return isRun
    ? `${dayWord(chosen[0] ?? "")}–${dayWord(chosen.at(-1) ?? "")}`
    : chosen.map(dayWord).join(", ");
}

/** When a rule holds in the week: "Mon–Fri 08:00–18:00; Sat 10:00–14:00". */
export function windowsWords(windows: readonly WeeklyWindow[] | null): string {
  if (windows === null || windows.length === 0) return "always";
  return windows
    .map(({ days, start, end }) =>
      start === end ? daysWords(days) : `${daysWords(days)} ${start}–${end === "00:00" ? "24:00" : end}`,
    )
    .join("; ");
}

/** "since 01 Mar 2026", "from … until …". */
export function validityWords(from: Date, to: Date | null, zone: string): string {
  const start = clock(from, zone, "date");
  return to === null ? `since ${start}` : `${start} – ${clock(to, zone, "date")}`;
}

const TERMS: Readonly<Record<keyof RuleContent, string>> = {
  name: "Name",
  cpoId: "Operator",
  locationGroupId: "Location group",
  evseId: "Charger",
  channel: "Channel",
  tariffCode: "Tariff code",
  validFrom: "Valid from",
  validTo: "Valid until",
  windows: "Hours",
  kind: "Kind",
  tariffId: "Price",
  factor: "Factor",
  justification: "Reason",
  archived: "Ended",
};

/** Names of what a rule refers to by id. */
export type NameOf = (id: string) => string;

/** A difference between two entries of a rule's history, as a row for people. */
export function ruleChangeWords(
  { term, before, after }: RuleChange,
  nameOf: NameOf,
  zone: string,
): { readonly what: string; readonly before: string; readonly after: string } {
  const say = (value: RuleChange["before"]): string => {
    if (term === "windows") return windowsWords(value as WeeklyWindow[] | null);
    if (value === null) return "–";
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (term === "validFrom" || term === "validTo") return clock(new Date(String(value)), zone);
    if (term === "channel") return CHANNEL_WORDS[value as Channel];
    if (term === "kind") return value === "FIXED" ? "Fixed price" : "Factor of wholesale";
    return ["cpoId", "locationGroupId", "evseId", "tariffId"].includes(term)
      ? nameOf(String(value))
      : String(value);
  };
  return { what: TERMS[term], before: say(before), after: say(after) };
}
