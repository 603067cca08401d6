import type { ConnectionSettings, ConnectionVersion } from "@/lib/subscriptions/connection.model";
import type { RequestModule } from "@/lib/subscriptions/request.model";

/** Settings that a quirk wants; modules in `noPush` come to those that are not pushed anyway. */
export type QuirkSettings = Partial<ConnectionSettings>;

/** Something that a provider is known to want otherwise: a change of the settings, off until a person takes it. */
export interface Quirk {
  /** Stable name, for forms. */
  readonly key: string;
  readonly label: string;
  /** Where we know it from, or when it helps. */
  readonly why: string;
  readonly wants: QuirkSettings;
}

export interface ProviderDocument {
  readonly label: string;
  readonly url: string;
}

/** What we know of a provider of payment terminals, in our own words. It proposes; a subscription decides. */
export interface ProviderProfile {
  /** As stored with a subscription: lower case, digits, underscore. */
  readonly key: string;
  readonly name: string;
  /** Versions that the provider is publicly known to speak; empty when that is not public. */
  readonly knownVersions: readonly ConnectionVersion[];
  /** What a new request begins with. */
  readonly proposal: {
    readonly version: ConnectionVersion | null;
    readonly modules: readonly RequestModule[];
    readonly peerRole: "EMSP" | "PTP" | "OTHER";
  };
  /** Who hands out the registration token, as far as known. */
  readonly handshake: "either" | "provider_gives_token" | "not_known";
  readonly quirks: readonly Quirk[];
  /** Facts for whoever sets the connection up. */
  readonly notes: readonly string[];
  /** What is not public and must be asked. */
  readonly toAsk: readonly string[];
  readonly documents: readonly ProviderDocument[];
}

/** The modules of a start and a bill by OCPI: what every terminal needs. */
export const TERMINAL_MODULES: readonly RequestModule[] = [
  "locations",
  "tariffs",
  "sessions",
  "cdrs",
  "commands",
];

/** Questions that every connection has to settle, whoever the provider is (domain §4.2). */
export const COMMON_QUESTIONS: readonly string[] = [
  "Version of OCPI, with extensions, and the modules that are used",
  "Who starts the handshake and hands out the registration token",
  "Three characters and one separator before the uid of every ad-hoc token",
  "Hosts of the versions address and of the response URLs",
];
