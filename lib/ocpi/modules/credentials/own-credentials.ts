import { AppError } from "@/lib/core/errors";
import { env } from "@/lib/env";
import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Connection } from "@/lib/subscriptions/connection.model";
import type { JsonObject } from "../../exchange/codec.model";
import { codecOf } from "../../versions/registry";

/** Our versions endpoint, the one address that a partner must be told. */
export function ownVersionsUrl(): string {
  return `${env().PUBLIC_URL.replace(/\/+$/, "")}/api/ocpi/versions`;
}

/**
 * Our credentials for this partner: every CPO of the connection is a party. 2.1.1 has room for one, the first; the others are
 * reached all the same, because their objects name their location.
 */
export function ownCredentials(connection: Connection, token: string, version: OcpiVersion): JsonObject {
  const cpos = version === "2.1.1" ? connection.cpos.slice(0, 1) : connection.cpos;
  const encoded = codecOf(version).credentials({
    token,
    url: ownVersionsUrl(),
    roles: cpos.map(({ countryCode, partyId, name }) => ({
      role: "CPO",
      countryCode,
      partyId,
      business: { name },
    })),
  });
  if (!encoded.ok)
    throw new AppError("internal", "credentials_not_encodable", "our credentials do not fit the version", {
      notes: encoded.notes.map(({ path, code }) => `${path}: ${code}`),
    });
  return encoded.wire;
}
