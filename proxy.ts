import { type NextRequest, NextResponse } from "next/server";
import {
  areaOf,
  canonicalScanPath,
  isInternalHeader,
  securityHeaders,
} from "@/app/_http/security-headers.rules";
import { env } from "@/lib/env";

/**
 * Runs before every route but OCPI: security headers with a fresh nonce, the canonical host, and QR codes in capital letters. It
 * decides nothing about access: every page and route does that itself (SEC-59).
 */
export function proxy(request: NextRequest): NextResponse {
  const { PUBLIC_URL, NEXTAUTH_URL, MOLLIE_API_URL, KERBWATT_MODE, NODE_ENV } = env();
  const { pathname } = request.nextUrl;
  const area = areaOf(pathname);
  if (KERBWATT_MODE === "live" && area !== "api") {
    const hosts = [new URL(PUBLIC_URL).host, new URL(NEXTAUTH_URL).host];
    if (!hosts.includes(request.headers.get("host") ?? "")) return toCanonicalHost(request, PUBLIC_URL);
  }
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const answer = securityHeaders(area, {
    nonce,
    publicUrl: PUBLIC_URL,
    pspOrigin: MOLLIE_API_URL ? new URL(MOLLIE_API_URL).origin : null,
    development: NODE_ENV === "development",
  });
  const headers = new Headers([...request.headers].filter(([name]) => !isInternalHeader(name)));
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", answer["content-security-policy"] ?? "");
  const scan = canonicalScanPath(pathname);
  const response = scan
    ? NextResponse.rewrite(new URL(`${scan}${request.nextUrl.search}`, request.url), { request: { headers } })
    : NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(answer)) response.headers.set(name, value);
  return response;
}

/** A foreign Host header never reaches a page, so no link can be built from it (SEC-61). */
function toCanonicalHost(request: NextRequest, publicUrl: string): NextResponse {
  if (request.method !== "GET" && request.method !== "HEAD") return new NextResponse(null, { status: 421 });
  return NextResponse.redirect(
    new URL(`${request.nextUrl.pathname}${request.nextUrl.search}`, publicUrl),
    308,
  );
}

/** Answers to partners are made and guarded in one place, `app/api/ocpi`, which also sets these headers. */
export const config = { matcher: "/((?!_next/static/|api/ocpi/).*)" };
