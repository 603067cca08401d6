import { localTime } from "@/lib/core/time";
import { exactPerMinute, nearestExactPerMinute, onlyRate } from "./gross-price.rules";
import type { PriceComponent, Tariff, TariffElement } from "./tariff.model";
import { isFreeTariff } from "./tariff.rules";

/** AFIR's line between the two sets of price rules: from here on, inclusive. */
export const FAST_CHARGING_W = 50_000;
/** First day on which a point counts as newly deployed under AFIR (operational, not ordered; LAW-4). */
export const AFIR_DEPLOYED_FROM = "2024-04-13";

/** `error` stops publication for ad-hoc use; `warning` is shown and recorded. `code` is stable; texts are in the catalogues. */
export interface Finding {
  readonly code: string;
  /** The clause that asks for it. */
  readonly article: string;
  readonly severity: "error" | "warning";
  /** Key of the message that says how to repair it. */
  readonly repair: string;
  /** Index of the element, where one is to blame. */
  readonly elementIndex: number | null;
  /** Values for the messages. */
  readonly values: Readonly<Record<string, string>>;
}

/** What of an EVSE decides which prices are lawful there. */
export interface EvseForTariff {
  readonly maxPowerW: number;
  /** "YYYY-MM-DD" of the first operational day; null when unknown, which counts as new. */
  readonly deployedOn: string | null;
  /** Meter under German calibration law. */
  readonly eichrecht: boolean;
  /** Document that says the type approval covers time; null when there is none (LAW-32). */
  readonly timeApprovalReference: string | null;
  /** Smallest hold that is used here, minor units; the occupancy cap must fit into it. Null: not checked. */
  readonly holdMinor?: number | null;
  /** False where consumer prices may be shown without tax (United States, Canada). Default true (LAW-16). */
  readonly grossPricesRequired?: boolean;
}

function finding(
  code: string,
  article: string,
  severity: Finding["severity"],
  elementIndex: number | null = null,
  values: Readonly<Record<string, string>> = {},
): Finding {
  return { code, article, severity, repair: `tariff.repair.${code}`, elementIndex, values };
}

type Visit = (component: PriceComponent, element: TariffElement, index: number) => Finding | null;

function perComponent(tariff: Tariff, visit: Visit): Finding[] {
  const found: Finding[] = [];
  tariff.elements.forEach((element, index) => {
    for (const component of element.components) {
      if (component.price === "0") continue;
      const result = visit(component, element, index);
      if (result !== null) found.push(result);
    }
  });
  return found;
}

/** From 50 kW only {kWh} or {kWh, occupancy per minute} is lawful (LAW-12). */
function fastChargingFindings(tariff: Tariff, evse: EvseForTariff): Finding[] {
  const isNew = evse.deployedOn === null || evse.deployedOn >= AFIR_DEPLOYED_FROM;
  if (evse.maxPowerW < FAST_CHARGING_W || !isNew) return [];
  const article = "AFIR Art. 5(4)";
  const found = perComponent(tariff, ({ type }, _, index) =>
    type === "FLAT" || type === "TIME"
      ? finding("component_not_allowed_from_50_kw", article, "error", index, { component: type })
      : null,
  );
  if (tariff.minPrice !== undefined)
    found.push(finding("min_price_not_allowed_from_50_kw", article, "error"));
  const sellsEnergy = tariff.elements.some(({ components }) =>
    components.some(({ type }) => type === "ENERGY"),
  );
  if (!sellsEnergy) found.push(finding("kwh_price_missing", article, "error"));
  return found;
}

function perMinuteFindings(tariff: Tariff): Finding[] {
  return perComponent(tariff, (component, _, index) => {
    if (component.per !== "HOUR" || exactPerMinute(component) !== null) return null;
    const perMinute = nearestExactPerMinute(component.price);
    return finding("no_exact_price_per_minute", "AFIR Art. 5(4)", "error", index, {
      perHour: component.price,
      perMinute,
    });
  });
}

