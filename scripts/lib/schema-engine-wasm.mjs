import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";

/**
 * Two gaps of the PostgreSQL adapter, and the loading of Prisma's WebAssembly schema engine.
 * Everything here leans on private parts of Prisma; the versions in package.json are exact for that reason.
 */

/** PostgreSQL's internal type `"char"`, which the engine reads from the catalogue. */
const CHAR_TYPE = 18;
const TEXT_TYPE = 25;
/** `ColumnTypeEnum.Character` of @prisma/driver-adapter-utils. */
const CHARACTER_COLUMN = 6;

/**
 * Splits a Prisma connection string: `schema` is Prisma's own parameter, which the server would not know.
 * @param {string} connectionString
 */
export function parseConnection(connectionString) {
  const url = new URL(connectionString);
  const schema = url.searchParams.get("schema") ?? "public";
  url.searchParams.delete("schema");
  return { url: url.href, database: decodeURIComponent(url.pathname.slice(1)), schema };
}

/**
 * Runs one statement on the server's maintenance database.
 * @param {string} connectionString @param {(quotedName: string) => string} statement @param {string} database
 */
export async function administer(connectionString, statement, database) {
  const url = new URL(connectionString);
  url.pathname = "/postgres";
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement(pg.escapeIdentifier(database)));
  } finally {
    await client.end();
  }
}

/** The engine's database connection, with a scratch ("shadow") database that lives as long as it is used. */
export class SchemaAdapterFactory extends PrismaPg {
  #connection;
  #shadowUrl;

  /** @param {string} url @param {string} [shadowUrl] */
  constructor(url, shadowUrl) {
    const connection = parseConnection(url);
    super({ connectionString: connection.url, max: 4 }, { schema: connection.schema });
    this.#connection = connection;
    this.#shadowUrl = shadowUrl;
  }

  async connectToShadowDb() {
    if (this.#shadowUrl) return new SchemaAdapterFactory(this.#shadowUrl).connect();
    const { url, schema } = this.#connection;
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    await administer(url, (database) => `CREATE DATABASE ${database}`, name);
    const shadowUrl = new URL(url);
    shadowUrl.pathname = `/${name}`;
    const adapter = await new PrismaPg({ connectionString: shadowUrl.href, max: 4 }, { schema }).connect();
    const dispose = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      await dispose();
      await administer(url, (database) => `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`, name);
    };
    return adapter;
  }
}

/**
 * The adapter splits scripts at every semicolon, which tears function bodies apart, and it has no mapping
 * for `"char"`. Both are mended on the prototypes, because the engine makes its own adapters.
 */
export async function mendAdapter() {
  const probe = await new PrismaPg({ connectionString: "postgresql://127.0.0.1:1/none" }).connect();
  const adapter = Object.getPrototypeOf(probe);
  const queryable = Object.getPrototypeOf(adapter);
  await probe.dispose();

  adapter.executeScript = async function executeScript(script) {
    try {
      await this.client.query(script);
    } catch (error) {
      this.onError(error);
    }
  };

  const { queryRaw, performIO } = queryable;
  queryable.queryRaw = async function queryRawWithChar(query) {
    const charColumns = [];
    const reader = Object.create(this);
    reader.performIO = async (statement) => {
      const result = await performIO.call(this, statement);
      for (const [index, field] of result.fields.entries()) {
        if (field.dataTypeID !== CHAR_TYPE) continue;
        charColumns.push(index);
        field.dataTypeID = TEXT_TYPE;
      }
      return result;
    };
    const answer = await queryRaw.call(reader, query);
    for (const index of charColumns) answer.columnTypes[index] = CHARACTER_COLUMN;
    return answer;
  };
}

/** Loads the engine's WebAssembly by hand: the package is made for bundlers. */
export async function loadSchemaEngine() {
  let lastPanic = "";
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    get: () => lastPanic,
    set_message: (message) => {
      lastPanic = message;
    },
  };
  const folder = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const { instance } = await WebAssembly.instantiate(
    readFileSync(path.join(folder, "schema_engine_bg.wasm")),
    {
      "./schema_engine_bg.js": bindings,
    },
  );
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings.SchemaEngine;
}
