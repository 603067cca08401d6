import type { Finding } from "./afir.rules";
import type { CompiledRestrictions } from "./compile.rules";
import { compileTariff } from "./compile.rules";
import type { PriceUnit, Tariff } from "./tariff.model";

/** More elements than this are a mistake or an attack; they are priced, but a person must confirm them. */
const MANY_ELEMENTS = 100;

/** Above these a price is believed to be a slip of the decimal point, in currencies of about this worth. */
const ABSURD: Readonly<Record<PriceUnit, number>> = { KWH: 5, MINUTE: 5, HOUR: 300, SESSION: 100 };
const COMPARABLE: ReadonlySet<string> = new Set(["EUR", "USD", "GBP", "CHF", "CAD", "AUD"]);

function warn(
  code: string,
  elementIndex: number | null,
  values: Readonly<Record<string, string>> = {},
): Finding {
  return {
    code,
    article: "OCPI Tariffs module",
    severity: "warning",
    repair: `tariff.repair.${code}`,
    elementIndex,
    values,
  };
}

function isImpossible(rule: CompiledRestrictions): boolean {
  return (
    rule.startDay >= rule.endDay ||
    rule.minEnergy >= rule.maxEnergy ||
    rule.minDuration >= rule.maxDuration ||
    rule.minPower >= rule.maxPower ||
    rule.minCurrent >= rule.maxCurrent
  );
}

function elementFindings(tariff: Tariff): Finding[] {
  const compiled = compileTariff(tariff);
  const found: Finding[] = [];
  const { session, reservation, expiry } = compiled;
  const lists = [...Object.values(session), ...Object.values(reservation), ...Object.values(expiry)];
  const reachable = new Set(lists.flatMap((list) => list.map(({ index }) => index)));
  for (const { index, elementIndex, source, rule } of compiled.components) {
    if (!reachable.has(index)) found.push(warn("never_reached", elementIndex, { component: source.type }));
    else if (rule !== null && isImpossible(rule)) found.push(warn("never_true", elementIndex));
    if (COMPARABLE.has(tariff.currency) && Number(source.price) > ABSURD[source.per]) {
      found.push(warn("absurd_price", elementIndex, { price: source.price, per: source.per }));
    }
  }
  tariff.elements.forEach(({ restrictions: r }, index) => {
    if (r?.startTime !== undefined && r.startTime === r.endTime)
      found.push(warn("window_reads_as_whole_day", index));
  });
  return found;
}

/**
 * What is strange about a tariff anywhere: prices that look like slips, elements that can never apply, windows that OCPI leaves
 * undefined. Warnings only; what the law forbids at a certain EVSE is in `checkTariffForEvse`.
 */
export function checkTariff(tariff: Tariff): Finding[] {
  const found = elementFindings(tariff);
  const { elements, validFrom, validTo } = tariff;
  if (elements.length > MANY_ELEMENTS)
    found.push(warn("many_elements", null, { count: String(elements.length) }));
  if (validFrom !== undefined && validTo !== undefined && validFrom >= validTo)
    found.push(warn("never_valid", null));
  if (isCrossed(tariff)) found.push(warn("least_above_greatest", null));
  return found;
}

/** The greatest price then always wins, and every session costs just that. */
function isCrossed({ minPrice, maxPrice }: Tariff): boolean {
  const above = (side: "net" | "gross") =>
    Number(minPrice?.[side] ?? 0) > Number(maxPrice?.[side] ?? Infinity);
  return above("net") || above("gross");
}

/** True when the tariff may be sold at the moment: inside of its validity, the end exclusive. */
export function isTariffValidAt(tariff: Tariff, at: Date): boolean {
  const from = tariff.validFrom === undefined || Date.parse(tariff.validFrom) <= at.getTime();
  return from && (tariff.validTo === undefined || at.getTime() < Date.parse(tariff.validTo));
}
