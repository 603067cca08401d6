import type { TerminalConfig } from "./config.model";
import type { Transaction } from "./terminal/transaction.model";
import type { Party } from "./wire/credentials.rules";
import type { Json } from "./wire/envelope.rules";
import type { TokenEncoding } from "./wire/token.rules";
import type { Endpoint, OcpiVersion } from "./wire/versions.rules";

/**
 * `none` – no contact yet · `issued` – token A is with the CPO, which has to register · `registering` – our handshake
 * runs · `connected` · `failed` – our handshake ended in an error · `ended` – credentials were deleted.
 */
export type ConnectionStatus = "none" | "issued" | "registering" | "connected" | "failed" | "ended";

/** The OCPI connection of a provider with its CPO. Plain data, so that it can be kept in a file. */
export interface Connection {
  status: ConnectionStatus;
  version: OcpiVersion | null;
  /** Token A that we issued; dead after the CPO has registered. */
  issuedToken: string | null;
  /** Tokens with which the CPO may call us; more than one only while they are being rotated. */
  inboundTokens: string[];
  /** Token with which we call the CPO. */
  outboundToken: string | null;
  /** What worked last, when the setting is `auto`. */
  outboundEncoding: TokenEncoding | null;
  peerVersionsUrl: string | null;
  peerEndpoints: Endpoint[];
  peerParties: Party[];
  lastError: string | null;
  /** The configured token of the entry, to tell a new configuration from a restart. */
  configuredToken: string | null;
}

export const emptyConnection = (): Connection => ({
  status: "none",
  version: null,
  issuedToken: null,
  inboundTokens: [],
  outboundToken: null,
  outboundEncoding: null,
  peerVersionsUrl: null,
  peerEndpoints: [],
  peerParties: [],
  lastError: null,
  configuredToken: null,
});

/** A connector that a driver has chosen. */
export interface Selection {
  readonly locationId: string;
  readonly evseUid: string;
  readonly connectorId: string;
}

/** A terminal with what the CPO has told us about it, and what stands on its screen. */
export interface Terminal extends TerminalConfig {
  /** False after POST …/deactivate. */
  active: boolean;
  lastUpdated: string;
  /** The connector that the driver has chosen on the screen. */
  selection: Selection | null;
}

/** Which of the CPO's objects we keep. */
export const OBJECT_MODULES = ["locations", "tariffs", "sessions", "cdrs"] as const;
export type ObjectModule = (typeof OBJECT_MODULES)[number];

/** A financial advice confirmation as we sent it (mod_payments 6.2). */
export interface Confirmation {
  readonly id: string;
  readonly authorizationReference: string;
  readonly body: Json;
  readonly lastUpdated: string;
}

/** Everything that a provider knows. */
export interface ProviderState {
  connection: Connection;
  terminals: Map<string, Terminal>;
  /** The CPO's objects by id, as they came. */
  objects: Record<ObjectModule, Map<string, Json>>;
  transactions: Map<string, Transaction>;
  confirmations: Map<string, Confirmation>;
}
