import type { ExchangeNote } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type {
  Credentials,
  CredentialsRole,
  VersionDetails,
  VersionEntry,
} from "../canonical/connection.model";
import type { Business } from "../canonical/location.model";
import { IMAGE_CATEGORIES, INTERFACE_ROLES } from "../canonical/words.model";
import { isTokenText } from "../exchange/authorization.rules";
import type { Decoded } from "../exchange/codec.model";
import { isJsonObject } from "../exchange/codec.model";
import { partyOf } from "../exchange/headers.rules";
import type { Reader } from "../exchange/read.rules";
import { decodeWith } from "../exchange/read.rules";

/** Platforms list a few versions and some dozens of endpoints; more is nonsense. */
const MAX_VERSIONS = 50;

/**
 * The answer of a versions endpoint. Some operators enter the address of the details instead: an object with endpoints comes
 * back then, which is reported as `details`, so that the caller can use it as it is.
 */
export function decodeVersionList(
  data: unknown,
):
  | { readonly kind: "versions"; readonly versions: readonly VersionEntry[] }
  | { readonly kind: "details" | "unreadable" } {
  if (isJsonObject(data)) return { kind: Array.isArray(data.endpoints) ? "details" : "unreadable" };
  if (!Array.isArray(data)) return { kind: "unreadable" };
  const versions = data.slice(0, MAX_VERSIONS).flatMap((entry): VersionEntry[] => {
    if (!isJsonObject(entry)) return [];
    const { version, url } = entry;
    return typeof version === "string" && typeof url === "string" ? [{ version: version.trim(), url }] : [];
  });
  return versions.length === 0 ? { kind: "unreadable" } : { kind: "versions", versions };
}

/** Version details: endpoints without a usable identifier or URL are left out and noted. 2.1.1 has no role. */
export function decodeVersionDetails(wire: unknown, found: readonly ExchangeNote[]): Decoded<VersionDetails> {
  return decodeWith(wire, found, (reader) => {
    const endpoints = reader.objects("endpoints").flatMap((endpoint) => {
      const identifier = endpoint.text("identifier", 64)?.trim().toLowerCase();
      const url = endpoint.text("url", 255);
      if (identifier === undefined || url === undefined || !URL.canParse(url)) {
        endpoint.fault("url", "endpoint_unusable", false);
        return [];
      }
      return [{ identifier, role: endpoint.word("role", INTERFACE_ROLES, null), url }];
    });
    if (endpoints.length === 0) reader.fault("endpoints", "missing", true);
    return { version: reader.requiredText("version", 16), endpoints };
  });
}

function readBusiness(reader: Reader | undefined): Business {
  const logo = reader?.object("logo");
  const url = logo?.text("url", 255);
  const website = reader?.text("website", 255);
  return {
    name: reader?.text("name", 100) ?? "",
    ...(website === undefined ? {} : { website }),
    ...(logo === undefined || url === undefined
      ? {}
      : {
          logo: {
            url,
            category: logo.word("category", IMAGE_CATEGORIES, "OPERATOR"),
            type: logo.text("type", 4) ?? "",
          },
        }),
  };
}

function readRole(reader: Reader, role: string): CredentialsRole[] {
  const party = partyOf(reader.text("country_code", 3) ?? null, reader.text("party_id", 8) ?? null);
  if (party === null) {
    reader.fault("party_id", "not_a_party", false);
    return [];
  }
  return [{ role, ...party, business: readBusiness(reader.object("business_details")) }];
}

/**
 * Credentials of every version: roles of 2.2 and later, or the flat members of 2.1.1, also when a partner sends both. A role
 * is any text: providers of terminals call themselves EMSP, OTHER or PTP. Without one usable party nothing can be done.
 */
export function decodeCredentials(wire: unknown, found: readonly ExchangeNote[]): Decoded<Credentials> {
  return decodeWith(wire, found, (reader) => {
    const token = reader.requiredText("token", 64);
    if (token !== "" && !isTokenText(token)) reader.fault("token", "not_a_token", true);
    const url = reader.requiredText("url", 255);
    if (url !== "" && !URL.canParse(url)) reader.fault("url", "not_a_url", true);
    const listed = reader
      .objects("roles")
      .flatMap((role) => readRole(role, role.text("role", 16) ?? "OTHER"));
    const isFlat = listed.length === 0 && reader.raw("party_id") !== undefined;
    const roles = isFlat ? readRole(reader, "EMSP") : listed;
    if (roles.length === 0) reader.fault("roles", "missing", true);
    const hub = reader.text("hub_party_id", 5);
    return { token, url, roles, ...(hub === undefined ? {} : { hubPartyId: hub }) };
  });
}
