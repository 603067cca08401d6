import type { Category, FindingCode, ValidationAction } from "@/lib/billing/validation.model";
import { humanise } from "../format";

export const CATEGORY_WORDS: Readonly<Record<Category, string>> = {
  CONFIGURATION: "Configuration",
  FEASIBILITY: "Feasibility",
  BILLING_RULE: "Billing rule",
  FINAL_COST: "Final cost",
};

export const ACTION_WORDS: Readonly<Record<ValidationAction, string>> = {
  RETRY: "Retry",
  ACCEPT: "Accept",
  DROP: "Drop",
};

/** What an act will do, for one session or many. */
export const ACTION_CONSEQUENCES: Readonly<Record<ValidationAction, string>> = {
  RETRY: "It is looked at again. What was mended passes and is billed; the rest stays flagged.",
  ACCEPT:
    "It is billed as it was measured, with what is shown here. Anything new that is found flags it again.",
  DROP: "It is never billed and never sent to anybody. A card hold goes back. This is final.",
};

const FINDING_WORDS: Readonly<Record<FindingCode, string>> = {
  evse_incomplete: "Charger or operator incomplete",
  seller_incomplete: "Seller details missing",
  currency_unknown: "Unknown currency",
  payment_missing: "No payment",
  subscription_missing: "No provider",
  tariff_unreadable: "Price can not be read",
  tax_unknown: "No VAT rate",
  times_missing: "Start, end or register missing",
  end_before_start: "End before start",
  clock_jumped: "Clock jumped",
  too_long: "Longer than a month",
  not_a_number: "Not a number",
  register_negative: "Register below zero",
  meter_below_start: "Register below its start",
  meter_below_reading: "Register below an earlier reading",
  register_fell: "Register went back",
  readings_out_of_order: "Readings out of order",
  reading_gap: "A day without readings",
  unit_confused: "kWh taken for Wh",
  energy_exceeds_power: "More energy than possible",
  intervals_overlap: "Overlaps with another bill",
  signed_data_missing: "No signed meter values",
  signed_data_invalid: "Signed meter values invalid",
  no_rule: "No billing rule",
  rule_gone: "Billing rule is gone",
  wholesale_missing: "No wholesale price",
  wholesale_unreadable: "Wholesale price can not be read",
  factor_differs: "Retail is not wholesale × factor",
  currency_differs: "Currencies differ",
  cost_not_computable: "Price can not be computed",
  cost_negative: "Price below zero",
  cost_implausible: "Price far above the hold",
  price_per_kwh_implausible: "Implausible price per kWh",
  cost_zero: "Energy for nothing",
  tariff_oversized: "Huge tariff",
  tax_sums_wrong: "VAT does not add up",
};

/** A finding in a few words. */
export function findingWords(code: string): string {
  return (FINDING_WORDS as Readonly<Record<string, string>>)[code] ?? humanise(code);
}

export const CHANNEL_WORDS: Readonly<Record<string, string>> = {
  QR: "QR code",
  OCPI_TERMINAL: "Terminal, OCPI",
  CLOUD_TERMINAL: "Terminal, cloud",
  HARDWARE_TERMINAL: "Terminal, hardware",
};