function occupancyFindings(tariff: Tariff, evse: EvseForTariff): Finding[] {
  const article = "AFIR Art. 5(4)";
  const { occupancy } = tariff;
  const charged = perComponent(tariff, ({ type }, _, index) =>
    type === "PARKING_TIME" ? finding("occupancy_cap_missing", article, "error", index) : null,
  );
  if (charged.length === 0) return [];
  const found: Finding[] = [];
  if (occupancy?.capMinor === undefined) found.push(...charged.slice(0, 1));
  else if (typeof evse.holdMinor === "number" && occupancy.capMinor > evse.holdMinor) {
    const values = { capMinor: String(occupancy.capMinor), holdMinor: String(evse.holdMinor) };
    found.push(finding("occupancy_cap_above_hold", article, "error", null, values));
  }
  if ((occupancy?.graceMinutes ?? 0) < 5) found.push(finding("occupancy_grace_too_short", article, "error"));
  return found;
}

/** Calibrated meters: time only with an approval that covers it, changes only at quarter hours (LAW-32, LAW-34). */
function eichrechtFindings(tariff: Tariff, evse: EvseForTariff): Finding[] {
  if (!evse.eichrecht) return [];
  const found: Finding[] = [];
  if (evse.timeApprovalReference === null) {
    found.push(
      ...perComponent(tariff, ({ type }, _, index) =>
        type === "TIME" || type === "PARKING_TIME"
          ? finding("time_price_without_approval", "MessEG § 33", "error", index, { component: type })
          : null,
      ),
    );
  }
  tariff.elements.forEach(({ restrictions }, index) => {
    for (const clock of [restrictions?.startTime, restrictions?.endTime]) {
      if (clock === undefined || Number(clock.slice(3)) % 15 === 0) continue;
      found.push(finding("band_not_on_quarter_hour", "MessEG § 33", "error", index, { clock }));
    }
  });
  return found;
}

function taxFindings(tariff: Tariff, evse: EvseForTariff): Finding[] {
  const found: Finding[] = [];
  if (tariff.taxIncluded === "NO" && evse.grossPricesRequired !== false) {
    const missing = perComponent(tariff, ({ vatPercent }, _, index) =>
      vatPercent === undefined
        ? finding("gross_price_unknown", "PAngV § 14; Directive 98/6/EC Art. 3", "error", index)
        : null,
    );
    found.push(...missing.slice(0, 1));
  }
  const oneSided = [tariff.minPrice, tariff.maxPrice].some(
    (limit) => limit !== undefined && limit.gross === undefined,
  );
  if (oneSided && onlyRate(tariff) === null) {
    found.push(finding("limit_gross_missing", "PAngV § 14; Directive 98/6/EC Art. 3", "error"));
  }
  return found;
}

/**
 * Whether a tariff may be used for ad-hoc charging at an EVSE (LAW-12, 15, 16, 17, 32, 34). Run it when a tariff is saved, when
 * it is attached, and when the EVSE changes: the answer depends on both. A free tariff has no duty of price.
 */
export function checkTariffForEvse(tariff: Tariff, evse: EvseForTariff): Finding[] {
  const adHoc = tariff.type === undefined || tariff.type === "AD_HOC_PAYMENT";
  if (!adHoc || isFreeTariff(tariff)) return [];
  return [
    ...fastChargingFindings(tariff, evse),
    ...perMinuteFindings(tariff),
    ...occupancyFindings(tariff, evse),
    ...eichrechtFindings(tariff, evse),
    ...taxFindings(tariff, evse),
  ];
}

/** Whether this moment is lawful for a change of tariff on a calibrated meter: a quarter hour of the wall clock (LAW-34). */
export function isQuarterHour(at: Date, timeZone: string): boolean {
  const { minute, second } = localTime(timeZone, at);
  return minute % 15 === 0 && second === 0 && at.getTime() % 1000 === 0;
}
