// Completes package-lock.json. `npm install` leaves out optional packages that the registry in use does not
// serve (binaries for other systems), and `npm ci` then refuses the lock file: "Missing: ... from lock file".
// Run this after every `npm install`:  npm run lock:fix
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isMain, ROOT } from "./lib/paths.mjs";

const SYSTEMS = [
  "darwin",
  "win32",
  "windows",
  "android",
  "freebsd",
  "linux",
  "openharmony",
  "sunos",
  "netbsd",
  "openbsd",
  "aix",
];
const PROCESSORS = [
  "arm64",
  "x64",
  "ia32",
  "arm",
  "ppc64",
  "s390x",
  "riscv64",
  "wasm32",
  "loong64",
  "mips64el",
];

/**
 * Adds the missing optional packages to a parsed lock file, in place, in npm's order.
 * @param {{ packages: Record<string, any> }} lock
 * @returns {string[]} what was added
 */
export function completeLock(lock) {
  const added = [];
  for (const [parent, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (resolves(lock.packages, parent, name)) continue;
      lock.packages[`node_modules/${name}`] = optionalEntry(name, range, entry.dev === true);
      added.push(`${name} ${range}`);
    }
  }
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
  lock.packages = Object.fromEntries(sorted);
  return added;
}

/** Node's own look-up: the parent's node_modules, then those of each folder above it. */
function resolves(packages, parent, name) {
  for (let folder = parent; ; ) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (folder === "") return false;
    const cut = folder.lastIndexOf("node_modules/");
    folder = cut <= 0 ? "" : folder.slice(0, cut - 1);
  }
}

/** System and processor stand in the package's name; npm uses them to skip what does not fit the machine. */
function optionalEntry(name, range, dev) {
  const words = name.split(/[^a-z0-9]+/);
  const system = SYSTEMS.find((candidate) => words.includes(candidate));
  const processor = PROCESSORS.find((candidate) => words.includes(candidate));
  return {
    version: String(range).replace(/^[\^~]/, ""),
    ...(processor ? { cpu: [processor] } : {}),
    ...(dev ? { dev: true } : {}),
    ...(words.includes("musl") ? { libc: ["musl"] } : {}),
    optional: true,
    ...(system ? { os: [system === "windows" ? "win32" : system] } : {}),
  };
}

if (isMain(import.meta.url)) {
  const file = path.join(ROOT, "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const added = completeLock(lock);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(
    added.length > 0 ? `Added to the lock file:\n  ${added.join("\n  ")}` : "The lock file is complete",
  );
}
