import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type {
  ActiveChargingProfile,
  ProfileRequest,
  ProfileRequestType,
  ProfileResponse,
  ProfileResult,
} from "../canonical/charging-profile.model";
import type { CommandResponse, CommandResult, CommandType, OcpiCommand } from "../canonical/command.model";
import type { Credentials, Endpoint, VersionDetails } from "../canonical/connection.model";
import type { Connector, Evse, Location } from "../canonical/location.model";
import type { FinancialAdvice, OcpiTerminal } from "../canonical/payment.model";
import type { Cdr, OcpiSession, TariffSnapshot } from "../canonical/session.model";
import type { Token, TokenOwner } from "../canonical/token.model";
import type { InterfaceRole, OcpiModule } from "../canonical/words.model";
import type { Decoded, Encoded } from "../exchange/codec.model";
import type { PeerSettings } from "./context.model";

/** One module of a version, seen from a CPO. */
export interface ManifestModule {
  readonly identifier: OcpiModule;
  /** The role that we have and advertise. */
  readonly role: InterfaceRole;
  /** The partner's role that we call; null when the partner only calls us, or when roles mean nothing (credentials). */
  readonly peerRole: InterfaceRole | null;
  /** Routing headers belong to functional modules only. */
  readonly kind: "configuration" | "functional";
  /** Not in the version's own text: offered only where a connection asked for it (Direct Payment extension of 2.2.1). */
  readonly isExtension: boolean;
}

/** What a version has. `/versions` lists what is mounted of it, never more. */
export interface VersionManifest {
  readonly version: OcpiVersion;
  readonly modules: readonly ManifestModule[];
  readonly commands: readonly CommandType[];
  /** Message ids and routing headers exist. */
  readonly hasMessageIds: boolean;
  /** Corrections by credit CDR exist. */
  readonly hasCreditCdrs: boolean;
}

/**
 * One OCPI version: it decodes and encodes, it never decides. Encoders write what a CPO sends, checked by the version's
 * strict schema; readers take what a CPO receives, leniently, with every problem in the notes. Readers never throw.
 */
export interface OcpiCodec {
  readonly manifest: VersionManifest;
  location(location: Location, settings: PeerSettings): Encoded;
  evse(evse: Evse, settings: PeerSettings): Encoded;
  connector(connector: Connector, settings: PeerSettings): Encoded;
  tariff(snapshot: TariffSnapshot): Encoded;
  session(session: OcpiSession, settings: PeerSettings): Encoded;
  cdr(cdr: Cdr, settings: PeerSettings): Encoded;
  credentials(credentials: Credentials): Encoded;
  versionDetails(details: {
    version: OcpiVersion;
    endpoints: readonly (Endpoint & { role: InterfaceRole })[];
  }): Encoded;
  commandResponse(response: CommandResponse): Encoded;
  commandResult(result: CommandResult): Encoded;
  readCredentials(wire: unknown): Decoded<Credentials>;
  readVersionDetails(wire: unknown): Decoded<VersionDetails>;
  readToken(wire: unknown, owner: TokenOwner): Decoded<Token>;
  readCommand(type: CommandType, wire: unknown, owner: TokenOwner): Decoded<OcpiCommand>;
  /** Null where the version has no charging profiles. */
  readonly chargingProfiles: ChargingProfilesCodec | null;
  /** Null where the version has no payments, not even as an extension. */
  readonly payments: PaymentsCodec | null;
}

export interface ChargingProfilesCodec {
  response(response: ProfileResponse): Encoded;
  /** ChargingProfileResult, ClearProfileResult or ActiveChargingProfileResult, by the type of the request. */
  result(result: ProfileResult): Encoded;
  activeProfile(active: ActiveChargingProfile): Encoded;
  /** A PUT by its body, a GET or DELETE by its query. */
  readRequest(type: ProfileRequestType, wire: unknown): Decoded<ProfileRequest>;
}

export interface PaymentsCodec {
  terminal(terminal: OcpiTerminal): Encoded;
  readTerminal(wire: unknown, idFromPath: string | null): Decoded<OcpiTerminal>;
  readFinancialAdvice(wire: unknown): Decoded<FinancialAdvice>;
}
