import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./paths.mjs";
import { localBin, run, tryRun } from "./run.mjs";

/**
 * The steps from a fresh clone to something that runs. Each looks first whether its result is already there:
 * a second start skips them all. Only Node's own modules, because nothing is installed yet.
 */

const OLDEST_NODE = [20, 19];

/** Throws with advice when this Node is too old. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Error(
    `Node ${OLDEST_NODE.join(".")} or newer is needed; this is ${version}. See https://nodejs.org.`,
  );
}

/** Installs the packages unless exactly those of the lock file are there. Returns a remark. */
export async function install() {
  if (isInstalled()) return "already there";
  const flags = ["--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const clean = await tryRun("npm", ["ci", ...flags]);
  if (clean.code === 0) return "";
  const { code, output } = await tryRun("npm", ["install", "--no-save", "--no-package-lock", ...flags]);
  if (code !== 0) throw new Error(`npm could not install the packages:\n${clean.output}\n${output}`);
  const reason = clean.output.split("\n").find((line) => line.trim() !== "");
  return `\`npm ci\` refused the lock file, so \`npm install\` was used (${reason})`;
}

/** Compares npm's own record of what it installed with the lock file. */
function isInstalled() {
  const record = path.join(ROOT, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  const wanted = JSON.parse(readFileSync(path.join(ROOT, "package-lock.json"), "utf8")).packages;
  return Object.entries(wanted).every(([name, { version, optional }]) => {
    if (name === "") return true;
    return installed[name] ? installed[name].version === version : optional === true;
  });
}

/** Generates the Prisma client when the schema changed. */
export async function generateClient() {
  const inputs = ["prisma/schema", "prisma.config.ts", "package-lock.json"];
  return unlessUnchanged("lib/db/generated", inputs, async () => {
    await run(localBin("prisma"), ["generate"]);
  });
}

const CODE = ["app", "components", "lib", "public", "prisma/schema", "package-lock.json", "tsconfig.json"];

/** `next build`, when something that goes into it changed. @param {NodeJS.ProcessEnv} env */
export async function buildWeb(env) {
  const inputs = [...CODE, "next.config.js", "postcss.config.mjs", "proxy.ts"];
  return unlessUnchanged(".next", inputs, async () => {
    // `npm test` and CI check the types on their own; checking them twice would only cost time.
    await run(localBin("next"), ["build"], { env: { ...env, KERBWATT_BUILD_SKIPS_TYPES: "1" } });
  });
}

/** Bundles gateway, worker, simulators and seed, when something that goes into them changed. */
export async function buildServers() {
  return unlessUnchanged("dist", [...CODE, "server", "simulators", "scripts"], async () => {
    await run(process.execPath, ["scripts/build-servers.mjs"]);
  });
}

/**
 * Does the work unless `output` was made from exactly these inputs.
 * The fingerprint lies inside the output, so deleting the output also forgets it.
 */
async function unlessUnchanged(output, inputs, work) {
  const stamp = path.join(ROOT, output, ".made-from");
  const fingerprint = contentHash(inputs);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) return "nothing changed";
  await work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint);
  return "";
}

function contentHash(inputs) {
  const hash = createHash("sha256").update(process.versions.modules);
  for (const input of inputs) {
    for (const file of filesBelow(path.join(ROOT, input))) {
      hash.update(path.relative(ROOT, file)).update("\0").update(readFileSync(file)).update("\0");
    }
  }
  return hash.digest("hex");
}

const TEST_FILE = /\.test\.tsx?$/;

function filesBelow(target) {
  if (!existsSync(target)) return [];
  if (!statSync(target).isDirectory()) return [target];
  return readdirSync(target, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(path.join(target, entry.name)))
    .filter((file) => !TEST_FILE.test(file));
}
