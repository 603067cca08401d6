import pg from "pg";
import type { Log } from "@/lib/db/context";

/** Seconds after which a locked job without a living worker is given back. */
const ORPHAN_AFTER_S = 30;
const LOOK_EVERY_MS = 20_000;
/** Namespace of our advisory locks. */
const SPACE = 72_707_370;

export interface Lease {
  /** Shows that the worker of this id lives, as long as this process does. */
  hold(workerId: string): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The queue gives the jobs of a dead worker back only after four hours, far too long for money. So every worker holds a
 * PostgreSQL advisory lock named after its id: the lock dies with the process's connection, and any worker that sees a locked
 * job whose worker holds no lock gives the job back (REL-30).
 */
export function createLease(options: { connectionString: string; log: Log }): Lease {
  const { connectionString, log } = options;
  const held = new Set<string>();
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function connect(): Promise<pg.Client> {
    if (client) return client;
    const fresh = new pg.Client({
      connectionString,
      options: "-c role=kerbwatt_app",
      application_name: "kerbwatt-lease",
    });
    fresh.on("error", () => {
      if (client === fresh) client = null;
    });
    await fresh.connect();
    for (const id of held) await lock(fresh, id);
    client = fresh;
    return fresh;
  }

  const lock = (connection: pg.Client, id: string) =>
    connection.query("SELECT pg_try_advisory_lock($1, hashtext($2))", [SPACE, id]);

  async function look(): Promise<void> {
    try {
      const connection = await connect();
      const { rows } = await connection.query<{ locked_by: string }>(
        `SELECT DISTINCT j.locked_by FROM graphile_worker._private_jobs j
         WHERE j.locked_by IS NOT NULL AND j.locked_at < now() - make_interval(secs => $2)
           AND NOT EXISTS (
             SELECT 1 FROM pg_locks l
             WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND l.classid = $1::oid AND l.objid::bigint = (hashtext(j.locked_by)::bigint & 4294967295) AND l.granted
           )`,
        [SPACE, ORPHAN_AFTER_S],
      );
      const dead = rows.map((row) => row.locked_by);
      if (dead.length === 0) return;
      await connection.query("SELECT graphile_worker.force_unlock_workers($1::text[])", [dead]);
      log.warn({ workers: dead }, "jobs of dead workers were given back");
    } catch (error) {
      log.warn({ error: String(error) }, "the look for dead workers failed");
    }
  }

  return {
    hold(workerId) {
      held.add(workerId);
      if (client) void lock(client, workerId).catch(() => {});
    },
    async start() {
      await connect();
      await look();
      timer = setInterval(() => void look(), LOOK_EVERY_MS);
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      await client?.end().catch(() => {});
    },
  };
}
