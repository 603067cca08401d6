import path from "node:path";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import { ROOT } from "./lib/paths.mjs";

/** Feeds every ESLint rule of the house what it forbids, in the spellings that people use to get around it. */

type Message = { ruleId: string | null; severity: number };

/** For code in files that do not exist: the rules of the house need no types, only the syntax tree. */
const syntaxOnly = new ESLint({
  cwd: ROOT,
  overrideConfig: {
    files: ["**/*.{ts,tsx}"],
    languageOptions: { parserOptions: { projectService: false } },
    rules: {
      "@typescript-eslint/no-floating-promises": "off",
      "@typescript-eslint/no-misused-promises": "off",
      "@typescript-eslint/await-thenable": "off",
    },
  },
});

async function lint(eslint: ESLint, code: string, file: string): Promise<Message[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(ROOT, file) });
  return result?.messages ?? [];
}

const DOMAIN = "lib/billing/example.ts";

const FORBIDDEN: Record<string, string[]> = {
  "house/no-environment": [
    "export const a = process.env.SECRET;",
    'export const a = process.env["SECRET"];',
    'export const a = process["env"].SECRET;',
    "export const { env } = process;",
    "export const { env: renamed } = process;",
    "export const a = globalThis.process.env.SECRET;",
    "export const { env } = globalThis.process;",
    'import { env } from "node:process"; export const a = env.SECRET;',
    'import process from "process"; export const a = process.argv;',
    "export const a = import.meta.env.SECRET;",
  ],
  "house/no-clock": [
    "export const a = Date.now();",
    'export const a = Date["now"]();',
    "export const { now } = Date;",
    "export const a = new Date();",
    "export const a = Date();",
    "export const a = Math.random();",
    "export const a = globalThis.Math.random();",
    "export const a = performance.now();",
    "setTimeout(() => {}, 1);",
    "setInterval(() => {}, 1);",
    "globalThis.setTimeout(() => {}, 1);",
    'import { setTimeout as wait } from "node:timers/promises"; export const a = wait;',
  ],
  "house/no-fetch": [
    'export const a = fetch("https://example.org");',
    'export const a = globalThis.fetch("https://example.org");',
    "export const f = fetch;",
    'import { request } from "undici"; export const a = request;',
    'import axios from "axios"; export const a = axios;',
    'export const a = import("undici");',
    'export const a = require("axios");',
  ],
  "house/no-sockets": [
    'import { request } from "node:http"; export const a = request;',
    'import https from "https"; export const a = https;',
    'import { connect } from "node:net"; export const a = connect;',
    'import { connect } from "node:tls"; export const a = connect;',
    'import { connect } from "node:http2"; export const a = connect;',
    'export const a = import("node:https");',
  ],
  "house/no-barrels": ['export * from "./a";', 'export { a } from "./a";', 'export type { A } from "./a";'],
};

const SPELLINGS = Object.entries(FORBIDDEN).flatMap(([rule, codes]) =>
  codes.map((code) => [rule, code] as const),
);

describe("rules of the house", () => {
  it.each(SPELLINGS)("%s forbids: %s", async (rule, code) => {
    const found = (await lint(syntaxOnly, code, DOMAIN)).filter(({ ruleId }) => ruleId === rule);
    expect(found).not.toHaveLength(0);
    expect(found.every(({ severity }) => severity === 2)).toBe(true);
  });

  it.each([
    ["a time that is given", "export const a = new Date(0);"],
    [
      "types of a module",
      'import type { IncomingMessage } from "node:http"; export type A = IncomingMessage;',
    ],
    ["a property called env", "export const a = (deps: { env: string }) => deps.env;"],
    ["a method called fetch", "export const a = (client: { fetch(): void }) => client.fetch();"],
  ])("allow %s", async (_what, code) => {
    expect(await lint(syntaxOnly, code, DOMAIN)).toEqual([]);
  });

  it.each([
    ["lib/env.ts", "house/no-environment"],
    ["simulators/mollie/main.ts", "house/no-environment"],
    ["scripts/seed/seed.ts", "house/no-environment"],
    ["lib/db/runtime.ts", "house/no-clock"],
    ["lib/billing/example.test.ts", "house/no-clock"],
    ["lib/payments/psp/mollie/client.ts", "house/no-fetch"],
    ["lib/payments/psp/mollie/client.ts", "house/no-sockets"],
    ["lib/ocpi/exchange/outbound/client.ts", "house/no-fetch"],
    ["components/driver/live.tsx", "house/no-fetch"],
    ["server/gateway.ts", "house/no-sockets"],
  ])("except %s from %s", async (file, rule) => {
    const code = FORBIDDEN[rule]?.join("\n") ?? "";
    expect((await lint(syntaxOnly, code, file)).map(({ ruleId }) => ruleId)).not.toContain(rule);
  });

  it.each([
    ["app/(driver)/c/[code]/page.tsx", "house/no-environment"],
    ["app/api/health/route.ts", "house/no-fetch"],
    ["server/worker.ts", "house/no-fetch"],
    ["server/gateway.ts", "house/no-environment"],
    ["lib/payments/psp/other/client.ts", "house/no-fetch"],
    ["lib/ocpi/modules/commands.ts", "house/no-sockets"],
    ["lib/ocpp/rpc/peer.ts", "house/no-clock"],
  ])("hold in %s: %s", async (file, rule) => {
    const [code] = FORBIDDEN[rule] ?? [];
    expect((await lint(syntaxOnly, code ?? "", file)).map(({ ruleId }) => ruleId)).toContain(rule);
  });
});

describe("promise rules", () => {
  // Type-aware rules need a file that TypeScript knows; the text is ours.
  const eslint = new ESLint({ cwd: ROOT });
  const KNOWN_FILE = "lib/core/money.ts";

  it.each([
    ["@typescript-eslint/no-floating-promises", "async function pay() {}\npay();"],
    ["@typescript-eslint/no-misused-promises", "[1].forEach(async () => {});"],
    ["@typescript-eslint/no-misused-promises", "async function isPaid() { return true; }\nif (isPaid()) {}"],
    ["@typescript-eslint/await-thenable", "export async function pay() { await 1; }"],
  ])("%s forbids: %s", async (rule, code) => {
    const messages = await lint(eslint, code, KNOWN_FILE);
    expect(messages).toContainEqual(expect.objectContaining({ ruleId: rule, severity: 2 }));
  });
});
