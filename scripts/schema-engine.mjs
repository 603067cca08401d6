#!/usr/bin/env node
// Stands in for Prisma's native schema engine, which Prisma would download from a host of its own.
// Same command line and the same JSON-RPC over stdin and stdout, answered by the WebAssembly build from npm.
// Only the Prisma CLI calls this, and only while someone writes a migration; prisma.config.ts names it.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import pg from "pg";
import {
  administer,
  loadSchemaEngine,
  mendAdapter,
  parseConnection,
  SchemaAdapterFactory,
} from "./lib/schema-engine-wasm.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    datamodels: { type: "string", multiple: true, default: [] },
    datasource: { type: "string", default: "{}" },
    "enabled-preview-features": { type: "string" },
    "extension-types": { type: "string" },
    version: { type: "boolean", short: "v" },
  },
});
const datasource = JSON.parse(options.datasource);

/** Where Prisma expects another name than the WebAssembly build has. */
const METHOD_NAMES = { getDatabaseVersion: "version" };
/** JSON-RPC error code with which the native engine reports a failed command. */
const ENGINE_FAILED = 4466;
const PRISMA_CODES = { "3D000": "P1003", "28P01": "P1000", 28000: "P1000", ECONNREFUSED: "P1001" };

if (options.version) console.log("schema-engine-wasm");
else if (positionals[0] === "cli") await runCommand(positionals[1]);
else await serve();

/** `schema-engine cli <command>`: the exit code is the answer. */
async function runCommand(command) {
  const { url, database } = parseConnection(datasource.url);
  try {
    if (command === "can-connect-to-database") await canConnect(url);
    else if (command === "create-database")
      await administer(url, (name) => `CREATE DATABASE ${name}`, database);
    else if (command === "drop-database") {
      await administer(url, (name) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, database);
    } else throw new Error(`unknown command ${command}`);
  } catch (error) {
    const fields = {
      message: error.message || String(error.code),
      error_code: PRISMA_CODES[error.code] ?? "P1011",
    };
    const line = JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields });
    process.stderr.write(`\n${line}`);
    process.exitCode = 1;
  }
}

async function canConnect(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.end();
}

/** Answers requests one after another, because migrations must not overlap. Ends with the CLI's stdin. */
async function serve() {
  await mendAdapter();
  const SchemaEngine = await loadSchemaEngine();
  const factory = bindMigrationAwareSqlAdapterFactory(
    new SchemaAdapterFactory(datasource.url, datasource.shadowDatabaseUrl),
  );
  const models = options.datamodels.map((file) => [file, readFileSync(file, "utf8")]);
  let engine;

  const call = async (method, params) => {
    if (method === "createDatabase") {
      const { url, database } = parseConnection(datasource.url);
      await administer(url, (name) => `CREATE DATABASE ${name}`, database);
      return { databaseName: database };
    }
    engine ??= await SchemaEngine.new(
      { datamodels: models.length > 0 ? models : undefined },
      () => {},
      factory,
    );
    const name = METHOD_NAMES[method] ?? method;
    if (typeof engine[name] !== "function")
      throw new Error(`the WebAssembly schema engine cannot do ${method}`);
    const result = await engine[name](params);
    // The native engine prints a difference while it works; this one returns it.
    if (method === "diff" && result?.stdout)
      send({ id: 0, method: "print", params: { content: result.stdout } });
    return result;
  };

  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    const { id, method, params } = JSON.parse(line);
    // The CLI's answers to our `print` carry no method.
    if (method === undefined) continue;
    try {
      send({ id, result: (await call(method, params)) ?? null });
    } catch (error) {
      send({ id, error: describeFailure(error, factory) });
    }
  }
  process.exit(0);
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

/** Errors of the database reach us as a number in the engine's text; the adapter kept the real one. */
function describeFailure(error, factory) {
  const number = /external error.*?(\d+)/i.exec(String(error?.message))?.[1];
  const cause = factory.errorRegistry.consumeError(Number(number))?.error ?? error;
  const data = {
    is_panic: false,
    message: cause?.message ?? String(cause),
    error_code: error?.code ?? null,
    meta: null,
  };
  return { code: ENGINE_FAILED, message: "An error happened. Check the data field for details.", data };
}
