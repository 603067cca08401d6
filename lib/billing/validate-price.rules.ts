import { compareDecimal, parseDecimal } from "@/lib/core/decimal";
import { scaleTariff } from "@/lib/pricing/retail-tariff.rules";
import type { PriceLimit, Tariff } from "@/lib/pricing/tariff.model";
import type { SessionFacts } from "./session-facts.model";
import { type Finding, finding } from "./validation.model";

/**
 * Billing rule: exactly one rule made the price, it is still there, and where it multiplies a wholesale price, that price is
 * there and the product is what was frozen (REL-11). A terminal shows the wholesale price, so it always needs one.
 */
export function validatePrice(facts: SessionFacts): Finding[] {
  const { ruleId, rule, channel, wholesaleHash, wholesale, retail } = facts;
  const findings: Finding[] = [];
  if (ruleId === null) findings.push(finding("no_rule"));
  else if (rule === null) findings.push(finding("rule_gone", ruleId));
  const needsWholesale = channel === "OCPI_TERMINAL" || rule?.kind === "WHOLESALE_FACTOR";
  if (wholesaleHash === null) {
    if (needsWholesale) findings.push(finding("wholesale_missing"));
  } else if (wholesale === null) {
    if (needsWholesale) findings.push(finding("wholesale_unreadable", wholesaleHash));
  } else if (retail !== null && needsWholesale) {
    if (rule?.factor && !isProduct(wholesale, rule.factor, retail))
      findings.push(finding("factor_differs", `factor ${rule.factor}`));
    if (wholesale.currency !== retail.currency)
      findings.push(
        finding("currency_differs", `wholesale ${wholesale.currency}, retail ${retail.currency}`),
      );
  }
  const currencies = [retail?.currency, facts.paymentCurrency].filter(
    (found) => found !== undefined && found !== null,
  );
  const other = currencies.find((currency) => currency !== facts.currency);
  if (other !== undefined) findings.push(finding("currency_differs", `session ${facts.currency}, ${other}`));
  return findings;
}

/** True when every price of `retail` is the one of `wholesale` times the factor. Rates of tax are added later and may differ. */
function isProduct(wholesale: Tariff, factor: string, retail: Tariff): boolean {
  try {
    const scaled = scaleTariff(wholesale, factor);
    return (
      scaled.elements.length === retail.elements.length &&
      scaled.elements.every((element, i) => {
        const twins = retail.elements[i]?.components ?? [];
        return (
          element.components.length === twins.length &&
          element.components.every((component, j) => {
            const twin = twins[j];
            return (
              component.type === twin?.type &&
              component.per === twin.per &&
              component.stepSize === twin.stepSize &&
              isSameNumber(component.price, twin.price)
            );
          }) &&
          JSON.stringify(element.restrictions ?? {}) ===
            JSON.stringify(retail.elements[i]?.restrictions ?? {})
        );
      }) &&
      isSameLimit(scaled.minPrice, retail.minPrice) &&
      isSameLimit(scaled.maxPrice, retail.maxPrice) &&
      scaled.occupancy?.capMinor === retail.occupancy?.capMinor &&
      scaled.occupancy?.graceMinutes === retail.occupancy?.graceMinutes
    );
  } catch {
    return false;
  }
}

const isSameNumber = (a: string, b: string): boolean =>
  compareDecimal(parseDecimal(a), parseDecimal(b)) === 0;

function isSameLimit(a: PriceLimit | undefined, b: PriceLimit | undefined): boolean {
  return a?.net === b?.net && a?.gross === b?.gross;
}
