import type { Clock } from "@/lib/core/ports";
import type { Task, TaskKind } from "./payment.model";

const LONGEST_SLEEP_MS = 3_600_000;

interface Entry {
  readonly task: Task;
  readonly order: number;
}

/** Runs a task. The promise is awaited in `advance`, and left alone when real time triggers it. */
export type TaskRunner = (task: Task) => Promise<void>;

function keyOf(task: Pick<Task, "kind" | "ref">): string {
  return `${task.kind}:${task.ref}`;
}

/**
 * The simulator's clock and everything that waits on it: at most one task of a kind per entity.
 * With the system's clock the due tasks run by themselves; with a clock of the caller they run only in `advance`.
 */
export class SimulatedTime {
  offsetMs = 0;
  private frozenAt: number | null = null;
  private entries: Entry[] = [];
  private readonly byKey = new Map<string, Entry>();
  private order = 0;
  private timer: NodeJS.Timeout | null = null;
  private runner: TaskRunner | null = null;
  private turn: Promise<void> = Promise.resolve();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly base: Clock,
    private readonly automatic: boolean,
  ) {}

  now(): number {
    return this.frozenAt ?? this.base.now().getTime() + this.offsetMs;
  }

  /** How far the simulator's clock is ahead of the base clock. */
  aheadMs(): number {
    return this.now() - this.base.now().getTime();
  }

  /** Begins to run due tasks. */
  start(runner: TaskRunner): void {
    this.runner = runner;
    this.wakeLater();
  }

  stop(): void {
    this.runner = null;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  /** Plans a task; a task of the same kind for the same entity is replaced. */
  schedule(task: Task): void {
    this.cancel(task.kind, task.ref);
    const entry = { task, order: this.order++ };
    this.byKey.set(keyOf(task), entry);
    this.entries.splice(this.position(entry), 0, entry);
    if (this.entries[0] === entry) this.wakeLater();
  }

  cancel(kind: TaskKind, ref: string): void {
    const entry = this.byKey.get(keyOf({ kind, ref }));
    if (entry === undefined) return;
    this.byKey.delete(keyOf(entry.task));
    this.entries.splice(this.position(entry), 1);
  }

  tasks(): readonly Task[] {
    return this.entries.map((entry) => entry.task);
  }

  clear(): void {
    this.entries = [];
    this.byKey.clear();
  }

  /**
   * Moves the clock forward by `ms` and runs what falls due on the way, in order, each at its own instant.
   * Calls are served one after the other. A task must not wait for another `advance`.
   */
  advance(ms: number): Promise<void> {
    const turn = this.turn.then(() => this.advanceNow(Math.max(0, ms)));
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  /** Waits until nothing that was started by real time is still running. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled([...this.running]);
  }

  private async advanceNow(ms: number): Promise<void> {
    const target = this.now() + ms;
    this.frozenAt = this.now();
    try {
      for (let task = this.takeDue(target); task !== null; task = this.takeDue(target)) {
        this.frozenAt = Math.max(this.frozenAt, task.at);
        await this.runner?.(task);
      }
    } finally {
      this.offsetMs = target - this.base.now().getTime();
      this.frozenAt = null;
      this.wakeLater();
    }
  }

  private takeDue(until: number): Task | null {
    const first = this.entries[0];
    if (first === undefined || first.task.at > until) return null;
    this.entries.shift();
    this.byKey.delete(keyOf(first.task));
    return first.task;
  }

  private wakeLater(): void {
    if (!this.automatic || this.runner === null || this.frozenAt !== null) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const next = this.entries[0];
    if (next === undefined) return;
    const sleep = Math.min(Math.max(next.task.at - this.now(), 0), LONGEST_SLEEP_MS);
    this.timer = setTimeout(() => this.wake(), sleep);
    this.timer.unref();
  }

  private wake(): void {
    if (this.frozenAt !== null) return;
    const now = this.now();
    for (let task = this.takeDue(now); task !== null; task = this.takeDue(now)) {
      const run = Promise.resolve(this.runner?.(task)).catch((error: unknown) => {
        process.emitWarning(`payment simulator: a task failed: ${String(error)}`);
      });
      this.running.add(run);
      void run.finally(() => this.running.delete(run));
    }
    this.wakeLater();
  }

  /** Index at which the entry stands, or would stand, in the order of (instant, arrival). */
  private position(entry: Entry): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.entries[middle];
      const before =
        other !== undefined &&
        (other.task.at < entry.task.at || (other.task.at === entry.task.at && other.order < entry.order));
      if (before) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
