import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * Runs `work` while holding a lock file, so that two runs on one machine do not start the same database twice.
 * A lock left by a process that died is taken over.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {number} [timeoutMs] how long to wait for another holder before giving up
 * @returns {Promise<T>}
 */
export async function withFileLock(file, work, timeoutMs = 60_000) {
  mkdirSync(path.dirname(file), { recursive: true });
  const giveUpAt = Date.now() + timeoutMs;
  while (!tryLock(file)) {
    if (Date.now() > giveUpAt)
      throw new Error(`${file} is held by another process; delete it if none is running`);
    await sleep(50);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  const holder = Number(readHolder(file));
  // Zero: the holder has created the file and not yet written its id, or has just removed it.
  if (holder > 0 && !isAlive(holder)) rmSync(file, { force: true });
  return false;
}

/** @param {string} file */
function readHolder(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
