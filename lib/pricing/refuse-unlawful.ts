import { AppError } from "@/lib/core/errors";
import type { Tx } from "@/lib/db/database";
import type { TariffRefusal } from "./evse-facts.rules";
import type { BookedEvse, PriceBook } from "./price-book.model";
import { readPriceBook } from "./price-book.queries";
import { findCollision, refusalsOf } from "./price-book.rules";

/**
 * Throws `AppError` "tariff_not_lawful_here" when there is an EVSE at which the law forbids a price (LAW-12). Its details name
 * the first EVSE, how many there are, and the first finding with its article.
 */
export function refuse(refusals: readonly TariffRefusal[]): void {
  const [first] = refusals;
  const finding = first?.findings[0];
  if (first === undefined || finding === undefined) return;
  const labels = new Set(refusals.map(({ evseId }) => evseId));
  throw new AppError("precondition", "tariff_not_lawful_here", `the price breaks ${finding.article}`, {
    label: first.label,
    others: labels.size - 1,
    article: finding.article,
    finding: finding.code,
    values: finding.values,
  });
}

/**
 * Refuses what the transaction has written when it makes a price unlawful at one of these EVSEs: what rules charge there and
 * what terminals show (LAW-12, 15, 16, 17, 32). To be asked after the write and under the lock of prices. Returns the book.
 */
export async function refuseUnlawfulAt(
  tx: Tx,
  input: { readonly clientId: string; readonly at: Date },
  isConcerned: (evse: BookedEvse) => boolean,
): Promise<PriceBook> {
  const book = await readPriceBook(tx, input.clientId, input.at);
  refuse(refusalsOf(book, book.evses.filter(isConcerned)));
  return book;
}

/** Throws `AppError` "rules_collide", with both rules named, when two rules of the book could apply to one sale. */
export function refuseCollision(book: PriceBook): void {
  const found = findCollision(book);
  if (!found) return;
  const [rule, other] = found;
  throw new AppError("conflict", "rules_collide", "two billing rules would apply at once", {
    rule: rule.name,
    otherRuleId: other.id,
    otherRuleName: other.name,
  });
}
