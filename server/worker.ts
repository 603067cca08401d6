import { EventEmitter } from "node:events";
import {
  type Job,
  Logger,
  type LogLevel,
  parseCronItems,
  run,
  type TaskList,
  type WorkerEvents,
} from "graphile-worker";
import pg from "pg";
import { closeRuntime, runtime } from "@/lib/db/runtime";
import { env } from "@/lib/env";
import { HANDLERS, handleEvent, isPartnerEvent } from "@/lib/jobs/handlers";
import { SWEEPS } from "@/lib/jobs/sweeps";
import { systemOutbound } from "@/lib/ocpi/exchange/outbound/system-client";
import { pspRegistry } from "@/lib/payments/psp/registry";
import { createLease } from "./worker/lease";

/**
 * Jobs that wait for OCPI partners, at the same time. They have slots of their own: however slow partners are, stops and
 * captures never wait behind them (SEC-47). A connection's jobs run one after the other, so this is how many partners are
 * served at once.
 */
const PARTNER_CONCURRENCY = 16;

/**
 * The worker: takes jobs from PostgreSQL and talks to the world. Run as many as needed. A worker that dies is noticed by the
 * others within a minute, and its jobs run again (REL-30).
 */
async function main(): Promise<void> {
  const { WORKER_CONCURRENCY, DATABASE_URL } = env();
  const deps = { context: runtime(), psp: pspRegistry(), outbound: systemOutbound() };
  const { log } = deps.context;
  const pool = new pg.Pool({
    connectionString: DATABASE_URL,
    options: "-c role=kerbwatt_app",
    application_name: "kerbwatt-worker",
    max: WORKER_CONCURRENCY + PARTNER_CONCURRENCY + 4,
  });
  pool.on("connect", (connection) => connection.on("error", () => {}));
  pool.on("error", (error) =>
    log.warn({ error: error.message }, "a database connection of the worker was lost"),
  );
  const lease = createLease({ connectionString: DATABASE_URL, log });

  const taskList: TaskList = {};
  const partnerTasks: TaskList = {};
  for (const type of Object.keys(HANDLERS)) {
    const lane = isPartnerEvent(type) ? partnerTasks : taskList;
    lane[type] = async (payload, { job }) => {
      logSlow(job);
      await handleEvent(deps, type, payload);
    };
  }
  for (const [name, sweep] of Object.entries(SWEEPS)) {
    taskList[name] = async () => {
      await sweep.run(deps);
    };
  }
  const events: WorkerEvents = new EventEmitter();
  events.on("worker:create", ({ worker }) => lease.hold(worker.workerId));
  await lease.start();
  const common = {
    events,
    pgPool: pool,
    noHandleSignals: true,
    pollInterval: 1_000,
    logger: new Logger(({ ...scope }) => (level: LogLevel, message: string) => {
      if (level === "error") log.error({ ...scope }, message);
      else if (level === "warning") log.warn({ ...scope }, message);
    }),
  };
  const runner = await run({
    ...common,
    taskList,
    concurrency: WORKER_CONCURRENCY,
    parsedCronItems: parseCronItems(
      Object.entries(SWEEPS).map(([task, { cron }]) => ({
        task,
        match: cron,
        identifier: task,
        options: { maxAttempts: 1 },
      })),
    ),
  });
  const partnerRunner = await run({
    ...common,
    taskList: partnerTasks,
    concurrency: PARTNER_CONCURRENCY,
    parsedCronItems: [],
  });
  log.info({ concurrency: WORKER_CONCURRENCY, partners: PARTNER_CONCURRENCY }, "worker ready");

  function logSlow(job: Job): void {
    if (job.attempts > 3)
      log.warn({ job: job.id, task: job.task_identifier, attempts: job.attempts }, "a job is tried again");
  }

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, "worker stops; running jobs are finished first");
    await Promise.all([runner.stop(), partnerRunner.stop()]);
    await lease.stop();
    await pool.end();
    await closeRuntime();
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGINT", () => void stop("SIGINT"));
  await Promise.all([runner.promise, partnerRunner.promise]);
}

main().catch((error: unknown) => {
  process.stderr.write(`worker: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
