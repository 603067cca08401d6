import { z } from "zod";
import {
  CONNECTION_VERSIONS,
  ENVIRONMENTS,
  type Environment,
  type SubscriptionState,
} from "./connection.model";

/** Modules that a provider can ask for; `credentials` is always there. */
export const REQUEST_MODULES = [
  "locations",
  "tariffs",
  "sessions",
  "cdrs",
  "commands",
  "tokens",
  "payments",
  "chargingprofiles",
  "hubclientinfo",
] as const;
export type RequestModule = (typeof REQUEST_MODULES)[number];

/** Roles under which providers of terminals register; PTP stands in no role table of OCPI. */
export const PEER_ROLES = ["EMSP", "PTP", "OTHER"] as const;

const HOSTS_MAX = 10;
const NO_CONTROL = /^[^\p{Cc}]*$/u;

const capitals = (pattern: RegExp, message: string) =>
  z.string().trim().toUpperCase().regex(pattern, message);
const line = (max: number) =>
  z.string().trim().max(max, `at most ${max} characters`).regex(NO_CONTROL, "one line of plain text");
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (typeof value === "string" && value.trim() === "" ? null : value),
    schema.nullable(),
  );

const prefix = capitals(/^[A-Z0-9]{3}$/, "exactly three characters, letters A to Z and digits");
const separator = z
  .string()
  .trim()
  .regex(/^[!-/:-@[-`{-~]$/, "exactly one special character, such as - or :");

/** What a provider tells us (domain §9.2, ADM-18). Hosts are judged by the use-case, because the rules of calling out stand higher. */
export const requestSchema = z.strictObject({
  countryCode: capitals(/^[A-Z]{2}$/, "two letters, ISO 3166, such as NL"),
  partyId: capitals(/^[A-Z0-9]{3}$/, "three letters or digits, as registered in your country"),
  prefix,
  separator,
  version: z.enum(CONNECTION_VERSIONS, "choose one version"),
  modules: z
    .array(z.enum(REQUEST_MODULES))
    .min(1, "choose at least one module")
    .transform((modules) => REQUEST_MODULES.filter((module) => modules.includes(module))),
  peerRole: z.enum(PEER_ROLES, "choose your role"),
  versionsUrl: optional(
    z
      .url({ protocol: /^https?$/, error: "an address that begins with https://" })
      .max(255, "at most 255 characters"),
  ),
  hosts: z
    .array(line(260))
    .max(HOSTS_MAX, `at most ${HOSTS_MAX} hosts`)
    .transform((hosts) => [
      ...new Set(hosts.filter((host) => host !== "").map((host) => host.toLowerCase())),
    ]),
  contactName: line(120).min(1, "who answers our questions?"),
  contactEmail: z.string().trim().toLowerCase().pipe(z.email("an e-mail address").max(160)),
  contactPhone: optional(
    z
      .string()
      .trim()
      .regex(/^\+?[0-9 ()./-]{6,30}$/, "a telephone number"),
  ),
  note: optional(z.string().trim().max(2_000, "at most 2,000 characters")),
});
export type RequestInput = z.input<typeof requestSchema>;
export type SubscriptionRequest = z.output<typeof requestSchema>;

/** A new draft, by staff. */
export const draftSchema = z.strictObject({
  name: line(80).min(1, "a name by which you recognise it"),
  provider: z.string().regex(/^[a-z][a-z0-9_]{1,31}$/, "a provider of the list"),
  environment: z.enum(ENVIRONMENTS),
  cpoIds: z.array(z.uuid()).min(1, "choose at least one operator").max(100),
  version: z.enum(CONNECTION_VERSIONS).nullable().default(null),
  modules: z.array(z.enum(REQUEST_MODULES)).default([]),
  peerRole: z.enum(PEER_ROLES).default("EMSP"),
});
export type DraftInput = z.input<typeof draftSchema>;

/**
 * What is wrong with a proposed host, in words for the person who proposes it; null when nothing is. The rules of calling
 * out live in lib/ocpi, above this room, so that callers hand them in.
 */
export type HostJudge = (host: string) => string | null;

/** What the provider sees behind its link: its own words, and where things stand. */
export interface RequestView {
  readonly subscriptionId: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly name: string;
  readonly provider: string;
  readonly environment: Environment;
  readonly state: SubscriptionState;
  readonly cpos: readonly { readonly name: string; readonly countryCode: string; readonly partyId: string }[];
  /** What must be changed, in the words of the reviewer. */
  readonly reviewNote: string | null;
  readonly expiresAt: Date;
  readonly values: {
    readonly countryCode: string | null;
    readonly partyId: string | null;
    readonly prefix: string | null;
    readonly separator: string | null;
    readonly version: string | null;
    readonly modules: readonly string[];
    readonly peerRole: string;
    readonly versionsUrl: string | null;
    readonly hosts: readonly string[];
    readonly contactName: string | null;
    readonly contactEmail: string | null;
    readonly contactPhone: string | null;
    readonly note: string | null;
  };
}

/** What a reviewer tells the provider. */
export const reviewNoteSchema = z.strictObject({
  note: z.string().trim().min(3, "Tell the provider what and why.").max(2_000),
});
