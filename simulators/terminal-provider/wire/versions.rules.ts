/** The versions that this simulator speaks, lowest first. */
export const OCPI_VERSIONS = ["2.1.1", "2.2.1", "2.3.0"] as const;
export type OcpiVersion = (typeof OCPI_VERSIONS)[number];

/** A row of the version details (version_information_endpoint 6.3); 2.1.1 has no role. */
export interface Endpoint {
  readonly identifier: string;
  readonly role?: string;
  readonly url: string;
}

/** Which side of each module a terminal provider plays. */
const OUR_MODULES: readonly (readonly [string, "SENDER" | "RECEIVER"])[] = [
  // The role of credentials means nothing; the specification says SENDER.
  ["credentials", "SENDER"],
  ["locations", "RECEIVER"],
  ["tariffs", "RECEIVER"],
  ["sessions", "RECEIVER"],
  ["cdrs", "RECEIVER"],
  ["tokens", "SENDER"],
  ["commands", "SENDER"],
  ["payments", "SENDER"],
];

/** Message ids and routing headers came with 2.2, and so did roles. */
export const hasRouting = (version: OcpiVersion): boolean => version !== "2.1.1";

/** 2.3.0 has payments; 2.2.1 only as the Direct Payment extension. */
export const hasPayments = (version: OcpiVersion, directPayment: boolean): boolean =>
  version === "2.3.0" || (version === "2.2.1" && directPayment);

export const isOcpiVersion = (text: unknown): text is OcpiVersion =>
  OCPI_VERSIONS.some((version) => version === text);

/** What we advertise for a version. `base` is the version's address without a slash at the end. */
export function ourEndpoints(version: OcpiVersion, base: string, directPayment: boolean): Endpoint[] {
  return OUR_MODULES.filter(([module]) => module !== "payments" || hasPayments(version, directPayment)).map(
    ([identifier, role]) => ({
      identifier,
      ...(hasRouting(version) && { role }),
      url: `${base}/${identifier}`,
    }),
  );
}

/** The highest version that both sides speak, with the peer's address of its details. */
export function commonVersion(
  ours: readonly OcpiVersion[],
  theirs: readonly { readonly version: unknown; readonly url: unknown }[],
): { version: OcpiVersion; url: string } | null {
  for (const version of [...OCPI_VERSIONS].reverse()) {
    if (!ours.includes(version)) continue;
    const match = theirs.find((offer) => offer.version === version);
    if (typeof match?.url === "string") return { version, url: match.url };
  }
  return null;
}

/** The peer's endpoint for a module. The role counts when there are several (some peers send one, or a wrong one). */
export function findEndpoint(
  endpoints: readonly Endpoint[],
  identifier: string,
  role: "SENDER" | "RECEIVER",
): string | null {
  const matches = endpoints.filter((endpoint) => endpoint.identifier === identifier);
  return (matches.find((endpoint) => endpoint.role === role) ?? matches[0])?.url ?? null;
}

/** One slash between the parts, each part percent-encoded: ids hold `*`, `#` and blanks. */
export function joinUrl(base: string, ...parts: string[]): string {
  const tail = parts.map((part) => encodeURIComponent(part)).join("/");
  return tail === "" ? base : `${base.replace(/\/+$/, "")}/${tail}`;
}

/** The payments base: peers advertise it with or without one of its two sub-interfaces. */
export function paymentsBase(url: string): string {
  return url.replace(/\/+$/, "").replace(/\/(terminals|financial-advice-confirmations)$/, "");
}
