import { rmSync } from "node:fs";
import path from "node:path";
import QRCode from "qrcode";
import { watchServers } from "../build-servers.mjs";
import { demoDatabaseOptions, eraseDatabase } from "../database.mjs";
import { migrate } from "../migrate.mjs";
import { logPrinter, paint, step } from "./console.mjs";
import {
  DEMO_DIR,
  demoSecrets,
  lanAddress,
  MAIL_DIR,
  readLinks,
  STATIONS_FILE,
  TERMINALS_FILE,
} from "./demo-settings.mjs";
import { keepDatabase } from "./kept-database.mjs";
import { ROOT } from "./paths.mjs";
import { buildServers, buildWeb } from "./prepare.mjs";
import { run } from "./run.mjs";
import { demoPorts, refuseTakenPorts, startWorld, worldEnvironment } from "./world.mjs";

/** What live reload starts again; Next reloads its own part. */
const BUNDLED_SERVICES = ["gateway", "worker", "mollie", "stations", "terminals"];

/** @typedef {import("./world.mjs").WorldOptions} WorldOptions */

/**
 * Starts the demo and prints where to go.
 * @param {{ lan?: boolean, fresh?: boolean, dev?: boolean }} flags
 * @returns {Promise<() => Promise<void>>} stops all of it, the database last
 */
export async function launchDemo({ lan = false, fresh = false, dev = false }) {
  const ports = demoPorts();
  await refuseTakenPorts(ports);
  if (fresh) await forgetDemoData();

  const database = await step("start PostgreSQL", openDatabase);
  const publicHost = lan ? lanAddress() : "localhost";
  const print = logPrinter();
  /** @type {WorldOptions} */
  const world = {
    databaseUrl: database.url,
    ports,
    publicHost,
    mode: dev ? "development" : "production",
    env: {
      ...demoSecrets(),
      MAIL_DIR,
      KERBWATT_DEMO_DIR: DEMO_DIR,
      MOLLIE_SIMULATOR_STATE: path.join(DEMO_DIR, "mollie.json"),
      STATION_SIMULATOR_CONFIG: STATIONS_FILE,
      TERMINAL_SIMULATOR_CONFIG: TERMINALS_FILE,
      TERMINAL_SIMULATOR_STATE: path.join(DEMO_DIR, "terminals-state.json"),
    },
    onLine: print,
    onNotice: (name, text) => print(name, paint("yellow", text)),
  };
  const env = worldEnvironment(world, ports);

  await step("migrate the database", async () => {
    const { applied } = await migrate({ databaseUrl: database.url });
    return applied.length > 0 ? `${applied.length} applied` : "nothing changed";
  });
  let running;
  const reload = () => running?.restart(BUNDLED_SERVICES);
  const stopWatching = dev
    ? await step("bundle and watch the servers", () => watchServers(reload))
    : undefined;
  if (!dev) {
    await step("bundle the servers", buildServers);
    await step("build the web application", () => buildWeb(env));
  }
  await step("fill in the demo data", async () => {
    await run(process.execPath, [path.join(ROOT, "dist/seed.js")], { env });
  });
  console.log();
  running = await startWorld(world);
  await printLinks(publicHost, ports);

  return async () => {
    await stopWatching?.();
    await running.stop();
    await database.stop();
  };
}

/** A PostgreSQL of the user's own, when DATABASE_URL names one; else ours. */
async function openDatabase() {
  const own = process.env.DATABASE_URL;
  if (own) return { url: own, stop: async () => {} };
  const { url, stop } = await keepDatabase();
  return { url: `${url}kerbwatt`, stop };
}

async function forgetDemoData() {
  await eraseDatabase(demoDatabaseOptions());
  for (const folder of [DEMO_DIR, MAIL_DIR]) rmSync(folder, { recursive: true, force: true });
}

async function printLinks(publicHost, ports) {
  const { driver, admin } = readLinks();
  const rows = [
    ...driver.map(({ label, url }) => [label, url]),
    ["Admin portal", admin.url],
    ["  sign in with", `${admin.email}  ${admin.password}`],
    ["Simulated Mollie", `http://${publicHost}:${ports.mollie}/dashboard`],
    ["Simulated stations", `http://localhost:${ports.stations}`],
    ["Simulated payment terminals", `http://localhost:${ports.terminals}`],
    ["Mails that were sent", path.relative(ROOT, MAIL_DIR)],
  ];
  const width = Math.max(...rows.map(([label]) => label.length)) + 3;
  console.log();
  for (const [label, target] of rows) console.log(`  ${label.padEnd(width)}${paint("cyan", target)}`);
  const first = driver[0];
  if (first) {
    console.log(`\n  ${first.label}, as the sticker on the charger shows it:\n`);
    console.log(await QRCode.toString(first.url, { type: "terminal", small: true }));
  }
}
