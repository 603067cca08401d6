import { z } from "zod";

/** Life of a subscription (domain §9.2). The edges stand in `subscription.model.ts`. */
export const SUBSCRIPTION_STATES = [
  "DRAFT",
  "REQUESTED",
  "IN_REVIEW",
  "CHANGES_NEEDED",
  "REJECTED",
  "APPROVED",
  "CREDENTIALS_EXCHANGED",
  "TESTING",
  "TEST_PASSED",
  "LIVE",
  "SUSPENDED",
  "TERMINATED",
] as const;
export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

/** States in which a registered partner may use the functional modules: to be tested, and live. */
export const OPEN_STATES: readonly SubscriptionState[] = [
  "CREDENTIALS_EXCHANGED",
  "TESTING",
  "TEST_PASSED",
  "LIVE",
];

/** States in which START_SESSION is accepted: live, and while it is being tested. */
export const STARTING_STATES: readonly SubscriptionState[] = ["TESTING", "TEST_PASSED", "LIVE"];

export const ENVIRONMENTS = ["ACCEPTANCE", "PRODUCTION"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export const CONNECTION_VERSIONS = ["2.1.1", "2.2.1", "2.3.0"] as const;
export type ConnectionVersion = (typeof CONNECTION_VERSIONS)[number];

/** Modules whose changes we push, and each of which a partner may do without. */
export const PUSHABLE_MODULES = ["locations", "tariffs", "sessions", "cdrs", "chargingprofiles"] as const;

/**
 * Quirks of one partner; every one is off by default. The first six are `PeerSettings` of lib/ocpi, the rest is behaviour.
 * Stored as JSON; an unknown member is dropped, a wrong one falls back to its default.
 */
export const connectionSettingsSchema = z.object({
  grossCostsIn211: z.boolean().catch(false).default(false),
  authMethodIn211: z.enum(["AUTH_REQUEST", "WHITELIST"]).catch("AUTH_REQUEST").default("AUTH_REQUEST"),
  shortCdrAddress: z.boolean().catch(false).default(false),
  substituteConnectors: z.boolean().catch(false).default(false),
  asciiOnly: z.boolean().catch(false).default(false),
  creditNegatesAll: z.boolean().catch(false).default(false),
  /** Status of an EVSE with a cable and no session. Some terminals refuse to start on CHARGING. */
  preparingAs: z.enum(["CHARGING", "AVAILABLE"]).catch("CHARGING").default("CHARGING"),
  /** Sessions as PUT of the whole (default: receivers get the append of PATCH wrong) or as PATCH. */
  sessionsBy: z.enum(["PUT", "PATCH"]).catch("PUT").default("PUT"),
  /** GET sessions without date_from is refused (OCPI Sessions: required). */
  strictDateFrom: z.boolean().catch(false).default(false),
  /** versions and details answer without a token: Payter's staging asks so. */
  publicVersions: z.boolean().catch(false).default(false),
  /** Every EVSE of the connection's CPOs may be started without a terminal assigned to it: kiosks that report no terminals. */
  startWithoutTerminal: z.boolean().catch(false).default(false),
  /** Modules that are not pushed although the partner offers them. */
  noPush: z.array(z.enum(PUSHABLE_MODULES)).catch([]).default([]),
});
export type ConnectionSettings = z.infer<typeof connectionSettingsSchema>;

/** The name by which the history tells a change of one module's pushes. */
export function pushSetting(module: ConnectionSettings["noPush"][number]): string {
  return `noPush.${module}`;
}

/** Who has changed a setting last, as far as the history knows. */
export interface HandSet {
  readonly at: Date | null;
  readonly byName: string | null;
}

/** A CPO of the connection, as a party of OCPI. */
export interface ConnectionCpo {
  readonly cpoId: string;
  readonly countryCode: string;
  readonly partyId: string;
  readonly name: string;
  readonly country: string;
  readonly mode: "TEST" | "LIVE";
}

/** An endpoint that the partner has told us; `identifier` in lower case. 2.1.1 has no role. */
export interface PeerEndpoint {
  readonly identifier: string;
  readonly role: string | null;
  readonly url: string;
}

export interface PeerRole {
  readonly role: string;
  readonly countryCode: string;
  readonly partyId: string;
  readonly name: string;
}

/** A subscription as the OCPI rooms work with it. */
export interface Connection {
  readonly subscriptionId: string;
  readonly clientId: string;
  readonly name: string;
  readonly provider: string;
  readonly environment: Environment;
  /** As its partner finds it: with our POST out it may be registered a moment before we know (`isOffered`). */
  readonly state: SubscriptionState;
  /** Our credentials are out by POST and not answered: the partner may call us, and we have no token yet to call it. */
  readonly isOffered: boolean;
  /** The provider's party: owner of the ad-hoc tokens. */
  readonly countryCode: string | null;
  readonly partyId: string | null;
  readonly peerRole: string;
  readonly mark: { readonly prefix: string; readonly separator: string } | null;
  readonly version: ConnectionVersion | null;
  readonly modules: readonly string[];
  readonly directPayment: boolean;
  readonly vatPercent: string | null;
  readonly settings: ConnectionSettings;
  readonly publishAllCdrs: boolean;
  /** `host` or `host:port`, approved by a person (SEC-40). */
  readonly approvedHosts: readonly string[];
  readonly peerVersionsUrl: string | null;
  readonly peerEndpoints: readonly PeerEndpoint[];
  readonly peerRoles: readonly PeerRole[];
  readonly hasPeerToken: boolean;
  readonly tokenEncoding: "auto" | "base64" | "raw";
  readonly rememberedEncoding: "base64" | "raw" | null;
  readonly cpos: readonly ConnectionCpo[];
}
