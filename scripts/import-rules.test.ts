import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "./lib/paths.mjs";

/**
 * A rule that matches nothing looks exactly like a rule that is obeyed. So every import rule is fed a violation
 * here, and the number of files that the rules see is compared with the number of files that exist.
 */

type Summary = { rule: { name: string }; from: string };
type CruiseReport = { modules: { source: string }[]; summary: { violations: Summary[] } };

const CONFIG = path.join(ROOT, ".dependency-cruiser.cjs");
const DEPCRUISE = path.join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
const FOLDERS = ["app", "bench", "components", "e2e", "lib", "scripts", "server", "simulators"];

async function cruise(cwd: string): Promise<CruiseReport> {
  const args = [DEPCRUISE, ...FOLDERS, "--config", CONFIG, "--output-type", "json"];
  // The exit code counts violations; the report says the same in more words.
  const output = await promisify(execFile)(process.execPath, args, { cwd, maxBuffer: 1 << 28 }).catch(
    (failure: { stdout: string }) => failure,
  );
  return JSON.parse(output.stdout) as CruiseReport;
}

/** One floor higher than the room, or a room that stands on no floor at all for the top one. */
const ROOM_ABOVE: Record<string, string> = {
  core: "i18n",
  env: "db",
  i18n: "journal",
  db: "tenants",
  journal: "locations",
  tenants: "pricing",
  locations: "payments",
  pricing: "sessions",
  payments: "subscriptions",
  subscriptions: "sessions",
  sessions: "billing",
  billing: "ocpp",
  ocpp: "ocpi",
  ocpi: "ocpp",
  terminals: "conformance",
  conformance: "jobs",
  jobs: "a-room-on-no-floor",
};

/** Rule → the file that breaks it and what that file imports. */
const VIOLATIONS: Record<string, [from: string, to: string]> = {
  "no-cycles": ["lib/billing/circle-a.ts", "lib/billing/circle-b.ts"],
  "no-unresolvable": ["lib/billing/lost.ts", "./no-such-file"],
  "no-barrels": ["lib/billing/parts/index.ts", "lib/billing/target.ts"],
  "pure-files": ["lib/pricing/impure.rules.ts", "node:crypto"],
  "store-is-private": ["lib/billing/thief.ts", "lib/payments/payment.store.ts"],
  "prisma-only-in-stores-and-queries": ["lib/billing/raw.ts", "@prisma/client"],
  "connections-only-in-db-and-server": ["lib/billing/connection.ts", "pg"],
  "mollie-only-in-its-adapter": ["lib/payments/capture.ts", "@mollie/api-client"],
  "sockets-only-in-the-gateway": ["lib/ocpp/socket.ts", "ws"],
  "react-only-where-pages-are": ["lib/billing/view.ts", "react"],
  "app-sees-no-insides": ["app/page.ts", "lib/jobs/registry.ts"],
  "components-see-models": ["components/driver/panel.ts", "lib/payments/capture-payment.ts"],
  "ui-knows-no-domain": ["components/ui/button.ts", "components/driver/price.ts"],
  "lib-sees-neither-app-nor-server": ["lib/billing/upwards.ts", "server/gateway.ts"],
  "simulators-stand-alone": ["simulators/station/borrower.ts", "lib/ocpp/codec.ts"],
  "no-tests-in-production": ["lib/billing/uses-test.ts", "lib/billing/target.test.ts"],
  "ocpp-versions-are-siblings": ["lib/ocpp/versions/v1_6/codec.ts", "lib/ocpp/versions/v2_1/codec.ts"],
  "ocpi-versions-are-siblings": ["lib/ocpi/versions/v2_2_1/codec.ts", "lib/ocpi/versions/v2_3_0/codec.ts"],
  "psps-are-siblings": ["lib/payments/psp/mollie/adapter.ts", "lib/payments/psp/other/adapter.ts"],
  "terminal-providers-are-siblings": [
    "lib/terminals/providers/a/profile.ts",
    "lib/terminals/providers/b/profile.ts",
  ],
  "simulators-are-siblings": ["simulators/mollie/neighbour.ts", "simulators/station/target.ts"],
  ...Object.fromEntries(
    Object.entries(ROOM_ABOVE).map(([room, above]) => [
      `floor-${room}`,
      [room === "env" ? "lib/env.ts" : `lib/${room}/climbs.ts`, `lib/${above}/target.ts`],
    ]),
  ),
};

const PACKAGES = ["@prisma/client", "@mollie/api-client", "ws", "react", "pg"];

/** Imports of our own files use the "@/" path, so the test also proves that the alias is understood. */
function specifier(target: string): string {
  return target.endsWith(".ts") ? `@/${target.replace(/\.ts$/, "")}` : target;
}

function write(root: string, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

/** A small project in which every rule is broken once. */
function writeBrokenProject(root: string): void {
  for (const folder of FOLDERS) mkdirSync(path.join(root, folder), { recursive: true });
  write(root, "tsconfig.json", JSON.stringify({ compilerOptions: { paths: { "@/*": ["./*"] } } }));
  for (const name of PACKAGES) {
    write(root, `node_modules/${name}/package.json`, JSON.stringify({ name, main: "main.js" }));
    write(root, `node_modules/${name}/main.js`, "module.exports = {};");
  }
  for (const [, to] of Object.values(VIOLATIONS)) {
    if (to.endsWith(".ts")) write(root, to, "export const target = 1;");
  }
  for (const [from, to] of Object.values(VIOLATIONS)) {
    write(root, from, `import * as target from "${specifier(to)}";\nexport const used = target;\n`);
  }
  write(root, "lib/billing/circle-b.ts", 'import * as back from "./circle-a";\nexport const used = back;\n');
}

describe("import rules", () => {
  const root = mkdtempSync(path.join(os.tmpdir(), "kerbwatt-rules-"));
  let report: CruiseReport;

  beforeAll(async () => {
    writeBrokenProject(root);
    report = await cruise(root);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it("each have a violation in this file", () => {
    const config = createRequire(import.meta.url)(CONFIG) as {
      forbidden: { name: string; severity: string }[];
    };
    expect(config.forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(VIOLATIONS).sort());
    expect(config.forbidden.every(({ severity }) => severity === "error")).toBe(true);
  });

  it.each(Object.entries(VIOLATIONS))("%s is reported", (rule, [from]) => {
    const found = report.summary.violations.filter((violation) => violation.rule.name === rule);
    expect(found.map((violation) => violation.from)).toContain(from);
  });
});

describe("the project", () => {
  it("is cruised completely: every source file is a module", async () => {
    const { modules } = await cruise(ROOT);
    const seen = modules.map(({ source }) => source).filter((source) => isOurs(source));
    expect(seen.sort()).toEqual(FOLDERS.flatMap((folder) => sourceFiles(folder)).sort());
  });
});

function isOurs(source: string): boolean {
  return FOLDERS.some((folder) => source.startsWith(`${folder}/`)) && isSource(source);
}

function isSource(file: string): boolean {
  return /\.(ts|tsx|mjs|js)$/.test(file) && !file.endsWith(".d.ts");
}

function sourceFiles(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourceFiles(file);
    return isSource(file) ? [file] : [];
  });
}
