import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder; every other path is built from it, so scripts may be called from anywhere. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Everything that a run writes and that may be deleted at any time the demo is stopped. */
export const DATA_DIR = path.join(ROOT, ".data");

/**
 * True when the module was started by `node <file>` and not imported.
 * @param {string} moduleUrl the caller's `import.meta.url`
 */
export function isMain(moduleUrl) {
  const started = process.argv[1];
  return started !== undefined && path.resolve(started) === fileURLToPath(moduleUrl);
}
