import type { ExchangeNote, OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Dimension } from "../canonical/session.model";
import type {
  AuthMethod,
  Capability,
  ConnectorCapability,
  ConnectorType,
  Facility,
  OcpiSessionStatus,
  ParkingRestriction,
  PowerType,
  TokenType,
} from "../canonical/words.model";

/** The words that a version has. Only these may be written to a partner of that version. */
export interface VersionWords {
  readonly capabilities: readonly Capability[];
  readonly connectorTypes: readonly ConnectorType[];
  readonly connectorCapabilities: readonly ConnectorCapability[];
  readonly powerTypes: readonly PowerType[];
  readonly facilities: readonly Facility[];
  readonly parkingRestrictions: readonly ParkingRestriction[];
  readonly tokenTypes: readonly TokenType[];
  readonly authMethods: readonly AuthMethod[];
  readonly sessionStatuses: readonly OcpiSessionStatus[];
  readonly dimensions: readonly Dimension[];
}

/** How one partner wants things said where its version leaves room. Every setting is a quirk and off by default. */
export interface PeerSettings {
  /** 2.1.1: total_cost with tax, because such a terminal shows and captures it (agreed by contract). */
  readonly grossCostsIn211: boolean;
  /** 2.1.1 has no COMMAND; what stands instead. */
  readonly authMethodIn211: "AUTH_REQUEST" | "WHITELIST";
  /** Cut the address and state of a CDR to the 45 and 20 characters of the text. */
  readonly shortCdrAddress: boolean;
  /** Say TESLA_S for J3400 and IEC_62196_T2_COMBO for MCS where the version does not know them, instead of leaving them out. */
  readonly substituteConnectors: boolean;
  /** 2.1.1 strings are printable ASCII by the text: write "Muenchen" as "Munchen". */
  readonly asciiOnly: boolean;
  /** Negate every cost of a credit CDR instead of total_cost alone. */
  readonly creditNegatesAll: boolean;
}

export const DEFAULT_SETTINGS: PeerSettings = {
  grossCostsIn211: false,
  authMethodIn211: "AUTH_REQUEST",
  shortCdrAddress: false,
  substituteConnectors: false,
  asciiOnly: false,
  creditNegatesAll: false,
};

/** One object on its way to the wire: for whom, and what had to be said about it. */
export interface WireContext {
  readonly version: OcpiVersion;
  readonly words: VersionWords;
  readonly settings: PeerSettings;
  readonly notes: ExchangeNote[];
}
