import { spawn } from "node:child_process";
import net from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

/**
 * Runs several long-lived Node processes as one: starts them, restarts what crashes, stops all of them.
 * Used by the demo, by `npm start` and by the end-to-end tests.
 *
 * @typedef {object} Service
 * @property {string} name
 * @property {string[]} args what follows `node` on the command line
 * @property {NodeJS.ProcessEnv} [env] the whole environment of the process; default: ours
 * @property {number} [port] the service is ready when something listens here; without a port, when it has
 *   run for a moment
 *
 * @typedef {object} SupervisorOptions
 * @property {string} cwd
 * @property {string} guard path of parent-guard.mjs
 * @property {(name: string, line: string) => void} onLine gets every line that a process prints
 * @property {(name: string, text: string) => void} [onNotice] gets what the supervisor itself has to say
 */

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A process that ran this long has recovered: its next crash starts with the shortest pause again. */
const HEALTHY_AFTER_MS = 60_000;
const STOP_GRACE_MS = 10_000;
const READY_TIMEOUT_MS = 90_000;
const SETTLE_MS = 700;
/** So many crashes before the service was ready once mean that it never will be. */
const HOPELESS_CRASHES = 3;
const REMEMBERED_LINES = 25;

/**
 * Arguments for `node` that tie a child with an IPC channel to our own life.
 * @param {string} guard path of parent-guard.mjs
 */
export function guarded(guard) {
  return ["--import", `${pathToFileURL(guard).href}?parent=${process.pid}`];
}

export class Supervisor {
  #options;
  #runners = [];

  /** @param {SupervisorOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /**
   * Starts a service and waits until it is ready. Afterwards it is restarted whenever it ends.
   * Throws with its last lines of output when it does not become ready.
   * @param {Service} service
   */
  async start(service) {
    const runner = new Runner(service, this.#options);
    this.#runners.push(runner);
    await runner.start();
  }

  /**
   * Ends services so that they start again, for example with new code. SIGKILL ends them as a crash would.
   * @param {string[]} names @param {NodeJS.Signals} [signal]
   */
  restart(names, signal = "SIGTERM") {
    for (const runner of this.#runners) if (names.includes(runner.name)) runner.restart(signal);
  }

  /** Stops everything, the last started first, and returns when the last process has gone. */
  async stop() {
    for (const runner of this.#runners.reverse()) await runner.stop();
    this.#runners = [];
  }
}

class Runner {
  #service;
  #options;
  #child = null;
  #ended = Promise.resolve();
  #stopping = false;
  #wasReady = false;
  #crashes = 0;
  #lastLines = [];

  constructor(service, options) {
    this.#service = service;
    this.#options = options;
  }

  get name() {
    return this.#service.name;
  }

  restart(signal) {
    this.#child?.kill(signal);
  }

  async start() {
    this.#launch();
    const giveUpAt = Date.now() + READY_TIMEOUT_MS;
    while (!(await this.#isReady())) {
      if (this.#crashes >= HOPELESS_CRASHES) return this.#fail("keeps crashing");
      if (Date.now() > giveUpAt) return this.#fail(`was not ready after ${READY_TIMEOUT_MS / 1000} s`);
      await sleep(50);
    }
    this.#wasReady = true;
  }

  async stop() {
    this.#stopping = true;
    const child = this.#child;
    if (!child) return;
    child.kill("SIGTERM");
    const patience = setTimeout(() => killGroup(child), STOP_GRACE_MS);
    await this.#ended;
    clearTimeout(patience);
  }

  async #fail(reason) {
    await this.stop();
    throw new Error(`${this.#service.name} ${reason}. Its last lines:\n${this.#lastLines.join("\n")}`);
  }

  #launch() {
    const { args, env } = this.#service;
    const startedAt = Date.now();
    const child = spawn(process.execPath, [...guarded(this.#options.guard), ...args], {
      cwd: this.#options.cwd,
      env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // An own process group: Ctrl-C reaches the supervisor only, which then stops things in order.
      detached: true,
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => this.#print(line));
    }
    this.#ended = new Promise((resolve) => {
      child.once("error", (error) => this.#print(String(error)));
      child.once("close", (code, signal) => {
        if (this.#child === child) this.#child = null;
        if (!this.#stopping) this.#launchAgain(signal ?? `exit code ${code}`, Date.now() - startedAt);
        resolve(undefined);
      });
    });
  }

  #launchAgain(reason, livedMs) {
    this.#crashes = livedMs > HEALTHY_AFTER_MS ? 1 : this.#crashes + 1;
    if (!this.#wasReady && this.#crashes >= HOPELESS_CRASHES) return;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (this.#crashes - 1), LONGEST_PAUSE_MS);
    this.#options.onNotice?.(this.#service.name, `ended (${reason}); starting it again in ${pause / 1000} s`);
    setTimeout(() => {
      if (!this.#stopping) this.#launch();
    }, pause);
  }

  async #isReady() {
    const child = this.#child;
    if (!child) return false;
    const { port } = this.#service;
    if (port !== undefined) return accepts(port);
    await sleep(SETTLE_MS);
    return this.#child === child;
  }

  #print(line) {
    this.#lastLines.push(line);
    if (this.#lastLines.length > REMEMBERED_LINES) this.#lastLines.shift();
    this.#options.onLine(this.#service.name, line);
  }
}

/** Last resort, for a process that does not answer SIGTERM, with whatever it has started itself. */
function killGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
