// Starts, stops or shows the PostgreSQL server that comes with the project.
//   node scripts/database.mjs start|stop|status [--test]
// `--test` means the throw-away cluster of the test suite: faster, and not safe against a power cut.
import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { withFileLock } from "./lib/file-lock.mjs";
import { DATA_DIR, isMain } from "./lib/paths.mjs";
import { freePort } from "./lib/ports.mjs";
import { preparePlace } from "./lib/postgres-binaries.mjs";

/**
 * @typedef {object} DatabaseOptions
 * @property {string} dataDir
 * @property {number} port preferred port; another free one is taken when it is in use
 * @property {boolean} disposable no flush to disk: for tests only
 * @property {number} maxConnections
 *
 * @typedef {object} RunningDatabase
 * @property {string} url connection string without a database name, ending in "/"
 * @property {number} port
 * @property {boolean} started false when a server that was already running is reused
 * @property {() => Promise<void>} stop
 */

/**
 * The server of the demo and of development. It keeps its promises: every commit reaches the disk.
 * @param {Record<string, string | undefined>} [env]
 * @returns {DatabaseOptions}
 */
export function demoDatabaseOptions(env = process.env) {
  const port = Number(env.KERBWATT_DB_PORT || 55440);
  return { dataDir: path.join(DATA_DIR, "pg"), port, disposable: false, maxConnections: 100 };
}

/**
 * The server of the test suite. Its content is rebuilt at will, so it may forget.
 * @param {Record<string, string | undefined>} [env]
 * @returns {DatabaseOptions}
 */
export function testDatabaseOptions(env = process.env) {
  const port = Number(env.KERBWATT_TEST_DB_PORT || 55441);
  return { dataDir: path.join(DATA_DIR, "pg-test"), port, disposable: true, maxConnections: 300 };
}

/**
 * Starts the server, or takes the running one. Survives what an earlier kill -9 left behind.
 * The server has its own process group: Ctrl-C in the terminal does not reach it, so the caller decides
 * when it stops and the application never loses its database first.
 *
 * @param {DatabaseOptions} options
 * @returns {Promise<RunningDatabase>}
 */
export async function startDatabase(options) {
  return withFileLock(`${options.dataDir}.lock`, async () => {
    const place = preparePlace(options.dataDir);
    const alive = runningServer(place.dataDir);
    if (alive) return running(place, alive.port, false);

    rmSync(path.join(place.dataDir, "postmaster.pid"), { force: true });
    const port = await freePort(options.port);
    if (!existsSync(path.join(place.dataDir, "PG_VERSION"))) initialise(place);
    try {
      launch(place, port, options);
    } catch (error) {
      if (!options.disposable) throw error;
      // A cluster that does not flush may be broken by a power cut. Nothing in it is worth a repair.
      rmSync(place.dataDir, { recursive: true, force: true });
      const fresh = preparePlace(options.dataDir);
      initialise(fresh);
      launch(fresh, port, options);
    }
    return running(place, port, true);
  });
}

/** Stops the server if it runs. @param {Pick<DatabaseOptions, "dataDir">} options */
export async function stopDatabase({ dataDir }) {
  const place = preparePlace(dataDir);
  if (!runningServer(place.dataDir)) return false;
  run(place, "pg_ctl", ["-D", place.dataDir, "-m", "fast", "-w", "stop"]);
  return true;
}

/** Stops the server and deletes all its data. @param {Pick<DatabaseOptions, "dataDir">} options */
export async function eraseDatabase({ dataDir }) {
  await stopDatabase({ dataDir });
  rmSync(preparePlace(dataDir).dataDir, { recursive: true, force: true });
}

/** @param {Pick<DatabaseOptions, "dataDir">} options */
export function databaseStatus({ dataDir }) {
  return runningServer(preparePlace(dataDir).dataDir);
}

