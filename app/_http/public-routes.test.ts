import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

/**
 * Every address outside the portal, and what stands between a stranger and its work (SEC-53). The portal has a matrix of its
 * own. A route that is not listed fails, and so does one whose code has another guard than the list says.
 *
 * page: anyone may look; what is behind a token is found by its hash or answered as a dead link (SEC-12).
 * form: only from our own pages (SEC-14). again: a GET on the address of a form leads back and does nothing.
 */
const MATRIX: Readonly<Record<string, string>> = {
  "GET /": "page",
  "GET /help": "page",
  "GET /c/[code]": "page",
  "POST /c/[code]/pay": "form",
  "GET /c/[code]/pay": "again",
  "POST /c/[code]/recover": "form",
  "GET /c/[code]/recover": "again",
  "GET /return/[token]": "page",
  "GET /s/[token]": "page",
  "GET /s/[token]/stop": "page",
  "POST /s/[token]/stop": "form, control token",
  "POST /s/[token]/email": "form, control token or terminal's code",
  "POST /s/[token]/retry": "form, control token",
  "POST /s/[token]/give-up": "form, control token",
  "GET /t": "page",
  "POST /t": "form",
  "GET /t/[code]": "page",
  "GET /r/[token]": "page",
  "GET /r/[token]/pdf": "page",
  "GET /r/[token]/signed": "page",
  "GET /api/sessions/[token]/events": "token",
  "GET /api/sessions/[token]/state": "token",
  "POST /api/webhooks/[psp]/[token]": "token",
  "GET /api/ocpp/[station]": "signature",
  "POST /api/ocpp/[station]": "signature",
  "GET /api/ocpi/[...path]": "partner token",
  "POST /api/ocpi/[...path]": "partner token",
  "PUT /api/ocpi/[...path]": "partner token",
  "PATCH /api/ocpi/[...path]": "partner token",
  "DELETE /api/ocpi/[...path]": "partner token",
  "GET /connect/[token]": "request link",
  "POST /connect/[token]": "form, request link",
  "GET /api/health": "open",
  "GET /api/health/live": "open",
  "GET /security.txt": "open",
  "GET /api/auth/[...nextauth]": "next-auth",
  "POST /api/auth/[...nextauth]": "next-auth",
  "page /sign-in": "open",
};

const APP = path.resolve(import.meta.dirname, "..");
const files = readdirSync(APP, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => !file.startsWith("(admin)/"));
const read = (file: string) => readFileSync(path.join(APP, file), "utf8");
const addressOf = (file: string) =>
  `/${path.posix.dirname(file)}/`.replaceAll(/\/\([^)]+\)/g, "").replace(/\/(\.\/)?$/, "") || "/";

/** Which guard the code of one handler shows. */
function guardOf(code: string): string {
  if (/answerForm\(/.test(code)) {
    if (/if \(!opened\?\.view\.mayReceive\) return deadLink/.test(code))
      return "form, control token or terminal's code";
    return /if \(!opened\?\.view\.mayControl\) return deadLink/.test(code) ? "form, control token" : "form";
  }
  if (/answerPage\(/.test(code)) return "page";
  if (/answerLinkForm\(/.test(code)) return "form, request link";
  if (/answerLink\(/.test(code)) return "request link";
  if (/status: 303/.test(code)) return "again";
  if (/await enter\(request/.test(code)) return "signature";
  if (/return answerPartner\(request\)/.test(code)) return "partner token";
  if (/openLive\(|handleWebhook\(/.test(code)) return "token";
  if (/NextAuth|handler/.test(code)) return "next-auth";
  return "open";
}

function found(): Record<string, string> {
  const entries: [string, string][] = [];
  for (const file of files) {
    const name = path.posix.basename(file);
    if (name === "page.tsx") entries.push([`page ${addressOf(file)}`, "open"]);
    if (!/^route\.tsx?$/.test(name)) continue;
    const code = read(file);
    const handlers = [
      ...code.matchAll(/^export (?:async function|function|const) (GET|POST|PUT|PATCH|DELETE)\b[\s\S]*?^}/gm),
    ];
    for (const [text, verb] of handlers) entries.push([`${verb} ${addressOf(file)}`, guardOf(text)]);
    for (const [, names = ""] of code.matchAll(/^export \{([^}]+)\}/gm)) {
      for (const [, verb] of names.matchAll(/as (\w+)/g))
        entries.push([`${verb} ${addressOf(file)}`, "next-auth"]);
    }
  }
  return Object.fromEntries(entries);
}

describe("SEC-53: pages and routes that anyone can reach", () => {
  it("are exactly those of the matrix, each behind the guard that the matrix says", () => {
    expect(found()).toEqual(MATRIX);
  });

  it("SEC-14, SEC-59: nothing that changes a session is reached by GET, and no server action hides here", () => {
    const acts = /\b(stopByDriver|requestEmail|retryStart|giveUp|openCheckout|recoverSession)\(/;
    for (const file of files.filter((name) => /\.tsx?$/.test(name) && !/\.test\./.test(name))) {
      const code = read(file);
      expect(code, file).not.toMatch(/["']use server["']/);
      const gets = [...code.matchAll(/^export (?:async )?function GET\b[\s\S]*?^}/gm)].map(([text]) => text);
      expect(gets.join("\n"), file).not.toMatch(acts);
    }
  });
});

describe("SEC-1, SEC-86: card data never touches us", () => {
  it("no page asks for it", () => {
    const components = path.resolve(APP, "../components");
    const pages = readdirSync(components, { recursive: true, encoding: "utf8" }).map((file) =>
      path.join(components, file),
    );
    for (const file of [...pages, ...files.map((name) => path.join(APP, name))]) {
      if (!/\.tsx$/.test(file)) continue;
      expect(readFileSync(file, "utf8"), file).not.toMatch(/cc-(number|csc|exp|name)|cardNumber|\bcvc\b/i);
    }
  });
});
