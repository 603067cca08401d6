import { z } from "zod";

/** What is looked at before a session becomes a CDR (domain: CDR validation). */
export const CATEGORIES = ["CONFIGURATION", "FEASIBILITY", "BILLING_RULE", "FINAL_COST"] as const;
export type Category = (typeof CATEGORIES)[number];

export const VALIDATION_STATES = ["CALCULATED", "FLAGGED", "DROPPED"] as const;
export type ValidationState = (typeof VALIDATION_STATES)[number];

/** What a person may do about a flagged session. RETRY looks again, ACCEPT bills it as it is, DROP never bills it. */
export const ACTIONS = ["RETRY", "ACCEPT", "DROP"] as const;
export type ValidationAction = (typeof ACTIONS)[number];

/** What is wrong by setup can be mended and tried again; what was measured can only be believed or not. */
export const CATEGORY_ACTIONS: Readonly<Record<Category, readonly ValidationAction[]>> = {
  CONFIGURATION: ["RETRY", "DROP"],
  FEASIBILITY: ["ACCEPT", "DROP"],
  BILLING_RULE: ["RETRY", "DROP"],
  FINAL_COST: ["ACCEPT", "DROP"],
};

/** Every reason for which a session is flagged, and its category. Stable: stored, exported, filtered by. */
export const FINDING_CATEGORIES = {
  /** The EVSE or its operator is gone, or the EVSE has no believable power. */
  evse_incomplete: "CONFIGURATION",
  /** Name, address or VAT number of the seller is missing: no lawful receipt (LAW-48). */
  seller_incomplete: "CONFIGURATION",
  currency_unknown: "CONFIGURATION",
  payment_missing: "CONFIGURATION",
  subscription_missing: "CONFIGURATION",
  /** The frozen retail price is not there or is no tariff (REL-90). */
  tariff_unreadable: "CONFIGURATION",
  /** A price without a rate of tax. */
  tax_unknown: "CONFIGURATION",

  times_missing: "FEASIBILITY",
  end_before_start: "FEASIBILITY",
  /** The station's clock ran away: the end lies in the future, or the start before the visit. */
  clock_jumped: "FEASIBILITY",
  too_long: "FEASIBILITY",
  not_a_number: "FEASIBILITY",
  register_negative: "FEASIBILITY",
  meter_below_start: "FEASIBILITY",
  meter_below_reading: "FEASIBILITY",
  /** The register went down, or began anew, on the way (REL-81). */
  register_fell: "FEASIBILITY",
  readings_out_of_order: "FEASIBILITY",
  /** Energy flowed in more than a day without a reading: nobody knows at which price. */
  reading_gap: "FEASIBILITY",
  /** Wh and kWh were taken for each other: a factor of 1000 would make the values plausible. */
  unit_confused: "FEASIBILITY",
  energy_exceeds_power: "FEASIBILITY",
  /** Another session was billed for the same time at the same EVSE (REL-8). */
  intervals_overlap: "FEASIBILITY",
  /** Calibration law wants a signed start and end value that say what is billed (LAW-30). */
  signed_data_missing: "FEASIBILITY",
  signed_data_invalid: "FEASIBILITY",

  no_rule: "BILLING_RULE",
  rule_gone: "BILLING_RULE",
  wholesale_missing: "BILLING_RULE",
  wholesale_unreadable: "BILLING_RULE",
  /** The frozen retail price is not the wholesale price times the rule's factor. */
  factor_differs: "BILLING_RULE",
  currency_differs: "BILLING_RULE",

  cost_not_computable: "FINAL_COST",
  cost_negative: "FINAL_COST",
  cost_implausible: "FINAL_COST",
  price_per_kwh_implausible: "FINAL_COST",
  /** Energy was delivered at a price, and the sum is nothing. */
  cost_zero: "FINAL_COST",
  tariff_oversized: "FINAL_COST",
  tax_sums_wrong: "FINAL_COST",
} as const satisfies Record<string, Category>;
export type FindingCode = keyof typeof FINDING_CATEGORIES;

/** One reason not to bill a session by itself. `detail` holds the facts in a few words, for the person who decides. */
export interface Finding {
  readonly category: Category;
  readonly code: FindingCode;
  readonly detail: string;
}

export function finding(code: FindingCode, detail = ""): Finding {
  return { category: FINDING_CATEGORIES[code], code, detail };
}

const findingsSchema = z.array(
  z.object({ category: z.enum(CATEGORIES), code: z.string(), detail: z.string() }),
);

/** Findings as they were stored; unknown codes of another version are kept. */
export function readFindings(stored: unknown): Finding[] {
  return findingsSchema.parse(stored) as Finding[];
}

/** The categories of some findings, in their order. */
export function categoriesOf(findings: readonly Finding[]): Category[] {
  return CATEGORIES.filter((category) => findings.some((found) => found.category === category));
}

/**
 * What may be done about findings of several categories at once. ACCEPT believes all of them, so each category must allow it.
 * RETRY changes nothing by itself, so that one category that allows it is enough: what was mended disappears and the rest stays
 * flagged. DROP always may.
 */
export function allowedActions(findings: readonly Finding[]): ValidationAction[] {
  const allowed = categoriesOf(findings).map((category) => CATEGORY_ACTIONS[category]);
  return ACTIONS.filter((action) =>
    action === "ACCEPT"
      ? allowed.length > 0 && allowed.every((actions) => actions.includes(action))
      : action === "DROP" || allowed.some((actions) => actions.includes(action)),
  );
}

/** What nobody can accept, because the books would contradict each other; it must be mended elsewhere or dropped. */
export const NOT_ACCEPTABLE: readonly FindingCode[] = [
  "intervals_overlap",
  "times_missing",
  "cost_not_computable",
];

/** What the client's policy never captures without a person (LAW-30: no signed values, no automatic capture). */
export const NOT_AUTOMATIC: readonly FindingCode[] = [
  ...NOT_ACCEPTABLE,
  "payment_missing",
  "currency_differs",
  "currency_unknown",
  "tax_unknown",
  "tax_sums_wrong",
  "cost_negative",
  "signed_data_missing",
  "signed_data_invalid",
];

/** A flagged session is tried again every day, and dropped after this many. */
export const RETRY_DAYS = 90;
