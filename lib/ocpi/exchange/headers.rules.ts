import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";

/** `Headers` of a request or response, or anything that looks names up without regard to case. */
export interface HeaderBag {
  get(name: string): string | null;
}

/** A party of OCPI: two letters of country, three characters of party, always in capitals here. */
export interface Party {
  readonly countryCode: string;
  readonly partyId: string;
}

export interface MessageContext {
  readonly requestId: string;
  readonly correlationId: string;
  readonly from: Party | null;
  readonly to: Party | null;
}

/** Configuration modules (versions, credentials, hubclientinfo) are never routed; everything else is functional. */
export type ModuleKind = "configuration" | "functional";

const ID = /^[\x21-\x7e]{1,64}$/;

/** A party as stored, or null when the texts are no party. Identifiers are CiStrings: case does not matter. */
export function partyOf(countryCode: string | null, partyId: string | null): Party | null {
  const country = (countryCode ?? "").trim().toUpperCase();
  const party = (partyId ?? "").trim().toUpperCase();
  return /^[A-Z]{2}$/.test(country) && /^[A-Z0-9]{3}$/.test(party)
    ? { countryCode: country, partyId: party }
    : null;
}

/** True when both are the same party. */
function sameParty(a: Party, b: Party): boolean {
  return a.countryCode === b.countryCode && a.partyId === b.partyId;
}

/**
 * Reads message ids and routing of a request (OCPI transport_and_format, message routing; not in 2.1.1). Missing or unusable
 * ids are replaced by `newId`: partners that leave them out are not refused.
 */
export function readContext(version: OcpiVersion, headers: HeaderBag, newId: () => string): MessageContext {
  if (version === "2.1.1") {
    const id = newId();
    return { requestId: id, correlationId: id, from: null, to: null };
  }
  const id = (name: string): string => {
    const value = headers.get(name)?.trim() ?? "";
    return ID.test(value) ? value : newId();
  };
  return {
    requestId: id("X-Request-ID"),
    correlationId: id("X-Correlation-ID"),
    from: partyOf(headers.get("OCPI-from-country-code"), headers.get("OCPI-from-party-id")),
    to: partyOf(headers.get("OCPI-to-country-code"), headers.get("OCPI-to-party-id")),
  };
}

function routing(kind: ModuleKind, from: Party | null, to: Party | null): Record<string, string> {
  if (kind === "configuration") return {};
  return {
    ...(to === null ? {} : { "OCPI-to-party-id": to.partyId, "OCPI-to-country-code": to.countryCode }),
    ...(from === null
      ? {}
      : { "OCPI-from-party-id": from.partyId, "OCPI-from-country-code": from.countryCode }),
  };
}

/** Headers of our own request. */
export function requestHeaders(
  version: OcpiVersion,
  kind: ModuleKind,
  context: MessageContext,
): Record<string, string> {
  if (version === "2.1.1") return {};
  return {
    "X-Request-ID": context.requestId,
    "X-Correlation-ID": context.correlationId,
    ...routing(kind, context.from, context.to),
  };
}

/** Headers of our answer: the ids are echoed, sender and receiver change places. `own` answers for an open request. */
export function responseHeaders(
  version: OcpiVersion,
  kind: ModuleKind,
  context: MessageContext,
  own: Party | null,
): Record<string, string> {
  return requestHeaders(version, kind, { ...context, from: context.to ?? own, to: context.from });
}

/** Whom a request is for: one of our parties, all of them (lists without addressee), or nobody we are. */
export type Addressee =
  | { readonly kind: "one"; readonly party: Party }
  | { readonly kind: "all" }
  | { readonly kind: "unknown" };

/** Finds the addressee among the parties of the connection. Without header a single party is assumed. */
export function addressee(to: Party | null, own: readonly Party[]): Addressee {
  const only = own.length === 1 ? own[0] : undefined;
  if (to === null) return only === undefined ? { kind: "all" } : { kind: "one", party: only };
  const found = own.find((party) => sameParty(party, to));
  return found === undefined ? { kind: "unknown" } : { kind: "one", party: found };
}

/** SEC-79: a party in headers, path or body must be one of the connection's; an absent one is not judged. */
export function isPartyOfConnection(claimed: Party | null, roles: readonly Party[]): boolean {
  return claimed === null || roles.some((role) => sameParty(role, claimed));
}
