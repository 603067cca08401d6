import { randomBytes } from "node:crypto";
import type { NextRequest } from "next/server";
import { createUi, type Ui } from "@/components/driver/ui";
import { runtime } from "@/lib/db/runtime";
import { env } from "@/lib/env";
import { isLocale, type Locale } from "@/lib/i18n/locale.model";
import { negotiateLocale } from "@/lib/i18n/negotiate.rules";
import { clientAddress } from "./client-address.rules";
import { type CookieJar, createCookieJar } from "./cookie-jar";

/** What every driver's route needs to know about its request. */
export interface DriverRequest {
  readonly url: URL;
  readonly nonce: string;
  readonly locale: Locale;
  readonly languageInUrl: boolean;
  readonly jar: CookieJar;
  /** The client's address as far as our own proxies vouch for it (SEC-61); only pseudonyms of it are stored. */
  readonly network: string;
  /** The `Ui` of a page at this path (path and query without the language). */
  ui(path: string): Ui;
}

/** Reads a request. The language is the address's `lang`, else the browser's (UX-34). */
export function readDriverRequest(request: NextRequest): DriverRequest {
  const url = request.nextUrl;
  const wanted = url.searchParams.get("lang");
  const locale = isLocale(wanted) ? wanted : negotiateLocale(request.headers.get("accept-language"));
  const languageInUrl = isLocale(wanted);
  const { PUBLIC_URL, TRUSTED_PROXIES } = env();
  return {
    url,
    nonce: request.headers.get("x-nonce") ?? randomBytes(16).toString("base64"),
    locale,
    languageInUrl,
    jar: createCookieJar(request.cookies, PUBLIC_URL.startsWith("https://")),
    network: clientAddress(request.headers.get("x-forwarded-for"), TRUSTED_PROXIES),
    ui: (path) => createUi({ locale, languageInUrl, path, now: runtime().clock.now() }),
  };
}