/** True when a developer asked for the server with `npm run db:start`; whoever else uses it must not stop it. */
export function isStartedByHand({ dataDir }) {
  return existsSync(`${dataDir}.by-hand`);
}

function running(place, port, started) {
  const url = `postgresql://postgres:postgres@127.0.0.1:${port}/`;
  const stop = async () => {
    await stopDatabase({ dataDir: place.dataDir });
  };
  return { url, port, started, stop };
}

/**
 * Reads postmaster.pid: line 1 is the process id, line 4 the port. The file outlives a killed server, and its
 * id may be a zombie or belong to a stranger by now; either means that no server runs.
 */
function runningServer(dataDir) {
  const file = path.join(dataDir, "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  return isPostgres(pid) ? { pid, port: Number(lines[3]) } : null;
}

function isPostgres(pid) {
  if (process.platform === "linux") {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] ?? "";
      const zombie = /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
      return path.basename(command).startsWith("postgres") && !zombie;
    } catch {
      return false;
    }
  }
  const listed = spawnSync("ps", ["-o", "stat=,command=", "-p", String(pid)], { encoding: "utf8" });
  return listed.status === 0 && !listed.stdout.trim().startsWith("Z") && listed.stdout.includes("postgres");
}

/** The password is no secret: the server listens on the loopback address only. */
function initialise(place) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "kerbwatt-"));
  const passwordFile = path.join(folder, "password");
  writeFileSync(passwordFile, "postgres\n", { mode: 0o600 });
  if (place.owner.uid !== undefined) {
    for (const target of [folder, passwordFile]) chownSync(target, place.owner.uid, place.owner.gid);
  }
  const locale = ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = ["-U", "postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  try {
    run(place, "initdb", ["-D", place.dataDir, ...access, ...locale]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function launch(place, port, { disposable, maxConnections }) {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "''",
    max_connections: maxConnections,
    ...(disposable ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
  };
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const log = path.join(place.dataDir, "server.log");
  const started = run(
    place,
    "pg_ctl",
    ["-D", place.dataDir, "-w", "-l", log, "-o", `-p ${port} ${flags.join(" ")}`, "start"],
    false,
  );
  if (started.status !== 0) {
    const tail = existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(-8).join("\n") : "";
    throw new Error(`PostgreSQL did not start (${log}):\n${tail}`);
  }
}

/** pg_ctl gets no pipes: the server that it leaves behind would hold them open for ever. */
function run(place, program, args, mustSucceed = true) {
  const env = { PATH: process.env.PATH, LC_MESSAGES: "C", HOME: os.tmpdir() };
  const stdio = program === "pg_ctl" ? "ignore" : "pipe";
  const file = path.join(place.native, "bin", program);
  const result = spawnSync(file, args, { ...place.owner, env, cwd: "/", encoding: "utf8", stdio });
  if (result.error) throw result.error;
  if (mustSucceed && result.status !== 0) {
    throw new Error(`${program} failed: ${result.stderr ?? ""}${result.stdout ?? ""}`);
  }
  return result;
}

async function main([command, ...flags]) {
  const options = flags.includes("--test") ? testDatabaseOptions() : demoDatabaseOptions();
  if (command === "start") {
    const { url, started } = await startDatabase(options);
    writeFileSync(`${options.dataDir}.by-hand`, "");
    console.log(`PostgreSQL ${started ? "started" : "was already running"}: ${url}`);
  } else if (command === "stop") {
    rmSync(`${options.dataDir}.by-hand`, { force: true });
    console.log((await stopDatabase(options)) ? "PostgreSQL stopped" : "PostgreSQL was not running");
  } else if (command === "status") {
    const server = databaseStatus(options);
    console.log(server ? `running on port ${server.port}, process ${server.pid}` : "not running");
    process.exitCode = server ? 0 : 3;
  } else {
    console.error("usage: node scripts/database.mjs start|stop|status [--test]");
    process.exitCode = 2;
  }
}

if (isMain(import.meta.url)) await main(process.argv.slice(2));
