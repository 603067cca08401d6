/** A sign-in ends after this long without a request, and after that long in any case (SEC-55). */
export const IDLE_S = 30 * 60;
export const ABSOLUTE_S = 12 * 60 * 60;

/** What the signed and encrypted cookie carries. Rights are not among it: they are read in every request. */
export interface SessionClaims {
  readonly userId: string;
  readonly securityVersion: number;
  /** Seconds since 1970. */
  readonly signedInAt: number;
}

/** The claims when they are complete and not too old, otherwise null. */
export function liveClaims(claims: Partial<SessionClaims>, nowMs: number): SessionClaims | null {
  const { userId, securityVersion, signedInAt } = claims;
  if (typeof userId !== "string" || typeof securityVersion !== "number" || typeof signedInAt !== "number") {
    return null;
  }
  const age = nowMs / 1000 - signedInAt;
  return age >= -60 && age < ABSOLUTE_S ? { userId, securityVersion, signedInAt } : null;
}

/**
 * The network address of the caller from `x-forwarded-for`: the entry that the outermost trusted proxy has added (SEC-61).
 * Without a trusted proxy it is what the web server itself has noted.
 */
export function clientAddress(forwardedFor: string | null | undefined, trustedProxies: number): string {
  const hops = (forwardedFor ?? "").split(",").map((hop) => hop.trim());
  return hops[hops.length - Math.max(1, trustedProxies)] || "unknown";
}
