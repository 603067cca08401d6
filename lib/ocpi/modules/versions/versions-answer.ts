import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Connection } from "@/lib/subscriptions/connection.model";
import { OCPI_VERSIONS } from "../../exchange/codec.model";
import { mountedModules } from "../../server/modules";
import type { OcpiAnswer } from "../../server/server.model";
import { codecOf } from "../../versions/registry";

/** GET /versions (OCPI version information): all that is mounted, newest first. `base` ends without a slash. */
export function versionsAnswer(base: string): OcpiAnswer {
  const versions = OCPI_VERSIONS.filter((version) => mountedModules(version, null).length > 0);
  return { situation: "done", data: versions.map((version) => ({ version, url: `${base}/${version}` })) };
}

/** GET /{version}: the endpoints that are served to this connection, each once with our role. */
export function detailsAnswer(base: string, version: OcpiVersion, connection: Connection | null): OcpiAnswer {
  const endpoints = mountedModules(version, connection).map(({ identifier, role }) => ({
    identifier,
    role,
    url: `${base}/${version}/${identifier}`,
  }));
  const encoded = codecOf(version).versionDetails({ version, endpoints });
  return encoded.ok ? { situation: "done", data: encoded.wire } : { situation: "failed" };
}
