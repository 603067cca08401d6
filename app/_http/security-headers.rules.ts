/** What the headers depend on; everything comes from the environment, nothing from the request. */
export interface HeaderOptions {
  readonly nonce: string;
  /** https means HSTS and no mixed content. */
  readonly publicUrl: string;
  /** Origin of a payment simulator, where forms may lead besides the PSP. */
  readonly pspOrigin: string | null;
  /** The development server compiles with eval and talks over a socket. */
  readonly development: boolean;
}

export type Area = "driver" | "admin" | "api";

/** Which rules a path gets. Drivers' pages are the default: they are the strictest that still show a page. */
export function areaOf(pathname: string): Area {
  if (pathname.startsWith("/api/")) return "api";
  return /^\/(admin|sign-in)(\/|$)/.test(pathname) ? "admin" : "driver";
}

const PSP_PAGES = ["https://*.mollie.com", "https://mollie.com"];

/**
 * The Content-Security-Policy of an area (SEC-63, SEC-86). Scripts need the nonce of this response; nothing comes from other
 * hosts. `form-action` names the PSP because browsers apply it to the redirect after our form. In the portal styles may stand
 * in attributes and in elements that its components add; in the driver's pages they may not.
 */
export function contentSecurityPolicy(area: Area, options: HeaderOptions): string {
  if (area === "api") return "default-src 'none'; frame-ancestors 'none'";
  const { nonce, development, pspOrigin, publicUrl } = options;
  const secure = publicUrl.startsWith("https://");
  const isDriver = area === "driver";
  const forms = isDriver ? [...PSP_PAGES, ...(pspOrigin === null ? [] : [pspOrigin])] : [];
  const rules: readonly (readonly string[])[] = [
    ["default-src", "'none'"],
    [
      "script-src",
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(development ? ["'unsafe-eval'"] : []),
    ],
    ["style-src", "'self'", isDriver ? `'nonce-${nonce}'` : "'unsafe-inline'"],
    ["img-src", "'self'", "data:", ...(isDriver ? [] : ["blob:"])],
    ["font-src", "'self'"],
    ["connect-src", "'self'", ...(development ? ["ws:"] : [])],
    ["worker-src", "'self'"],
    ["manifest-src", "'self'"],
    ["object-src", "'none'"],
    ["base-uri", "'none'"],
    ["frame-ancestors", "'none'"],
    ["form-action", "'self'", ...forms],
    ...(secure ? [["upgrade-insecure-requests"]] : []),
  ];
  return rules.map((rule) => rule.join(" ")).join("; ");
}

/** All security headers of a response (SEC-13, SEC-63). */
export function securityHeaders(area: Area, options: HeaderOptions): Readonly<Record<string, string>> {
  const secure = options.publicUrl.startsWith("https://");
  return {
    "content-security-policy": contentSecurityPolicy(area, options),
    "x-content-type-options": "nosniff",
    "referrer-policy": area === "admin" ? "same-origin" : "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy":
      "camera=(), microphone=(), geolocation=(), usb=(), payment=(self), browsing-topics=()",
    ...(secure ? { "strict-transport-security": "max-age=63072000; includeSubDomains" } : {}),
  };
}

/**
 * The address of a charger or of a terminal's session as its QR code holds it, in capital letters, in the form that the router
 * knows; null for others (UX-1).
 */
export function canonicalScanPath(pathname: string): string | null {
  return /^\/[CT]\//.test(pathname) ? `/${pathname.charAt(1).toLowerCase()}/${pathname.slice(3)}` : null;
}

/** Headers by which Next talks to itself; from outside they are an attack or a mistake (SEC-61, CVE-2025-29927). */
export function isInternalHeader(name: string): boolean {
  return /^x-(middleware-|nonce$)/i.test(name);
}
