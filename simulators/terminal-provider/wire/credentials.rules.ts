import { isRecord, type Json, text } from "./envelope.rules";
import { hasRouting, type OcpiVersion } from "./versions.rules";

/** A party on a platform, as its credentials name it. */
export interface Party {
  readonly countryCode: string;
  readonly partyId: string;
  readonly role: string;
  readonly name: string;
}

/** Credentials of either shape. */
export interface PeerCredentials {
  readonly token: string;
  readonly url: string;
  readonly parties: readonly Party[];
}

/** Our credentials: flat for 2.1.1, with roles since 2.2 (credentials 7.4.1). */
export function writeCredentials(version: OcpiVersion, token: string, url: string, party: Party): Json {
  const owner = {
    business_details: { name: party.name },
    party_id: party.partyId,
    country_code: party.countryCode,
  };
  return hasRouting(version)
    ? { token, url, roles: [{ role: party.role, ...owner }] }
    : { token, url, ...owner };
}

function readParty(value: unknown, role: string): Party | null {
  if (!isRecord(value)) return null;
  const countryCode = text(value.country_code);
  const partyId = text(value.party_id);
  if (countryCode === null || partyId === null) return null;
  const details = isRecord(value.business_details) ? value.business_details : {};
  return { countryCode, partyId, role: text(value.role) ?? role, name: text(details.name) ?? "" };
}

/** Reads both shapes, because some peers send flat fields beside roles. Null when token or address is missing. */
export function readCredentials(value: unknown): PeerCredentials | null {
  if (!isRecord(value)) return null;
  const token = text(value.token);
  const url = text(value.url);
  if (token === null || token === "" || url === null || !URL.canParse(url)) return null;
  const roles = Array.isArray(value.roles) ? value.roles : [value];
  const parties = roles.map((role) => readParty(role, "CPO")).filter((party) => party !== null);
  return parties.length === 0 ? null : { token, url, parties };
}

/** Ids of parties are compared without regard to case. */
export const sameParty = (
  a: { readonly countryCode: string; readonly partyId: string },
  countryCode: string,
  partyId: string,
): boolean =>
  a.countryCode.toUpperCase() === countryCode.toUpperCase() &&
  a.partyId.toUpperCase() === partyId.toUpperCase();
