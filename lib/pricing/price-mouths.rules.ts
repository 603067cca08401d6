import type { BookedEvse, PriceBook } from "./price-book.model";
import { readableRules, sellAt, shownWholesale } from "./price-book.rules";
import type { SaleJudgement } from "./sale.rules";
import { isSamePrice } from "./same-price.rules";
import type { Tariff } from "./tariff.model";

/** What the mouths of one EVSE say about its price (LAW-20). */
export interface PriceMouths {
  /** The page behind the QR code. */
  readonly page: SaleJudgement;
  /** What OCPI terminals show: the wholesale tariff with tax; null when there is none. */
  readonly shown: Tariff | null;
  /** What a sale on an OCPI terminal costs by our rules. */
  readonly terminal: SaleJudgement;
  /** The page asks for another price than terminals show. */
  readonly showsOther: boolean;
  /** The page and the sale on a terminal differ, and no rule of the two says why. */
  readonly differsUnsaid: boolean;
}

/** Page and terminal of an EVSE at a moment, and whether they agree. */
export function mouthsOf(book: PriceBook, evse: BookedEvse, at: Date): PriceMouths {
  const page = sellAt(book, evse, "QR", at);
  const terminal = sellAt(book, evse, "OCPI_TERMINAL", at);
  const shown = shownWholesale(book, evse);
  const place = { at, timeZone: evse.place.timeZone };
  const differ = (a: Tariff, b: Tariff) => !isSamePrice(a, b, place);
  const sells = terminal.sellable && shown !== null;
  return {
    page,
    shown,
    terminal,
    showsOther: sells && page.sellable && differ(page.tariff, shown),
    differsUnsaid:
      page.sellable &&
      terminal.sellable &&
      differ(page.tariff, terminal.tariff) &&
      !isJustified(book, page.rule.id) &&
      !isJustified(book, terminal.rule.id),
  };
}

function isJustified(book: PriceBook, ruleId: string): boolean {
  return readableRules(book).some(({ id, justification }) => id === ruleId && justification !== undefined);
}
