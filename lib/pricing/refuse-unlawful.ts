import { AppError } from "@/lib/core/errors";
import type { EvseFacts } from "./evse-facts.rules";
import { tariffRefusals } from "./evse-facts.rules";
import type { Tariff } from "./tariff.model";

/**
 * Throws `AppError` "tariff_not_lawful_here" when the law forbids the price at one of the EVSEs (LAW-12). Its details name
 * the first EVSE, how many there are, and the first finding with its article.
 */
export function refuseUnlawful(tariff: Tariff, evses: readonly EvseFacts[]): void {
  const refusals = tariffRefusals(tariff, evses);
  const [first] = refusals;
  const finding = first?.findings[0];
  if (first === undefined || finding === undefined) return;
  throw new AppError("precondition", "tariff_not_lawful_here", `the price breaks ${finding.article}`, {
    label: first.label,
    others: refusals.length - 1,
    article: finding.article,
    finding: finding.code,
    values: finding.values,
  });
}
