import { z } from "zod";
import { OCPI_VERSIONS } from "./wire/versions.rules";

const id = z.string().regex(/^[\w.-]{1,64}$/, "letters, digits, dot, dash and underscore only");

/** A terminal of a provider: the Terminal object of OCPI (mod_payments 6.1) plus the label on the housing. */
export const terminalConfigSchema = z.strictObject({
  id: z.string().min(1).max(36),
  label: z.string().max(100).optional(),
  /** Serial number, sent as `reference`. */
  reference: z.string().max(36).optional(),
  /** The same as `reference`. */
  serial: z.string().max(36).optional(),
  customerReference: z.string().max(36).optional(),
  address: z.string().max(45).optional(),
  city: z.string().max(45).optional(),
  country: z.string().max(3).optional(),
  invoiceCreator: z.enum(["CPO", "PTP"]).optional(),
  invoiceBaseUrl: z.string().max(255).optional(),
  locationIds: z.array(z.string().max(36)).optional(),
  evseUids: z.array(z.string().max(36)).optional(),
});
export type TerminalConfig = z.infer<typeof terminalConfigSchema>;

/** What may be changed while the provider runs. */
const settingShape = {
  name: z.string().min(1).max(100),
  /** Also serve `payments` on 2.2.1 (the Direct Payment extension of October 2024). */
  directPayment: z.boolean(),
  /** `auto` sends Base64 for 2.2 and later, raw for 2.1.1, and tries the other way once after a 401. */
  tokenEncoding: z.enum(["auto", "base64", "raw"]),
  /** Serve versions and version details without a token, as some real providers do. */
  publicVersions: z.boolean(),
  /** 2.1.1 has no tax: amounts are gross by agreement, or net with this rate in percent. */
  vatPercentFor211: z.number().min(0).max(100),
  /** Hold when the tariff names no preauthorize_amount. */
  defaultHoldMinor: z.int().min(0).max(100_000_000),
  /** Stop the session when its cost reaches the hold. */
  stopAtHold: z.boolean(),
  /** Release the hold when a start has led to no session after so many milliseconds. */
  noSessionMs: z.int().min(0),
  /** Where a driver finds the session with a date and the last four digits; `{session}` is replaced. */
  driverLookupUrl: z.string().max(255).nullable(),
  /** Send the terminals to the CPO after the handshake (payments only). */
  announceTerminals: z.boolean(),
  /** Read locations and tariffs after the handshake. */
  crawlOnConnect: z.boolean(),
  /** Per request to the CPO. */
  timeoutMs: z.int().min(10).max(600_000),
};

const SETTING_DEFAULTS = {
  name: "Simulated terminal provider",
  directPayment: false,
  tokenEncoding: "auto",
  publicVersions: false,
  vatPercentFor211: 0,
  defaultHoldMinor: 5_000,
  stopAtHold: false,
  noSessionMs: 180_000,
  driverLookupUrl: null,
  announceTerminals: true,
  crawlOnConnect: true,
  timeoutMs: 30_000,
} as const;

export const settingsPatchSchema = z.strictObject(settingShape).partial();
export type Settings = z.infer<z.ZodObject<typeof settingShape>>;

const version = z.enum(OCPI_VERSIONS);

/** One entry of the file that TERMINAL_SIMULATOR_CONFIG names: one party with one OCPI connection. */
export const providerConfigSchema = settingsPatchSchema.extend({
  id,
  countryCode: z
    .string()
    .length(2)
    .transform((text) => text.toUpperCase()),
  partyId: z
    .string()
    .length(3)
    .transform((text) => text.toUpperCase()),
  /** EMSP, PTP, OTHER or any other word: the role enum has no entry for terminal providers. */
  role: z.string().min(1).max(20).default("PTP"),
  /** Three characters before the separator of every token uid. */
  tokenPrefix: z.string().regex(/^[A-Za-z0-9]{1,8}$/),
  separator: z.string().max(3).default("-"),
  version: version.optional(),
  versions: z.array(version).min(1).optional(),
  /** Token A that the CPO gave us, with its versions URL: we register at start-up. */
  registrationToken: z.string().min(1).max(64).optional(),
  versionsUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Token A that we gave the CPO: it registers with us. */
  issueToken: z.string().min(1).max(64).optional(),
  terminals: z.array(terminalConfigSchema).default([]),
});
export type ProviderInput = z.input<typeof providerConfigSchema>;
export type ProviderConfig = z.output<typeof providerConfigSchema>;

/** The file holds an array, or an object with `providers`; terminals may stand beside them with a `providerId`. */
export const configFileSchema = z.union([
  z.array(providerConfigSchema),
  z
    .strictObject({
      providers: z.array(providerConfigSchema),
      terminals: z.array(terminalConfigSchema.extend({ providerId: z.string() })).optional(),
    })
    .transform(({ providers, terminals = [] }) =>
      providers.map((provider) => ({
        ...provider,
        terminals: [
          ...provider.terminals,
          ...terminals.filter(({ providerId }) => providerId === provider.id).map(withoutProvider),
        ],
      })),
    ),
]);

function withoutProvider({ providerId: _, ...terminal }: TerminalConfig & { providerId: string }) {
  return terminal;
}

/** The settings of an entry, with defaults for what it does not name. */
export function settingsOf(config: ProviderConfig): Settings {
  const named = Object.fromEntries(
    Object.keys(settingShape).flatMap((key) => {
      const value = config[key as keyof Settings];
      return value === undefined ? [] : [[key, value]];
    }),
  );
  return { ...SETTING_DEFAULTS, ...named };
}
