import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "../../scripts/lib/paths.mjs";
import { guarded } from "../../scripts/lib/supervisor.mjs";

/** A process of the product under measurement. */
export interface Service {
  readonly pid: number;
  /** Ends it as an operator would, and returns when it has gone. */
  stop(): Promise<void>;
}

const GUARD = path.join(ROOT, "scripts/lib/parent-guard.mjs");
const READY_MS = 30_000;
const STOP_MS = 15_000;

/**
 * Starts a Node process and waits until its port answers. What it prints goes to a file in `logs`. It ends with us, however
 * we end. Throws with its last lines when it does not come up.
 */
export async function startService(options: {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logs: string;
  /** Absent: ready after a second, if it still lives then. */
  readonly port?: number;
}): Promise<Service> {
  const { name, args, env, logs, port } = options;
  mkdirSync(logs, { recursive: true });
  const file = path.join(logs, `${name}.log`);
  const log = openSync(file, "w");
  const child = spawn(process.execPath, [...guarded(GUARD), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", log, log, "ipc"],
    // Ctrl-C is for us; we end the services in order.
    detached: true,
  });
  closeSync(log);
  const ready = port === undefined ? sleep(1_000).then(() => child.exitCode === null) : answers(child, port);
  if (!(await ready) || child.pid === undefined) {
    await stop(child);
    throw new Error(`${name} did not start. Its last lines:\n${lastLines(file)}`);
  }
  return { pid: child.pid, stop: () => stop(child) };
}

async function answers(child: ChildProcess, port: number): Promise<boolean> {
  const giveUpAt = Date.now() + READY_MS;
  while (Date.now() < giveUpAt && child.exitCode === null) {
    if (await accepts(port)) return true;
    await sleep(50);
  }
  return false;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: "127.0.0.1" });
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(patience);
}

function lastLines(file: string): string {
  return readFileSync(file, "utf8").split("\n").slice(-15).join("\n");
}
