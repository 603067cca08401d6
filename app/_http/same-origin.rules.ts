/** The headers by which a browser says where a request comes from. */
export interface RequestOrigin {
  readonly origin: string | null;
  readonly secFetchSite: string | null;
}

/**
 * True when a POST comes from our own page (SEC-14). Sec-Fetch-Site decides where the browser sends it. Otherwise Origin must
 * be ours. Our pages send no referrer, which makes Origin "null" on forms; a plain-http installation, where browsers leave
 * Sec-Fetch-Site out, therefore has only the SameSite cookies. Such an installation is never live (`lib/env.ts`).
 */
export function isSameOrigin({ origin, secFetchSite }: RequestOrigin, publicUrl: string): boolean {
  if (secFetchSite !== null) return secFetchSite === "same-origin";
  if (origin === null) return false;
  if (origin === "null") return publicUrl.startsWith("http://");
  return origin === new URL(publicUrl).origin;
}
