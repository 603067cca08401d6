import type { Tx } from "./database";

/** Something that happened, for rooms above or for the outside world. The worker hands it to its handlers (lib/jobs). */
export interface EmittedEvent {
  /** `room.fact`, e.g. `payment.authorised`. */
  readonly type: string;
  /** Ids and small facts only: handlers re-read the truth. */
  readonly payload: Readonly<Record<string, string | number | boolean | null>>;
}

/** What must not wait for what (REL-29): stop before money, money before live data, live data before the rest. */
export const PRIORITY = { stop: -20, money: -10, start: -5, normal: 0, report: 10 } as const;

export interface EmitOptions {
  /** Not before this instant: a timer that survives every crash (REL-41). */
  readonly runAt?: Date;
  /** A later event with the same key replaces one that has not run yet. */
  readonly key?: string;
  /** With a key: one that waits already keeps its time, whatever time this one asks for. */
  readonly keepTime?: boolean;
  readonly priority?: number;
  /** Jobs of one queue run one after the other, never two at once, whichever worker takes them. */
  readonly queue?: string;
}

/**
 * Leaves by the one door for side effects: writes the job in the caller's transaction (REL-15).
 * Either the fact and its job are both there after commit, or neither.
 */
export async function emit(tx: Tx, event: EmittedEvent, options: EmitOptions = {}): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(
      identifier => ${event.type},
      queue_name => ${options.queue ?? null},
      payload => ${JSON.stringify(event.payload)}::json,
      run_at => ${options.runAt ?? null}::timestamptz,
      max_attempts => 25,
      job_key => ${options.key ?? null},
      job_key_mode => ${options.keepTime ? "preserve_run_at" : "replace"},
      priority => ${options.priority ?? PRIORITY.normal}
    )`;
}
