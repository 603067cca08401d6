import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { ROOT } from "./paths.mjs";
import { guarded } from "./supervisor.mjs";

/**
 * Starts PostgreSQL in a keeper process, so that it stops with us however we end.
 *
 * @param {{ test?: boolean }} [options] `test`: the disposable cluster of the test suite
 * @returns {Promise<{ url: string, port: number, started: boolean, stop: () => Promise<void> }>}
 */
export async function keepDatabase({ test = false } = {}) {
  const lib = path.join(ROOT, "scripts/lib");
  const args = [...guarded(path.join(lib, "parent-guard.mjs")), path.join(lib, "database-keeper.mjs")];
  const keeper = spawn(process.execPath, test ? [...args, "--test"] : args, {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
  const ended = once(keeper, "exit");
  const failed = ended.then(([code]) => {
    throw new Error(`PostgreSQL did not start (exit code ${code})`);
  });
  // After a good start nobody waits for this promise any more.
  failed.catch(() => {});
  const [database] = await Promise.race([once(keeper, "message"), failed]);
  const stop = async () => {
    keeper.kill("SIGTERM");
    await ended;
  };
  return { ...database, stop };
}
