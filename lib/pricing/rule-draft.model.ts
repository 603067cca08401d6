import { z } from "zod";
import { CHANNELS, factorSchema, weeklyWindowSchema } from "./billing-rule.model";

const tariffCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$/, "Use letters, digits and dashes, at most 36.");

/** A billing rule as somebody wants it to be; null restricts nothing. A fixed price is named by its tariff. */
export const ruleDraftSchema = z
  .strictObject({
    name: z.string().trim().min(1, "Give it a name.").max(120),
    cpoId: z.uuid().nullable(),
    locationGroupId: z.uuid().nullable(),
    evseId: z.uuid().nullable(),
    channel: z.enum(CHANNELS).nullable(),
    tariffCode: tariffCode.nullable(),
    validFrom: z.date(),
    /** Exclusive; null is open-ended. */
    validTo: z.date().nullable(),
    windows: z.array(weeklyWindowSchema).min(1).max(50).nullable(),
    price: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("FIXED"), tariffId: z.uuid("Choose a price.") }),
      z.strictObject({ kind: z.literal("WHOLESALE_FACTOR"), factor: factorSchema }),
    ]),
    justification: z.string().trim().min(1).max(2000).nullable(),
  })
  .refine((draft) => draft.validTo === null || draft.validTo > draft.validFrom, {
    message: "It must end after it begins.",
    path: ["validTo"],
  });
export type RuleDraft = z.infer<typeof ruleDraftSchema>;

/** What a rule said, as its history keeps it. Entries of rules that were made with a price name only their scope. */
export const ruleContentSchema = z.object({
  name: z.string().nullable().default(null),
  cpoId: z.string().nullable().default(null),
  locationGroupId: z.string().nullable().default(null),
  evseId: z.string().nullable().default(null),
  channel: z.enum(CHANNELS).nullable().default(null),
  tariffCode: z.string().nullable().default(null),
  validFrom: z.string().nullable().default(null),
  validTo: z.string().nullable().default(null),
  windows: z.array(weeklyWindowSchema).nullable().default(null),
  kind: z.enum(["FIXED", "WHOLESALE_FACTOR"]),
  tariffId: z.string().nullable().default(null),
  factor: z.string().nullable().default(null),
  justification: z.string().nullable().default(null),
  archived: z.boolean().default(false),
});
export type RuleContent = z.infer<typeof ruleContentSchema>;

/** One term of a rule that two entries of its history say differently. */
export interface RuleChange {
  readonly term: keyof RuleContent;
  readonly before: RuleContent[keyof RuleContent];
  readonly after: RuleContent[keyof RuleContent];
}
