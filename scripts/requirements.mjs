// Brings the last column of docs/requirements.md up to date: which tests name each requirement.
//   node scripts/requirements.mjs
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isMain, ROOT } from "./lib/paths.mjs";

export const PAGE = path.join(ROOT, "docs/requirements.md");

const FOLDERS = ["app", "bench", "components", "e2e", "lib", "scripts", "server", "simulators"];
const IS_TEST = /\.(test|spec)\.tsx?$/;
/** More files prove nothing more; these are the ones that say most about it. */
const FILES_MAX = 3;

/**
 * Test file → its text.
 * @returns {Map<string, string>}
 */
export function readTests() {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
      .filter((file) => IS_TEST.test(file)),
  );
  return new Map(files.map((file) => [file, readFileSync(path.join(ROOT, file), "utf8")]));
}

/**
 * How often a text names a requirement, `SEC-1` being another one than `SEC-11`.
 * @param {string} text @param {string} id
 */
export function mentions(text, id) {
  return text.match(new RegExp(`\\b${id}(?!\\d)`, "g"))?.length ?? 0;
}

/**
 * The rows of the page's tables of what is done.
 * @param {string} page
 * @returns {{ id: string, what: string, places: string[], tests: string[] }[]}
 */
export function readRows(page) {
  const names = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
  return [...page.matchAll(/^\| ([A-Z]+-\d+) +\| (.+?) +\| (`.+?) +\| (`.+?) +\|$/gm)].map(
    ([, id, what, places, tests]) => ({ id, what: what.trim(), places: names(places), tests: names(tests) }),
  );
}

/** Tests of the product before those of the simulators, and what names it most before what names it once. */
function provedBy(id, tests) {
  const naming = [...tests]
    .map(([file, text]) => ({ file, count: mentions(text, id) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.file.localeCompare(b.file));
  const ofProduct = naming.filter(({ file }) => !file.startsWith("simulators/"));
  return (ofProduct.length > 0 ? ofProduct : naming).slice(0, FILES_MAX).map(({ file }) => file);
}

if (isMain(import.meta.url)) {
  const tests = readTests();
  const page = readFileSync(PAGE, "utf8").replace(
    /^\| ([A-Z]+-\d+)( +\| .+? +\| `.+? +\| )`.+?( +\|)$/gm,
    (row, id, middle, end) => {
      const files = provedBy(id, tests);
      return files.length === 0
        ? row
        : `| ${id}${middle}${files.map((file) => `\`${file}\``).join(", ")}${end}`;
    },
  );
  writeFileSync(PAGE, page);
}
