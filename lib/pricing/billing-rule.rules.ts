import { localTime, minuteOfClock } from "@/lib/core/time";
import type {
  BillingRule,
  BillingRuleFinding,
  BillingScope,
  RuleMatch,
  SaleContext,
  WeeklyWindow,
} from "./billing-rule.model";
import { TERMINAL_CHANNELS } from "./billing-rule.model";
import type { Tariff } from "./tariff.model";
import { DAYS_OF_WEEK } from "./tariff.model";

const DAY_MINUTES = 1440;

interface MinuteSpan {
  readonly from: number;
  readonly to: number;
}

/** The minutes of the week, Monday 00:00 is 0, in which a window is open. The day is that of the moment itself. */
function weekSpans({ days, start, end }: WeeklyWindow): MinuteSpan[] {
  const from = minuteOfClock(start);
  const until = minuteOfClock(end);
  const to = until === 0 || from === until ? DAY_MINUTES : until;
  const begin = from === until ? 0 : from;
  return days.flatMap((day) => {
    const midnight = DAYS_OF_WEEK.indexOf(day) * DAY_MINUTES;
    if (begin < to) return [{ from: midnight + begin, to: midnight + to }];
    return [
      { from: midnight, to: midnight + to },
      { from: midnight + begin, to: midnight + DAY_MINUTES },
    ];
  });
}

function isOpen(rule: BillingRule, at: Date, timeZone: string): boolean {
  if (rule.windows === undefined) return true;
  const { weekday, minuteOfDay } = localTime(timeZone, at);
  const minute = (weekday - 1) * DAY_MINUTES + minuteOfDay;
  return rule.windows.flatMap(weekSpans).some(({ from, to }) => minute >= from && minute < to);
}

/** True when the place lies in the scope, whatever the channel. */
export function ruleCovers(
  scope: BillingScope,
  place: Omit<SaleContext, "channel" | "at" | "timeZone">,
): boolean {
  if (scope.clientId !== place.clientId) return false;
  if (scope.cpoId !== undefined && scope.cpoId !== place.cpoId) return false;
  if (scope.locationGroupId !== undefined && !place.locationGroupIds.includes(scope.locationGroupId))
    return false;
  if (scope.evseId !== undefined && scope.evseId !== place.evseId) return false;
  return scope.tariffCode === undefined || scope.tariffCode === place.tariffCode;
}

function covers(scope: BillingScope, sale: SaleContext): boolean {
  return (scope.channel === undefined || scope.channel === sale.channel) && ruleCovers(scope, sale);
}

/** True when the rule prices a session that starts in this place, by this channel, at this moment. */
export function ruleApplies(rule: BillingRule, sale: SaleContext): boolean {
  const valid = rule.validFrom <= sale.at && (rule.validTo === undefined || sale.at < rule.validTo);
  return valid && covers(rule.scope, sale) && isOpen(rule, sale.at, sale.timeZone);
}

/** The rule for a sale. Exactly one must apply; with none or several the EVSE can not be sold, for no price is certain. */
export function findBillingRule(rules: readonly BillingRule[], sale: SaleContext): RuleMatch {
  const applying = rules.filter((rule) => ruleApplies(rule, sale));
  const [only] = applying;
  if (only !== undefined && applying.length === 1) return { sellable: true, rule: only };
  return { sellable: false, reason: only === undefined ? "no_rule" : "several_rules", rules: applying };
}

/** What is known about places when two scopes are compared; each returns null when it does not know. */
export interface PlaceKnowledge {
  readonly cpoOfEvse: (evseId: string) => string | null;
  readonly groupsOfEvse: (evseId: string) => readonly string[] | null;
  readonly groupsShareEvse: (a: string, b: string) => boolean | null;
  readonly cpoHasEvseInGroup: (cpoId: string, groupId: string) => boolean | null;
}

