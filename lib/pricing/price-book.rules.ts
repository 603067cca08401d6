import type { BillingRule, BillingScope, Channel } from "./billing-rule.model";
import type { PlaceKnowledge } from "./billing-rule.rules";
import { ruleCovers, rulesOverlap } from "./billing-rule.rules";
import type { TariffRefusal } from "./evse-facts.rules";
import { tariffRefusals } from "./evse-facts.rules";
import { type BookedEvse, bookKey, type PriceBook } from "./price-book.model";
import { retailTariff, withVat } from "./retail-tariff.rules";
import type { WholesalePrice } from "./sale.model";
import { judgeSale, nameOfRule, type SaleJudgement } from "./sale.rules";
import type { Tariff } from "./tariff.model";

/** The rules of the book that can be read. */
export function readableRules(book: PriceBook): BillingRule[] {
  return book.rules.flatMap(({ rule }) => (rule === null ? [] : [rule]));
}

/** The wholesale tariff of an EVSE by its code; null when there is none, undefined when it can not be read. */
export function wholesaleAt(book: PriceBook, { place }: BookedEvse): WholesalePrice | null | undefined {
  if (place.tariffCode === null) return null;
  const found = book.wholesale.get(bookKey(place.cpoId, place.tariffCode));
  return found === undefined ? null : (found ?? undefined);
}

const isIn = (scope: BillingScope, { place, groupIds }: BookedEvse): boolean =>
  ruleCovers(scope, { ...place, locationGroupIds: groupIds });

const vatOf = ({ place }: BookedEvse) => ({
  contractPercent: place.contractVatPercent,
  cpoPercent: place.cpoVatPercent,
});

/** The wholesale tariff as terminals show it: with the rates of tax that hold there; null when there is none. */
export function shownWholesale(book: PriceBook, evse: BookedEvse): Tariff | null {
  const wholesale = wholesaleAt(book, evse);
  return wholesale ? withVat(wholesale.tariff, vatOf(evse)) : null;
}

/** What a sale costs at the EVSE; the same answer as the page that sells. */
export function sellAt(book: PriceBook, evse: BookedEvse, channel: Channel, at: Date): SaleJudgement {
  const wholesale = wholesaleAt(book, evse);
  const broken = book.rules.filter(
    ({ rule, scope }) => rule === null && (scope.channel ?? channel) === channel && isIn(scope, evse),
  );
  if (wholesale === undefined || broken.length > 0)
    return { sellable: false, reason: "unreadable", rules: broken.map(nameOfRule) };
  return judgeSale(readableRules(book), evse.place, evse.groupIds, wholesale?.tariff ?? null, {
    channel,
    at,
  });
}

/** What is known about places, from the book: complete, so that no question stays open. */
export function placesOf(book: PriceBook): PlaceKnowledge {
  const byId = new Map(book.evses.map((evse) => [evse.id, evse]));
  const locations = (groupId: string) => book.locationsOfGroup.get(groupId) ?? [];
  return {
    cpoOfEvse: (id) => byId.get(id)?.place.cpoId ?? null,
    groupsOfEvse: (id) => byId.get(id)?.groupIds ?? null,
    // Locations, not EVSEs: a charger that is built tomorrow must not make two rules collide.
    groupsShareEvse: (a, b) => locations(a).some(({ id }) => locations(b).some((other) => other.id === id)),
    cpoHasEvseInGroup: (cpoId, groupId) => locations(groupId).some((location) => location.cpoId === cpoId),
  };
}

/** Two rules of the book that could both apply to a sale; null when there are none. */
export function findCollision(book: PriceBook): readonly [BillingRule, BillingRule] | null {
  const rules = readableRules(book);
  const places = placesOf(book);
  for (const [index, rule] of rules.entries()) {
    const other = rules.slice(index + 1).find((later) => rulesOverlap(rule, later, places));
    if (other) return [rule, other];
  }
  return null;
}

/** The EVSEs inside of a rule's scope, whatever the channel and the time. */
export function evsesOfRule(book: PriceBook, { scope }: Pick<BillingRule, "scope">): BookedEvse[] {
  return book.evses.filter((evse) => isIn(scope, evse));
}

/** Each price that a rule charges somewhere, with the EVSEs at which it does. Usually one; several where codes differ. */
export function pricesOfRule(
  book: PriceBook,
  rule: BillingRule,
  evses: readonly BookedEvse[] = evsesOfRule(book, rule),
): { readonly tariff: Tariff; readonly wholesale: Tariff | null; readonly evses: BookedEvse[] }[] {
  const prices = new Map<string, { tariff: Tariff; wholesale: Tariff | null; evses: BookedEvse[] }>();
  for (const evse of evses) {
    const { cpoId, tariffCode, contractVatPercent, cpoVatPercent } = evse.place;
    const key = JSON.stringify([cpoId, tariffCode, contractVatPercent, cpoVatPercent]);
    const known = prices.get(key);
    if (known) {
      known.evses.push(evse);
      continue;
    }
    const wholesale = wholesaleAt(book, evse)?.tariff ?? null;
    const tariff = retailTariff(rule, wholesale, vatOf(evse));
    if (tariff) prices.set(key, { tariff, wholesale, evses: [evse] });
  }
  return [...prices.values()];
}

/** Where a rule's prices break the law. */
export function refusalsOfRule(
  book: PriceBook,
  rule: BillingRule,
  evses: readonly BookedEvse[] = evsesOfRule(book, rule),
): TariffRefusal[] {
  return pricesOfRule(book, rule, evses).flatMap((price) => tariffRefusals(price.tariff, price.evses));
}

/**
 * EVSEs between which no rule and no tariff can tell: what is sold at one of them is sold at all. A client has thousands of
 * EVSEs and some dozen of these.
 */
export function alike(book: PriceBook, evses: readonly BookedEvse[] = book.evses): BookedEvse[][] {
  const named = new Set(book.rules.map(({ scope }) => scope.evseId));
  const classes = new Map<string, BookedEvse[]>();
  for (const evse of evses) {
    const { cpoId, tariffCode, timeZone, contractVatPercent, cpoVatPercent } = evse.place;
    const self = named.has(evse.id) ? evse.id : "";
    const tax = `${contractVatPercent} ${cpoVatPercent}`;
    const key = [cpoId, tariffCode ?? "", timeZone, tax, [...evse.groupIds].sort(), self].join("|");
    const known = classes.get(key);
    if (known) known.push(evse);
    else classes.set(key, [evse]);
  }
  return [...classes.values()];
}

/** Where any price of the book breaks the law: what rules charge, and the wholesale tariffs that terminals show (LAW-12). */
export function refusalsOf(book: PriceBook, evses: readonly BookedEvse[] = book.evses): TariffRefusal[] {
  const rules = readableRules(book);
  return alike(book, evses).flatMap((group) => {
    const [one] = group;
    if (one === undefined) return [];
    const wholesale = wholesaleAt(book, one)?.tariff ?? null;
    const charged = rules
      .filter(({ scope }) => isIn(scope, one))
      .map((rule) => retailTariff(rule, wholesale, vatOf(one)));
    return [...charged, shownWholesale(book, one)].flatMap((tariff) =>
      tariff === null ? [] : tariffRefusals(tariff, group),
    );
  });
}
