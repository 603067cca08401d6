import type { MessageKey } from "@/lib/i18n/catalogues";
import type { Formatter } from "@/lib/i18n/format";
import type { Translator } from "@/lib/i18n/translate";
import type { PriceComponentView, PriceConditions } from "@/lib/pricing/display.model";
import { DAYS_OF_WEEK } from "@/lib/pricing/tariff.model";

interface Words {
  readonly t: Translator;
  readonly f: Formatter;
}

const UNIT: Readonly<Record<PriceComponentView["unit"], MessageKey>> = {
  kWh: "price.per_kwh",
  minute: "price.per_minute",
  hour: "price.per_hour",
  session: "price.per_session",
};

/** "per kWh", "per minute" … */
export function unitText({ t }: Pick<Words, "t">, unit: PriceComponentView["unit"]): string {
  return t(UNIT[unit]);
}

/** The one legal order (LAW-13), whatever order the components arrive in. Stable within a kind. */
export function inLegalOrder<Item extends { readonly order: number }>(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => a.order - b.order);
}

/** The VAT rates that the prices carry, as "19 %" or "7 %, 19 %"; null when none is known. */
export function vatText({ f }: Pick<Words, "f">, components: readonly PriceComponentView[]): string | null {
  const rates = new Set(components.map(({ vatPercent }) => vatPercent).filter((rate) => rate !== null));
  return rates.size === 0 ? null : [...rates].map((rate) => f.percent(rate)).join(", ");
}

/** When a price applies, in words: hours and days, dates, amounts of energy, minutes, power, current. */
export function conditionTexts(words: Words, conditions: PriceConditions | null): string[] {
  if (!conditions) return [];
  return [
    hoursText(words, conditions),
    datesText(words, conditions),
    ...rangeTexts(words, conditions),
    ...electricalTexts(words, conditions),
  ].filter((text) => text !== null);
}

function hoursText({ t, f }: Words, { startTime, endTime, days }: PriceConditions): string | null {
  const names = days?.map((day) => f.weekday(DAYS_OF_WEEK.indexOf(day) + 1)).join(", ");
  if (startTime === null && endTime === null) return names ?? null;
  const from = startTime ?? "00:00";
  const to = endTime === null || endTime === "00:00" ? "24:00" : endTime;
  return names ? t("price.cond_hours_days", { days: names, from, to }) : t("price.cond_hours", { from, to });
}

function datesText({ t, f }: Words, { startDate, endDate }: PriceConditions): string | null {
  const from = startDate === null ? null : f.date(startDate);
  const to = endDate === null ? null : f.date(endDate);
  if (from !== null && to !== null) return t("price.cond_dates", { from, to });
  if (from !== null) return t("price.cond_since", { from });
  return to === null ? null : t("price.cond_before", { to });
}

function rangeTexts({ t, f }: Words, conditions: PriceConditions): (string | null)[] {
  const { minKwh, maxKwh, fromMinute, toMinute } = conditions;
  return [
    minKwh === null ? null : t("price.cond_kwh_from", { kwh: `${f.number(minKwh)} kWh` }),
    maxKwh === null ? null : t("price.cond_kwh_to", { kwh: `${f.number(maxKwh)} kWh` }),
    fromMinute === null ? null : t("price.cond_minutes_from", { minutes: fromMinute }),
    toMinute === null ? null : t("price.cond_minutes_to", { minutes: toMinute }),
  ];
}

function electricalTexts({ t, f }: Words, conditions: PriceConditions): (string | null)[] {
  const { minPowerKw, maxPowerKw, minCurrentA, maxCurrentA } = conditions;
  return [
    minPowerKw === null ? null : t("price.cond_power_from", { power: `${f.number(minPowerKw)} kW` }),
    maxPowerKw === null ? null : t("price.cond_power_to", { power: `${f.number(maxPowerKw)} kW` }),
    minCurrentA === null ? null : t("price.cond_current_from", { current: `${f.number(minCurrentA)} A` }),
    maxCurrentA === null ? null : t("price.cond_current_to", { current: `${f.number(maxCurrentA)} A` }),
  ];
}
