import { z } from "zod";
import { canonicalDecimalText, compareDecimal, isDecimalText, parseDecimal } from "@/lib/core/decimal";
import { DAYS_OF_WEEK, tariffSchema } from "./tariff.model";

/** By which way a session was started and paid. */
export const CHANNELS = ["QR", "OCPI_TERMINAL", "CLOUD_TERMINAL", "HARDWARE_TERMINAL"] as const;
export type Channel = (typeof CHANNELS)[number];

/** A terminal shows its own price, so that a retail price of ours can differ from what the driver saw there. */
export const TERMINAL_CHANNELS: readonly Channel[] = ["OCPI_TERMINAL", "CLOUD_TERMINAL", "HARDWARE_TERMINAL"];

const id = z.string().min(1).max(64);
const clockText = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM");

/** Where a rule holds. What is absent is not restricted; the client always is. */
export const billingScopeSchema = z.strictObject({
  clientId: id,
  cpoId: id.optional(),
  locationGroupId: id.optional(),
  evseId: id.optional(),
  channel: z.enum(CHANNELS).optional(),
  tariffCode: z.string().min(1).max(36).optional(),
});
export type BillingScope = z.infer<typeof billingScopeSchema>;

/** Weekdays and hours of the location's wall clock; `end` exclusive, "00:00" is the end of the day, may wrap over midnight. */
export const weeklyWindowSchema = z.strictObject({
  days: z.array(z.enum(DAYS_OF_WEEK)).min(1).max(7),
  start: clockText.default("00:00"),
  end: clockText.default("00:00"),
});
export type WeeklyWindow = z.infer<typeof weeklyWindowSchema>;

/** Decimal above zero, at most 100, at most six decimals. */
export const factorSchema = z
  .string()
  .max(12)
  .refine(
    (text) => isDecimalText(text) && /^\d{1,3}(\.\d{1,6})?$/.test(text),
    "must be a plain decimal, up to six decimals",
  )
  .refine((text) => {
    const value = parseDecimal(/^\d{1,3}(\.\d{1,6})?$/.test(text) ? text : "0");
    return value.units > 0n && compareDecimal(value, parseDecimal("100")) <= 0;
  }, "must be above 0 and at most 100")
  .transform(canonicalDecimalText);

/** FIXED: a retail price of its own. WHOLESALE_FACTOR: each wholesale price times the factor, before any rounding. */
export const billingKindSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("FIXED"), tariff: tariffSchema }),
  z.strictObject({ kind: z.literal("WHOLESALE_FACTOR"), factor: factorSchema.default("1") }),
]);
export type BillingKind = z.infer<typeof billingKindSchema>;

/** A retail billing rule: which price a driver pays, where and when. */
export const billingRuleSchema = z
  .strictObject({
    id,
    name: z.string().min(1).max(120),
    scope: billingScopeSchema,
    validFrom: z.date(),
    /** Exclusive; absent is open-ended. */
    validTo: z.date().optional(),
    /** Absent: always. */
    windows: z.array(weeklyWindowSchema).min(1).max(50).optional(),
    price: billingKindSchema,
    /** Why the price differs from wholesale (LAW-11, AFIR Art. 5(3)). Author and date are recorded with the row. */
    justification: z.string().trim().min(1).max(2000).optional(),
  })
  .refine((rule) => rule.validTo === undefined || rule.validTo > rule.validFrom, "must end after it begins");
export type BillingRule = z.infer<typeof billingRuleSchema>;

/** The place, the way and the moment for which a rule is looked for. */
export interface SaleContext {
  readonly clientId: string;
  readonly cpoId: string;
  readonly locationGroupIds: readonly string[];
  readonly evseId: string;
  readonly channel: Channel;
  readonly tariffCode: string | null;
  /** Start of the session: the rule valid then prices all of it. */
  readonly at: Date;
  readonly timeZone: string;
}

export type RuleMatch =
  | { readonly sellable: true; readonly rule: BillingRule }
  | {
      readonly sellable: false;
      readonly reason: "no_rule" | "several_rules";
      readonly rules: readonly BillingRule[];
    };

/** A fault of a rule. `error` refuses to save. `otherRuleId` names the rule that it collides with. */
export interface BillingRuleFinding {
  readonly code:
    | "justification_missing"
    | "justification_advised"
    | "terminal_shows_other_price"
    | "terminal_needs_factor_rule"
    | "time_of_use_on_terminal"
    | "overlap"
    | "currency_differs";
  readonly article: string | null;
  readonly severity: "error" | "warning";
  readonly repair: string;
  readonly otherRuleId: string | null;
  readonly otherRuleName: string | null;
}
