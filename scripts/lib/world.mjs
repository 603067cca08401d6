import { existsSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./paths.mjs";
import { freePort, isPortFree } from "./ports.mjs";
import { Supervisor } from "./supervisor.mjs";

/**
 * The running product with its simulators, as the demo and the end-to-end tests use it.
 *
 * @typedef {{ web: number, gateway: number, mollie: number, stations: number, terminals: number }} Ports
 * @typedef {{ web: string, gateway: string, mollie: string, stations: string, terminals: string }} Urls
 *
 * @typedef {object} WorldOptions
 * @property {string} databaseUrl a database that is migrated and seeded
 * @property {Partial<Ports>} [ports] what is missing is chosen by the system
 * @property {Record<string, string | undefined>} [env] settings and secrets on top of the caller's environment
 * @property {string} [publicHost] name under which a driver's phone reaches this machine; default: localhost
 * @property {"production" | "development"} [mode] development: Next compiles pages when they are asked for
 * @property {(name: string, line: string) => void} [onLine]
 * @property {(name: string, text: string) => void} [onNotice]
 * @property {(name: string) => void} [onReady]
 */

/** Environment variable by which the user moves each port, with its usual value. */
export const PORT_SETTINGS = {
  web: { variable: "KERBWATT_PORT", usual: 3000 },
  gateway: { variable: "KERBWATT_GATEWAY_PORT", usual: 4001 },
  mollie: { variable: "KERBWATT_MOLLIE_PORT", usual: 4003 },
  stations: { variable: "KERBWATT_STATIONS_PORT", usual: 4004 },
  terminals: { variable: "KERBWATT_TERMINALS_PORT", usual: 4005 },
};

/**
 * The ports of the demo.
 * @param {Record<string, string | undefined>} [env]
 * @returns {Ports}
 */
export function demoPorts(env = process.env) {
  const entries = Object.entries(PORT_SETTINGS).map(([name, { variable, usual }]) => [
    name,
    Number(env[variable] || usual),
  ]);
  return Object.fromEntries(entries);
}

/**
 * Starts simulators, gateway, worker and web in the order in which they need each other.
 *
 * @param {WorldOptions} options
 * @returns {Promise<{ urls: Urls, ports: Ports, stop: () => Promise<void>, restart: (names: string[], signal?: NodeJS.Signals) => void }>}
 */
export async function startWorld(options) {
  const ports = await choosePorts(options.ports ?? {});
  const env = worldEnvironment(options, ports);
  const supervisor = new Supervisor({
    cwd: ROOT,
    guard: path.join(ROOT, "scripts/lib/parent-guard.mjs"),
    onLine: options.onLine ?? (() => {}),
    onNotice: options.onNotice,
  });
  const stop = () => supervisor.stop();
  const restart = (names, signal) => supervisor.restart(names, signal);
  try {
    for (const service of worldServices(ports, env, options.mode ?? "production")) {
      await supervisor.start(service);
      options.onReady?.(service.name);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls: worldUrls(ports), ports, stop, restart };
}

/**
 * Every variable that the processes read; the seed runs with the same.
 * @param {Pick<WorldOptions, "databaseUrl" | "env" | "publicHost" | "mode">} options
 * @param {Ports} ports
 * @returns {NodeJS.ProcessEnv}
 */
export function worldEnvironment({ databaseUrl, env = {}, publicHost = "localhost", mode }, ports) {
  const urls = worldUrls(ports);
  const publicUrl = `http://${publicHost}:${ports.web}`;
  return {
    ...process.env,
    NODE_ENV: mode ?? "production",
    NEXT_TELEMETRY_DISABLED: "1",
    KERBWATT_MODE: "demo",
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: publicUrl,
    NEXTAUTH_URL: publicUrl,
    // The PSP and the stations run on this machine and need no public name.
    WEBHOOK_URL: urls.web,
    // One origin for calls and pages, as with the real provider: the pages may lead there and nowhere else (SEC-86).
    MOLLIE_API_URL: `http://${publicHost}:${ports.mollie}/v2/`,
    GATEWAY_HOST: "127.0.0.1",
    GATEWAY_PORT: String(ports.gateway),
    MOLLIE_SIMULATOR_PORT: String(ports.mollie),
    MOLLIE_SIMULATOR_PUBLIC_URL: `http://${publicHost}:${ports.mollie}`,
    // The checkout page of the simulator opens on the driver's phone; everything else stays on this machine.
    MOLLIE_SIMULATOR_HOST: publicHost === "localhost" ? "127.0.0.1" : "0.0.0.0",
    STATION_SIMULATOR_PORT: String(ports.stations),
    STATION_SIMULATOR_GATEWAY_URL: `${urls.gateway}/ocpp`,
    TERMINAL_SIMULATOR_PORT: String(ports.terminals),
    TERMINAL_SIMULATOR_PUBLIC_URL: urls.terminals,
    ...env,
  };
}

/** @param {Ports} ports @returns {Urls} */
export function worldUrls(ports) {
  return {
    web: `http://localhost:${ports.web}`,
    gateway: `ws://127.0.0.1:${ports.gateway}`,
    mollie: `http://127.0.0.1:${ports.mollie}`,
    stations: `http://127.0.0.1:${ports.stations}`,
    terminals: `http://127.0.0.1:${ports.terminals}`,
  };
}

function worldServices(ports, env, mode) {
  const next = path.join(ROOT, "node_modules/next/dist/bin/next");
  const command = mode === "development" ? "dev" : "start";
  return [
    { name: "mollie", args: [bundle("mollie-simulator")], env, port: ports.mollie },
    { name: "gateway", args: [bundle("gateway")], env, port: ports.gateway },
    { name: "worker", args: [bundle("worker")], env },
    { name: "web", args: [next, command, "-p", String(ports.web)], env, port: ports.web },
    { name: "stations", args: [bundle("station-simulator")], env, port: ports.stations },
    { name: "terminals", args: [bundle("terminal-provider-simulator")], env, port: ports.terminals },
  ];
}

function bundle(name) {
  const file = path.join(ROOT, "dist", `${name}.js`);
  if (!existsSync(file)) throw new Error(`dist/${name}.js is missing; run \`npm run build\` first`);
  return file;
}

/**
 * Throws with advice when another program holds one of the ports.
 * @param {Partial<Ports>} ports
 */
export async function refuseTakenPorts(ports) {
  for (const [name, port] of Object.entries(ports)) {
    if (await isPortFree(port)) continue;
    throw new Error(
      `Port ${port} (${name}) is in use. Is the demo running already? Stop the program that uses it, ` +
        `or choose another port: ${PORT_SETTINGS[name].variable}=${port + 10} npm run demo`,
    );
  }
}

/** A named port must be free, because everyone has its address; the others are the system's choice. */
async function choosePorts(wanted) {
  await refuseTakenPorts(wanted);
  const chosen = {};
  for (const name of Object.keys(PORT_SETTINGS)) chosen[name] = wanted[name] ?? (await freePort());
  return chosen;
}
