import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import { OCPI_VERSIONS } from "../exchange/codec.model";

/** What an address below /api/ocpi means. */
export type OcpiRoute =
  | { readonly kind: "versions" }
  | { readonly kind: "details"; readonly version: OcpiVersion }
  | {
      readonly kind: "module";
      readonly version: OcpiVersion;
      readonly module: string;
      readonly segments: readonly string[];
    }
  | { readonly kind: "nothing" };

/** Reads `versions`, `{version}` and `{version}/{module}/…`; the module in lower case. */
export function readRoute(path: readonly string[]): OcpiRoute {
  const [first, module, ...segments] = path;
  if (first === "versions" && module === undefined) return { kind: "versions" };
  const version = OCPI_VERSIONS.find((known) => known === first);
  if (version === undefined) return { kind: "nothing" };
  if (module === undefined) return { kind: "details", version };
  return { kind: "module", version, module: module.toLowerCase(), segments };
}
