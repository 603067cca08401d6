import type { SessionFacts, SessionPrices } from "./session-facts.model";
import { validateCost } from "./validate-cost.rules";
import { validateMeter } from "./validate-meter.rules";
import { validatePrice } from "./validate-price.rules";
import { validateSetup } from "./validate-setup.rules";
import type { Finding } from "./validation.model";

/**
 * Looks at an ended session in the four categories (ADM-9): is everything set up, can it have happened, did exactly one rule
 * make the price, is the sum believable. An empty list means that it may be billed without a person. Pure, and never throws,
 * whatever the station, a terminal or an import has sent.
 */
export function validateSession(facts: SessionFacts, prices: SessionPrices): Finding[] {
  return [
    ...validateSetup(facts, prices),
    ...validateMeter(facts, prices),
    ...validatePrice(facts),
    ...validateCost(facts, prices),
  ];
}
