import { z } from "zod";
import { ROLES } from "./access.model";

const text = (max: number) => z.string().trim().min(1).max(max);
const optionalUrl = z.union([z.url({ protocol: /^https?$/ }).max(500), z.null()]);

/** What a new client is made of. */
export const newClientSchema = z.strictObject({
  name: text(120),
  slug: z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/, "lower case letters, digits and hyphens"),
});
export type NewClient = z.infer<typeof newClientSchema>;

/** Facts of the legal entity that sells to the driver; they stand on every page and receipt (LAW-43, UX-7). */
export const cpoFactsSchema = z.strictObject({
  name: text(80),
  legalName: text(160),
  street: text(160),
  postalCode: text(16),
  city: text(80),
  country: z.string().regex(/^[A-Z]{2}$/, "two capital letters, ISO 3166"),
  vatId: z
    .string()
    .regex(/^[A-Z]{2}[0-9A-Z+*.]{2,14}$/, "a VAT number with its country, e.g. NL123456789B01"),
  registrationNumber: text(40).nullable(),
  supportPhone: z
    .string()
    .regex(/^\+[0-9 ()-]{6,24}$/, "a number in international form, e.g. +31 20 123 4567"),
  supportEmail: z.email().max(160),
  supportHours: text(80),
  termsUrl: optionalUrl,
  privacyUrl: optionalUrl,
  imprintUrl: optionalUrl,
  brandAccent: z.union([z.string().regex(/^#[0-9a-f]{6}$/i, "a colour like #0a7f4f"), z.null()]),
});
export type CpoFacts = z.infer<typeof cpoFactsSchema>;

const presets = z.array(z.number().int().positive()).min(1).max(5);

/** A new CPO: its facts, and how it prices and bills. Amounts are minor units of `currency`. */
export const newCpoSchema = cpoFactsSchema.extend({
  clientId: z.uuid(),
  countryCode: z.string().regex(/^[A-Z]{2}$/),
  partyId: z.string().regex(/^[A-Z0-9]{3}$/),
  mode: z.enum(["TEST", "LIVE"]),
  currency: z.string().regex(/^[A-Z]{3}$/),
  vatPercent: z.string().regex(/^\d{1,2}(\.\d{1,2})?$/),
  holdPresetsAcMinor: presets,
  holdPresetsDcMinor: presets,
  holdDefaultAcIndex: z.number().int().min(0),
  holdDefaultDcIndex: z.number().int().min(0),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  receiptPrefix: z.string().regex(/^[A-Z0-9-]{1,12}$/),
});
export type NewCpo = z.infer<typeof newCpoSchema>;

const email = z.string().trim().toLowerCase().pipe(z.email("must be an e-mail address").max(160));

export const newUserSchema = z.strictObject({
  email,
  name: text(120),
  role: z.enum(ROLES),
  password: z.string().max(256),
});
export type NewUser = z.infer<typeof newUserSchema>;

export const userChangeSchema = z.strictObject({
  userId: z.uuid(),
  role: z.enum(ROLES).optional(),
  disabled: z.boolean().optional(),
});
export type UserChange = z.infer<typeof userChangeSchema>;
