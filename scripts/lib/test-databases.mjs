import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { startDatabase, testDatabaseOptions } from "../database.mjs";
import { migrate, readMigrations } from "../migrate.mjs";

/**
 * Databases for tests. All migrations are applied once to a template; every test file gets a copy of it, which
 * takes milliseconds. Names carry the run that made them:
 *
 *   kerbwatt_template_<hash of the migrations>      kerbwatt_test_<run>_<random>
 *
 * A run keeps one connection open whose application_name says which run and which template it is. What no
 * living run owns is a leftover of a run that was killed, and the next run drops it.
 *
 * @typedef {{ serverUrl: string, template: string, run: string }} TestRun enough to clone; can be sent to workers
 * @typedef {{ url: string, drop: () => Promise<void> }} TestDatabase
 */

const TEMPLATE_PREFIX = "kerbwatt_template_";
const TEST_PREFIX = "kerbwatt_test_";
const RUN_LABEL = "kerbwatt-run";
const TEMPLATE_LOCK = 4_051_978;

/**
 * Starts the test cluster (or takes the one at TEST_DATABASE_URL) and prepares the template.
 *
 * @param {Record<string, string | undefined>} [env]
 * @returns {Promise<TestRun & { close: () => Promise<void> }>} `close` drops every database of this run
 */
export async function openTestRun(env = process.env) {
  const serverUrl = env.TEST_DATABASE_URL || (await startDatabase(testDatabaseOptions(env))).url;
  const template = TEMPLATE_PREFIX + hashOfMigrations();
  const run = randomBytes(4).toString("hex");
  const presence = await connect(serverUrl, `${RUN_LABEL} ${run} ${template}`);
  try {
    await presence.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    await dropLeftovers(presence);
    await ensureTemplate(presence, serverUrl, template);
    await presence.query("SELECT pg_advisory_unlock($1)", [TEMPLATE_LOCK]);
  } catch (error) {
    await presence.end();
    throw error;
  }
  const close = async () => {
    for (const name of await databasesLike(presence, `${TEST_PREFIX}${run}_`))
      await dropDatabase(presence, name);
    await presence.end();
  };
  return { serverUrl, template, run, close };
}

/**
 * Copies the template.
 * @param {TestRun} testRun
 * @returns {Promise<TestDatabase>}
 */
export async function cloneTemplate({ serverUrl, template, run }) {
  const name = `${TEST_PREFIX}${run}_${randomBytes(4).toString("hex")}`;
  await asAdmin(serverUrl, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const drop = () => asAdmin(serverUrl, (admin) => dropDatabase(admin, name));
  return { url: databaseUrl(serverUrl, name), drop };
}

function hashOfMigrations() {
  const hash = createHash("sha256");
  for (const { name, checksum } of readMigrations()) hash.update(`${name} ${checksum}\n`);
  return hash.digest("hex").slice(0, 12);
}

/** Built under another name first: a run that dies half-way must not leave a template that looks finished. */
async function ensureTemplate(admin, serverUrl, template) {
  if ((await databasesLike(admin, template)).length > 0) return;
  const draft = `${template}_draft`;
  await dropDatabase(admin, draft);
  await migrate({ databaseUrl: databaseUrl(serverUrl, draft) });
  // A template with an open connection cannot be copied, so nobody may connect to it.
  await admin.query(`ALTER DATABASE ${draft} ALLOW_CONNECTIONS false`);
  await admin.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
}

async function dropLeftovers(admin) {
  const { rows } = await admin.query(
    "SELECT application_name FROM pg_stat_activity WHERE starts_with(application_name, $1)",
    [RUN_LABEL],
  );
  const living = rows.flatMap(({ application_name }) => String(application_name).split(" ").slice(1));
  for (const name of await databasesLike(admin, TEST_PREFIX)) {
    if (!living.some((run) => name.startsWith(`${TEST_PREFIX}${run}_`))) await dropDatabase(admin, name);
  }
  for (const name of await databasesLike(admin, TEMPLATE_PREFIX)) {
    if (!living.includes(name)) await dropDatabase(admin, name);
  }
}

async function databasesLike(admin, prefix) {
  const { rows } = await admin.query("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", [
    prefix,
  ]);
  return rows.map(({ datname }) => String(datname));
}

function dropDatabase(admin, name) {
  return admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
}

function databaseUrl(serverUrl, name) {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function connect(serverUrl, applicationName) {
  const client = new pg.Client({
    connectionString: databaseUrl(serverUrl, "postgres"),
    application_name: applicationName,
  });
  await client.connect();
  return client;
}

async function asAdmin(serverUrl, work) {
  const admin = await connect(serverUrl, "kerbwatt-test-admin");
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
