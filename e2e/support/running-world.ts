import { randomBytes } from "node:crypto";
import { createWriteStream, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { keepDatabase } from "../../scripts/lib/kept-database.mjs";
import { DATA_DIR, ROOT } from "../../scripts/lib/paths.mjs";
import { freePort } from "../../scripts/lib/ports.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { cloneTemplate, openTestRun } from "../../scripts/lib/test-databases.mjs";
import { startWorld, worldEnvironment } from "../../scripts/lib/world.mjs";
import type { ChargerFacts, WorldInfo } from "./world-file";

export type ServiceName = "web" | "gateway" | "worker" | "mollie" | "stations";

export interface RunningWorld {
  readonly info: WorldInfo;
  /** Kills a process as a crash would, with SIGKILL; the supervisor starts it again. */
  kill(name: ServiceName): void;
  close(): Promise<void>;
}

/**
 * Starts web, gateway, worker and the simulators on free ports, with a database copied from the migrated template and seeded.
 * What was begun is undone in reverse order, also when a later step fails.
 */
export async function openRunningWorld(name: string): Promise<RunningWorld> {
  const undo: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  try {
    const databaseUrl = await openDatabase(undo);
    const folder = emptyFolder(name);
    const mailDir = path.join(folder, "mail");
    const ports = {
      web: await freePort(),
      gateway: await freePort(),
      mollie: await freePort(),
      stations: await freePort(),
      terminals: await freePort(),
    };
    const options = { databaseUrl, ports, env: settings(folder, mailDir) };
    await run(process.execPath, [path.join(ROOT, "dist/seed.js")], { env: worldEnvironment(options, ports) });
    await run(process.execPath, ["--import", "tsx", path.join(ROOT, "e2e/seed/main.ts")], {
      env: worldEnvironment(options, ports),
    });
    const log = createWriteStream(path.join(folder, "world.log"));
    const note = (service: string, line: string) => log.write(`${service.padEnd(9)}${line}\n`);
    const world = await startWorld({ ...options, onLine: note, onNotice: note });
    undo.push(async () => {
      await world.stop();
      log.end();
    });
    const chargers = JSON.parse(readFileSync(path.join(folder, "chargers.json"), "utf8")) as ChargerFacts[];
    const info = { folder, databaseUrl, mailDir, urls: world.urls, chargers };
    await waitForStations(info);
    return { info, kill: (service) => world.restart([service], "SIGKILL"), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The test cluster of the whole run when there is one, else one of our own that stops with us. */
async function openDatabase(undo: (() => Promise<void>)[]): Promise<string> {
  let serverUrl = process.env.TEST_DATABASE_URL;
  if (!serverUrl) {
    const server = await keepDatabase({ test: true });
    undo.push(server.stop);
    serverUrl = `${server.url}postgres`;
  }
  const testRun = await openTestRun({ ...process.env, TEST_DATABASE_URL: serverUrl });
  undo.push(testRun.close);
  return (await cloneTemplate(testRun)).url;
}

function emptyFolder(name: string): string {
  const folder = path.join(DATA_DIR, "e2e", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, "claims"), { recursive: true });
  return folder;
}

function settings(folder: string, mailDir: string): Record<string, string> {
  const secret = () => randomBytes(32).toString("base64");
  return {
    KERBWATT_MODE: "test",
    LOG_LEVEL: "info",
    NEXTAUTH_SECRET: secret(),
    KERBWATT_ENCRYPTION_KEY: secret(),
    KERBWATT_CODE_KEY: secret(),
    GATEWAY_FORWARD_SECRET: secret(),
    MAIL_DIR: mailDir,
    KERBWATT_DEMO_DIR: folder,
    MOLLIE_SIMULATOR_STATE: path.join(folder, "mollie.json"),
    STATION_SIMULATOR_CONFIG: path.join(folder, "stations.json"),
    TERMINAL_SIMULATOR_CONFIG: path.join(folder, "terminals.json"),
    TERMINAL_SIMULATOR_STATE: path.join(folder, "terminals-state.json"),
    // Tests have addresses of their own in X-Forwarded-For, so that they do not share limits.
    TRUSTED_PROXIES: "1",
  };
}

const STATIONS_TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 200;

/** Every simulated station has booted and was accepted. */
async function waitForStations({ urls, chargers }: WorldInfo): Promise<void> {
  const giveUpAt = Date.now() + STATIONS_TIMEOUT_MS;
  for (;;) {
    const answer = await fetch(`${urls.stations}/api/stations`);
    const stations = (await answer.json()) as { identity: string; accepted: boolean }[];
    const waiting = stations.filter(
      ({ identity, accepted }) => !accepted && chargers.some((charger) => charger.identity === identity),
    );
    if (waiting.length === 0) return;
    if (Date.now() > giveUpAt)
      throw new Error(`stations did not boot: ${waiting.length} of ${stations.length}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
