import type { Unpriced } from "@/lib/billing/what-if.model";
import type { PricingWarning } from "@/lib/pricing/pricing.model";

/** Why a session is not in the sums. */
export const UNPRICED_WORDS: Readonly<Record<Unpriced, string>> = {
  other_currency: "in another currency; nothing is converted",
  no_wholesale_price: "without a wholesale price to compare with",
  own_price_unknown: "imported, and its own price is not known",
  amount_unknown: "imported without an amount",
  no_readings: "without meter readings",
  tariff_unreadable: "whose frozen price can not be read",
  price_failed: "that the engine refuses: longer than 31 days or beyond exact amounts",
};

/** What the readings could not tell. */
export const WARNING_WORDS: Readonly<Record<PricingWarning, string>> = {
  tax_unknown: "with a price that has no VAT rate",
  no_price_for_energy: "with energy that the draft gives away: no price of it applies",
  readings_unusable: "with readings that could not be used",
  power_unknown: "without power, so that power bands did not apply",
  current_unknown: "without current, so that current bands did not apply",
  waived_small_session: "so small that they are free",
  until_before_start: "with an end before their start",
};
