import { DAY_MS } from "@/lib/core/time";
import { runtime } from "@/lib/db/runtime";
import { env } from "@/lib/env";

export const dynamic = "force-dynamic";

/** Shorter than the year that RFC 9116 recommends at most; renewed with every request. */
const VALID_DAYS = 90;

/**
 * Who to tell about a weakness (SEC-74, RFC 9116); next.config.js also serves it at /.well-known/security.txt. The contact is
 * the help page of this installation; weaknesses of the product itself are reported as SECURITY.md says.
 */
export function GET(): Response {
  const { PUBLIC_URL } = env();
  const expires = new Date(runtime().clock.now().getTime() + VALID_DAYS * DAY_MS);
  const lines = [
    `Contact: ${new URL("/help", PUBLIC_URL).href}`,
    `Expires: ${expires.toISOString()}`,
    "Preferred-Languages: en, nl, de, fr",
    `Canonical: ${new URL("/.well-known/security.txt", PUBLIC_URL).href}`,
  ];
  return new Response(`${lines.join("\n")}\n`, { headers: { "content-type": "text/plain; charset=utf-8" } });
}
