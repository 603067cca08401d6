import { CHANNELS, type Channel } from "./billing-rule.model";
import type { BookedEvse, PriceBook } from "./price-book.model";
import { alike, sellAt } from "./price-book.rules";
import { mouthsOf, type PriceMouths } from "./price-mouths.rules";
import type { SaleJudgement } from "./sale.rules";

/** EVSEs at which everything about the price is the same. */
export interface SideBySideRow {
  readonly key: string;
  readonly cpoId: string;
  readonly tariffCode: string | null;
  readonly evses: readonly BookedEvse[];
  readonly sales: Readonly<Record<Channel, SaleJudgement>>;
  readonly mouths: PriceMouths;
}

/** By what something is sold, or why it is not. */
function nameOf(sale: SaleJudgement): string {
  return sale.sellable ? sale.rule.id : `${sale.reason} ${sale.rules.map(({ id }) => id).join()}`;
}

/** Wholesale and retail of all EVSEs beside each other (ADM-14), one row for those that are alike. */
export function sideBySide(book: PriceBook, at: Date): SideBySideRow[] {
  const rows = new Map<string, SideBySideRow & { readonly evses: BookedEvse[] }>();
  for (const group of alike(book)) {
    const [evse] = group;
    if (evse === undefined) continue;
    const mouths = mouthsOf(book, evse, at);
    const sales = {
      QR: mouths.page,
      OCPI_TERMINAL: mouths.terminal,
      CLOUD_TERMINAL: sellAt(book, evse, "CLOUD_TERMINAL", at),
      HARDWARE_TERMINAL: sellAt(book, evse, "HARDWARE_TERMINAL", at),
    } satisfies Record<Channel, SaleJudgement>;
    const { cpoId, tariffCode, timeZone } = evse.place;
    const key = JSON.stringify([cpoId, tariffCode, timeZone, ...CHANNELS.map((c) => nameOf(sales[c]))]);
    const known = rows.get(key);
    if (known) known.evses.push(...group);
    else rows.set(key, { key, cpoId, tariffCode, evses: group, sales, mouths });
  }
  return [...rows.values()];
}

/** The EVSEs that no driver can buy at by QR now. */
export function unsellableByQr(book: PriceBook, at: Date): BookedEvse[] {
  return alike(book)
    .filter(([one]) => one !== undefined && !sellAt(book, one, "QR", at).sellable)
    .flat();
}
