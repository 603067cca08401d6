import { spawn } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { ROOT } from "./paths.mjs";

/**
 * Runs a program to its end and returns what it printed. Throws with the output when it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} [options] `env` is added to our own
 * @returns {Promise<string>}
 */
export async function run(command, args, options = {}) {
  const { code, output } = await tryRun(command, args, options);
  if (code !== 0) throw new Error(`${path.basename(command)} ${args.join(" ")} failed:\n${output}`);
  return output;
}

/**
 * As `run`, but a failure is an answer: the exit code and everything that was printed.
 * @param {string} command @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, isBackground?: boolean }} [options] `isBackground`: gives way to everything else
 * @returns {Promise<{ code: number, output: string }>}
 */
export function tryRun(command, args, { env = {}, isBackground = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    if (isBackground && child.pid !== undefined)
      os.setPriority(child.pid, os.constants.priority.PRIORITY_BELOW_NORMAL);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    // Whatever ends us ends it too.
    const end = () => child.kill("SIGTERM");
    process.once("exit", end);
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("exit", end);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** A program that one of our packages brings. @param {string} name */
export function localBin(name) {
  return path.join(ROOT, "node_modules/.bin", name);
}
