import { readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { IdempotencyDump, IdempotencyMemory } from "./idempotency";
import { IdSource } from "./ids";
import type { Task } from "./payment.model";
import type { StoreDump } from "./payment.store";
import type { World } from "./world";

const WRITE_AFTER_MS = 25;

/** What survives a restart. Faults and switches do not. */
export interface StateDump {
  readonly version: 1;
  readonly seed: string;
  readonly counter: number;
  readonly offsetMs: number;
  readonly store: StoreDump;
  readonly tasks: readonly Task[];
  readonly idempotency: IdempotencyDump;
}

/** Shape of the file, as deep as is needed to tell a state file from any other. The simulator wrote the records itself. */
const dumpSchema = z.object({
  version: z.literal(1),
  seed: z.string(),
  counter: z.number().int(),
  offsetMs: z.number(),
  store: z.object({
    payments: z.array(z.unknown()),
    profiles: z.array(z.unknown()),
    keys: z.array(z.unknown()),
  }),
  tasks: z.array(z.unknown()),
  idempotency: z.array(z.unknown()),
});

export function dumpState(world: World, idempotency: IdempotencyMemory): StateDump {
  return {
    version: 1,
    seed: world.ids.seed,
    counter: world.ids.counter,
    offsetMs: world.time.aheadMs(),
    store: world.store.dump(),
    tasks: world.time.tasks(),
    idempotency: idempotency.dump(),
  };
}

export function restoreState(world: World, idempotency: IdempotencyMemory, dump: StateDump): void {
  world.ids = new IdSource(dump.seed, dump.counter);
  world.time.offsetMs = dump.offsetMs;
  world.store.restore(dump.store);
  world.time.clear();
  for (const task of dump.tasks) world.time.schedule(task);
  idempotency.restore(dump.idempotency);
}

/** Reads a state file; `null` when there is none yet. Throws when the file is something else, so that nothing is overwritten. */
export function readStateFile(file: string): StateDump | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  return dumpSchema.parse(JSON.parse(text)) as unknown as StateDump;
}

/**
 * Writes the state soon after each change: the whole file, beside the old one, then renamed over it. Nobody is told of a
 * change before it is saved: a payment service that dies forgets nothing it has answered.
 */
export class StateFile {
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();
  /** A write that has not begun, so that it will hold every change made until now. */
  private next: Promise<void> | null = null;
  private closed = false;

  constructor(
    private readonly file: string,
    private readonly dump: () => StateDump,
  ) {}

  /** Something changed. */
  touch(): void {
    if (this.closed || this.timer !== null) return;
    this.timer = setTimeout(() => void this.flush(), WRITE_AFTER_MS);
  }

  /** Resolves when every change made until now is on the disk. */
  saved(): Promise<void> {
    return this.timer === null ? this.writing : this.flush();
  }

  /** Writes now and waits for it. */
  flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.next ??= this.writing
      .then(() => this.write())
      .catch((error: unknown) =>
        process.emitWarning(`payment simulator: state not written: ${String(error)}`),
      );
    this.writing = this.next;
    return this.writing;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.flush();
  }

  private async write(): Promise<void> {
    this.next = null;
    await mkdir(path.dirname(this.file), { recursive: true });
    const fresh = `${this.file}.new`;
    await writeFile(fresh, JSON.stringify(this.dump()), { mode: 0o600 });
    await rename(fresh, this.file);
  }
}
