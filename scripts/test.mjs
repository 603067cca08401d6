// Everything that must hold before a change may land, from a fresh clone: `npm test`.
// Prints a table, and as the very last line the sum of all suites: "N passed, N failed".
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { paint, step } from "./lib/console.mjs";
import { onInterruption } from "./lib/interruptions.mjs";
import { DATA_DIR } from "./lib/paths.mjs";
import { buildServers, buildWeb, checkNode, generateClient, install } from "./lib/prepare.mjs";
import { localBin, run, tryRun } from "./lib/run.mjs";

/** @typedef {{ name: string, passed: number, failed: number, skipped: number, seconds: number }} Result */

const REPORTS = path.join(DATA_DIR, "test-reports");
const LINES_SHOWN = 200;

onInterruption(() => process.exit(130));

/** @type {Result[]} */
const results = [];

/**
 * Runs one suite. It answers with its counts; when it throws, it counts as one failure.
 * @param {string} name
 * @param {() => Promise<{ passed: number, failed: number, skipped?: number, output?: string }>} suite
 */
async function measure(name, suite) {
  const startedAt = performance.now();
  let outcome;
  try {
    outcome = await step(name, async () => {
      const counts = await suite();
      if (counts.failed > 0) throw Object.assign(new Error(counts.output ?? ""), { counts });
      return { ...counts, toString: () => `${counts.passed} passed` };
    });
  } catch (error) {
    outcome = error.counts ?? { passed: 0, failed: 1 };
    console.log(error.message.split("\n").slice(-LINES_SHOWN).join("\n"));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  results.push({
    name,
    passed: outcome.passed,
    failed: outcome.failed,
    skipped: outcome.skipped ?? 0,
    seconds,
  });
}

/** A step that is right or wrong as a whole. */
function check(name, work) {
  return measure(name, async () => {
    await work();
    return { passed: 1, failed: 0 };
  });
}

async function main() {
  console.log(`\n${paint("bold", "Kerbwatt: all checks and tests")}\n`);
  checkNode();
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  await check("install packages", install);
  await check("generate the database client", generateClient);
  if (results.some(({ failed }) => failed > 0)) return;

  await Promise.all([lint(), check("types", () => run("npm", ["run", "--silent", "typecheck"]))]);

  const { keepDatabase } = await import("./lib/kept-database.mjs");
  const database = process.env.TEST_DATABASE_URL ? undefined : await keepDatabase({ test: true });
  try {
    const serverUrl = process.env.TEST_DATABASE_URL ?? `${database?.url}postgres`;
    await check("migrations lead to the schema", () => noSchemaDrift(serverUrl));
    await check("build: servers", buildServers);
    await check("build: web", () => buildWeb(buildEnvironment(serverUrl)));
    // The journeys mostly wait for stations and banks; what they leave of the machine, the unit tests take. The database
    // tests have deadlines of their own and run alone.
    await Promise.all([
      measure("end-to-end tests", endToEnd),
      measure("unit tests", () => vitest("unit", { isBackground: true })),
    ]);
    await measure("database tests", () => vitest("database", { projects: "database*" }));
  } finally {
    await database?.stop();
  }
}

async function lint() {
  await check("format and lint (Biome)", () => run(localBin("biome"), ["check", ".", "--error-on-warnings"]));
  await check("promises and house rules (ESLint)", () =>
    run(localBin("eslint"), [".", "--max-warnings", "0"]),
  );
  await check("import rules", () => run("npm", ["run", "--silent", "lint:imports"]));
}

/** The migrations, replayed, and the Prisma schema must describe the same database. */
async function noSchemaDrift(serverUrl) {
  const comparison = ["--from-migrations", "prisma/migrations", "--to-schema", "prisma/schema"];
  await run(localBin("prisma"), ["migrate", "diff", ...comparison, "--exit-code"], {
    env: { DATABASE_URL: serverUrl },
  });
}

/** The build renders nothing that needs real settings; these only have to be well formed. */
function buildEnvironment(serverUrl) {
  const secret = "build-only-0123456789-abcdefghijklmnopqrstuvwxyz";
  return {
    NODE_ENV: "production",
    KERBWATT_MODE: "test",
    DATABASE_URL: serverUrl,
    PUBLIC_URL: "http://localhost:3000",
    NEXTAUTH_URL: "http://localhost:3000",
    NEXTAUTH_SECRET: secret,
    KERBWATT_CODE_KEY: secret,
    KERBWATT_ENCRYPTION_KEY: Buffer.alloc(32, secret).toString("base64"),
  };
}

async function vitest(name, { projects = name, ...options } = {}) {
  const report = path.join(REPORTS, `${name}.json`);
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
  const { code, output } = await tryRun(
    localBin("vitest"),
    ["run", "--project", projects, ...reporters],
    options,
  );
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  // A file that cannot be loaded has no tests to count, and still is a failure.
  const unloaded = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  const failed = Math.max(numFailedTests + unloaded.length, code === 0 ? 0 : 1);
  return { passed: numPassedTests, failed, skipped: numPendingTests, output };
}

async function endToEnd() {
  const { ensureChromium } = await import("./lib/chromium.mjs");
  const chromium = await ensureChromium();
  const report = path.join(REPORTS, "e2e.json");
  const { code, output } = await tryRun(localBin("playwright"), ["test", "--reporter=list,json"], {
    env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  const { stats } = JSON.parse(readFileSync(report, "utf8"));
  const failed = Math.max(stats.unexpected, code === 0 ? 0 : 1);
  return { passed: stats.expected + stats.flaky, failed, skipped: stats.skipped, output };
}

function printTable() {
  console.log();
  for (const { name, passed, failed, skipped, seconds } of results) {
    const mark = failed > 0 ? paint("red", "✗") : paint("green", "✓");
    const counts = `${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed`;
    const rest = skipped > 0 ? `  ${skipped} skipped` : "";
    console.log(`  ${mark} ${name.padEnd(36)}${counts}${`${seconds.toFixed(1)} s`.padStart(10)}${rest}`);
  }
  console.log();
}

try {
  await main();
} catch (error) {
  console.error(error);
  results.push({ name: "test run", passed: 0, failed: 1, skipped: 0, seconds: 0 });
}
printTable();
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exit(sum("failed") > 0 ? 1 : 0);