function differ<T>(a: T | undefined, b: T | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

/** False only when it is certain that an EVSE inside of `a` lies outside of `b`. */
function evseMayBeIn(a: BillingScope, b: BillingScope, places: PlaceKnowledge): boolean {
  if (a.evseId === undefined) return true;
  const cpo = places.cpoOfEvse(a.evseId);
  if (b.cpoId !== undefined && cpo !== null && cpo !== b.cpoId) return false;
  const groups = places.groupsOfEvse(a.evseId);
  return b.locationGroupId === undefined || groups === null || groups.includes(b.locationGroupId);
}

function groupMayMeet(a: BillingScope, b: BillingScope, places: PlaceKnowledge): boolean {
  if (a.locationGroupId === undefined) return true;
  if (differ(a.locationGroupId, b.locationGroupId)) {
    return places.groupsShareEvse(a.locationGroupId, b.locationGroupId ?? "") !== false;
  }
  return b.cpoId === undefined || places.cpoHasEvseInGroup(b.cpoId, a.locationGroupId) !== false;
}

function scopesMeet(a: BillingScope, b: BillingScope, places: PlaceKnowledge): boolean {
  if (a.clientId !== b.clientId || differ(a.cpoId, b.cpoId) || differ(a.evseId, b.evseId)) return false;
  if (differ(a.channel, b.channel) || differ(a.tariffCode, b.tariffCode)) return false;
  const evses = evseMayBeIn(a, b, places) && evseMayBeIn(b, a, places);
  return evses && groupMayMeet(a, b, places) && groupMayMeet(b, a, places);
}

function windowsMeet(a: BillingRule, b: BillingRule): boolean {
  if (a.windows === undefined || b.windows === undefined) return true;
  const theirs = b.windows.flatMap(weekSpans);
  return a.windows.flatMap(weekSpans).some((x) => theirs.some((y) => x.from < y.to && y.from < x.to));
}

/** True when some sale could match both rules. What is not known about places counts as a collision. */
export function rulesOverlap(a: BillingRule, b: BillingRule, places: PlaceKnowledge): boolean {
  const endOf = (rule: BillingRule): number => rule.validTo?.getTime() ?? Number.POSITIVE_INFINITY;
  const inTime = a.validFrom.getTime() < endOf(b) && b.validFrom.getTime() < endOf(a);
  return inTime && windowsMeet(a, b) && scopesMeet(a.scope, b.scope, places);
}

function ruleFinding(
  code: BillingRuleFinding["code"],
  severity: BillingRuleFinding["severity"],
  article: string | null = null,
  other: BillingRule | null = null,
): BillingRuleFinding {
  return {
    code,
    article,
    severity,
    repair: `billing_rule.repair.${code}`,
    otherRuleId: other?.id ?? null,
    otherRuleName: other?.name ?? null,
  };
}

function readsTimeOfDay(tariff: Tariff): boolean {
  return tariff.elements.some(
    ({ restrictions: r }) =>
      r?.startTime !== undefined || r?.endTime !== undefined || r?.dayOfWeek !== undefined,
  );
}

function terminalFindings(rule: BillingRule, wholesale: readonly Tariff[]): BillingRuleFinding[] {
  const { channel } = rule.scope;
  if (channel !== undefined && !TERMINAL_CHANNELS.includes(channel)) return [];
  const found: BillingRuleFinding[] = [];
  if (rule.price.kind === "FIXED") {
    if (channel === "OCPI_TERMINAL") found.push(ruleFinding("terminal_needs_factor_rule", "error"));
    else found.push(ruleFinding("terminal_shows_other_price", "warning", "AFIR Art. 5(3)"));
  } else if (rule.price.factor !== "1") {
    found.push(ruleFinding("terminal_shows_other_price", "warning", "AFIR Art. 5(3)"));
  }
  const shown = rule.price.kind === "FIXED" ? [rule.price.tariff] : wholesale;
  if (shown.some(readsTimeOfDay)) found.push(ruleFinding("time_of_use_on_terminal", "warning"));
  return found;
}

/**
 * Everything that is wrong with a rule before it is saved: overlaps with the colliding rule named, a price that differs from
 * wholesale without a written reason (LAW-11), and a terminal that would show another price than is charged. `wholesale`
 * are the wholesale tariffs in the rule's scope.
 */
export function checkBillingRule(
  rule: BillingRule,
  others: readonly BillingRule[],
  places: PlaceKnowledge,
  wholesale: readonly Tariff[] = [],
): BillingRuleFinding[] {
  const found = others
    .filter((other) => other.id !== rule.id && rulesOverlap(rule, other, places))
    .map((other) => ruleFinding("overlap", "error", null, other));
  const differs = rule.price.kind === "WHOLESALE_FACTOR" && rule.price.factor !== "1";
  if (differs && rule.justification === undefined) {
    found.push(ruleFinding("justification_missing", "error", "AFIR Art. 5(3)"));
  }
  const currency = rule.price.kind === "FIXED" ? rule.price.tariff.currency : null;
  if (currency !== null && wholesale.some((tariff) => tariff.currency !== currency))
    found.push(ruleFinding("currency_differs", "warning"));
  return [...found, ...terminalFindings(rule, wholesale)];
}
