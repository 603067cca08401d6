import type { Business } from "./location.model";
import type { InterfaceRole } from "./words.model";

/** One party of a platform. `role` is the partner's text: providers of terminals register as EMSP, OTHER or PTP. */
export interface CredentialsRole {
  readonly role: string;
  readonly countryCode: string;
  readonly partyId: string;
  readonly business: Business;
}

export interface Credentials {
  readonly token: string;
  /** The versions endpoint. */
  readonly url: string;
  /** Country and party of the hub, five characters; 2.3.0 only. */
  readonly hubPartyId?: string;
  readonly roles: readonly CredentialsRole[];
}

export interface VersionEntry {
  readonly version: string;
  readonly url: string;
}

/** `identifier` is the partner's text in lower case; unknown modules are kept. 2.1.1 has no role. */
export interface Endpoint {
  readonly identifier: string;
  readonly role: InterfaceRole | null;
  readonly url: string;
}

export interface VersionDetails {
  readonly version: string;
  readonly endpoints: readonly Endpoint[];
}
