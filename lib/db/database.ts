import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Prisma, PrismaClient } from "./generated/client";
import { createListener, type Listener } from "./listener";
import { retryable } from "./retry.rules";
import { createStatementNames } from "./statement-names";

/** What a store or a query works on: one transaction, already scoped to its client or to the system. */
export type Tx = Prisma.TransactionClient;

export interface TransactionOptions {
  /** Milliseconds until the transaction is given up. */
  readonly timeoutMs?: number;
}

/** One PostgreSQL database. Every access goes through a scoped transaction, so that row-level security always applies. */
export interface Database {
  /** Runs `work` in a transaction that sees one client's rows only (SEC-51, SEC-52). */
  withClient<T>(clientId: string, work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * Runs `work` in a transaction that sees all rows: for the worker, the gateway, and the look-ups that find out
   * which client a token, a code or a station belongs to.
   */
  withSystem<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Notifications of PostgreSQL (LISTEN), over one shared connection that reconnects by itself. */
  readonly listener: Listener;
  /** For the journal's batch writer and health checks only; every other access is a scoped transaction. */
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly poolMax?: number;
}

/** Attempts of a transaction that lost against another one: serialization failure or deadlock (REL-100). */
const ATTEMPTS_MAX = 4;

/** Opens a database as the role `kerbwatt_app`. Connections are made at first use. */
export function openDatabase(options: DatabaseOptions): Database {
  const connection = {
    connectionString: options.url,
    // Even when the address names an owner or a superuser, the application works with the least privilege (SEC-72).
    options: "-c role=kerbwatt_app -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000",
    application_name: "kerbwatt",
  };
  const pool = new pg.Pool({ ...connection, max: options.poolMax ?? 10, connectionTimeoutMillis: 10_000 });
  // Without a listener an idle connection that the server closes would end the process.
  pool.on("error", () => {});
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: createStatementNames() }),
  });
  const listener = createListener(connection);

  async function scoped<T>(
    setting: string,
    value: string,
    work: (tx: Tx) => Promise<T>,
    limit?: number,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await prisma.$transaction(
          async (tx) => {
            await tx.$executeRaw`SELECT set_config(${setting}, ${value}, true)`;
            return work(tx);
          },
          { maxWait: 10_000, timeout: limit ?? 15_000 },
        );
      } catch (error) {
        if (attempt >= ATTEMPTS_MAX || !retryable(error)) throw error;
      }
    }
  }

  return {
    withClient: (clientId, work, how) => scoped("app.client", clientId, work, how?.timeoutMs),
    withSystem: (work, how) => scoped("app.scope", "system", work, how?.timeoutMs),
    listener,
    pool,
    async close() {
      await listener.close();
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}
