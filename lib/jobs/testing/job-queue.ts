import type pg from "pg";
import type { JobDeps } from "../handlers";
import { handleEvent } from "../handlers";

export interface QueuedJob {
  readonly id: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, string>>;
  readonly attempts: number;
}

/** The process died in the middle of a job. */
export class Crash extends Error {}

/**
 * Graphile-worker's tables, worked off one job at a time on the clock of the test. A job is locked while it runs, deleted
 * when it is done, and put back with a growing pause when it fails, as the real worker does.
 */
export class JobQueue {
  readonly failures: { readonly type: string; readonly error: string }[] = [];
  /** Handled events by type. */
  readonly handled = new Map<string, number>();

  constructor(
    private readonly owner: pg.Client,
    private readonly deps: JobDeps,
  ) {}

  /** Jobs that are due, in the worker's order. */
  async due(limit = 1): Promise<QueuedJob[]> {
    const { rows } = await this.owner.query(
      `SELECT j.id::text, t.identifier AS type, j.payload, j.attempts
       FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
       WHERE j.locked_at IS NULL AND j.attempts < j.max_attempts AND j.run_at <= $1
       ORDER BY j.priority, j.run_at, j.id LIMIT $2`,
      [this.deps.context.clock.now(), limit],
    );
    return rows as QueuedJob[];
  }

  /** When the next job falls due that is not due yet; null when nothing waits. */
  async nextAt(): Promise<Date | null> {
    const { rows } = await this.owner.query(
      `SELECT min(run_at) AS at FROM graphile_worker._private_jobs
       WHERE locked_at IS NULL AND attempts < max_attempts AND run_at > $1`,
      [this.deps.context.clock.now()],
    );
    return (rows[0] as { at: Date | null } | undefined)?.at ?? null;
  }

  /** Runs one job. `crash` lets the process die after the handler and before the job is marked as done. */
  async run(
    job: QueuedJob,
    options: { readonly crash?: boolean; readonly deps?: JobDeps } = {},
  ): Promise<void> {
    await this.owner.query(
      `UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'test', attempts = attempts + 1 WHERE id = $1`,
      [job.id],
    );
    try {
      await handleEvent(options.deps ?? this.deps, job.type, job.payload);
      if (options.crash) throw new Crash(`died after ${job.type}`);
    } catch (error) {
      await this.putBack(job, error);
      return;
    }
    this.handled.set(job.type, (this.handled.get(job.type) ?? 0) + 1);
    await this.owner.query("DELETE FROM graphile_worker._private_jobs WHERE id = $1", [job.id]);
  }

  private async putBack(job: QueuedJob, error: unknown): Promise<void> {
    if (!(error instanceof Crash)) this.failures.push({ type: job.type, error: String(error) });
    const pauseS = error instanceof Crash ? 0 : Math.exp(Math.min(10, job.attempts + 1));
    const runAt = new Date(this.deps.context.clock.now().getTime() + pauseS * 1000);
    // A job that was given its key anew while it ran has lost it, and the new one runs beside it.
    await this.owner.query(
      `UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL, run_at = $2, last_error = $3 WHERE id = $1`,
      [job.id, runAt, String(error)],
    );
  }

  /** How many jobs wait, due or not. */
  async waiting(): Promise<number> {
    const { rows } = await this.owner.query(
      "SELECT count(*)::int AS count FROM graphile_worker._private_jobs",
    );
    return (rows[0] as { count: number }).count;
  }

  /** The queue loses everything, as after a restored backup: only the sweeps are left. */
  async lose(): Promise<void> {
    await this.owner.query("DELETE FROM graphile_worker._private_jobs");
  }
}
