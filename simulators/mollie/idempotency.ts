import { createHash } from "node:crypto";
import type { ApiAnswer } from "./http";
import { ApiProblem } from "./problem.rules";

const REMEMBERED_MS = 3_600_000;
const MAX_ENTRIES = 20_000;
const MAX_KEY_LENGTH = 255;

interface Entry {
  readonly at: number;
  readonly fingerprint: string;
  /** `null` while the first request is still running. */
  answer: ApiAnswer | null;
}

/** A request that carries a key: `replay` is the stored answer of the first one. */
export interface IdempotentRun {
  readonly replay: ApiAnswer | null;
  /** Stores the answer of the first request; nothing is stored for 5xx. */
  readonly finish: (answer: ApiAnswer) => void;
}

/** Plain JSON of the memory, for the state file. */
export type IdempotencyDump = readonly (readonly [string, Entry])[];

/**
 * Remembers the answers to POST requests by credential and key for one hour of the simulator's clock.
 * Refusals (4xx) are remembered too.
 */
export class IdempotencyMemory {
  private readonly entries = new Map<string, Entry>();

  /** Begins a request. Throws `ApiProblem`: 400 when the key was used for something else, 409 when the first one still runs. */
  begin(
    credential: string,
    key: string,
    request: { method: string; path: string; body: Buffer },
    now: number,
  ): IdempotentRun {
    if (key.length > MAX_KEY_LENGTH) throw new ApiProblem(400, "The idempotency key is too long");
    this.forget(now);
    const id = `${credential} ${key}`;
    const fingerprint = createHash("sha256")
      .update(`${request.method} ${request.path}\n`)
      .update(request.body)
      .digest("hex");
    const known = this.entries.get(id);
    if (known === undefined) {
      const entry: Entry = { at: now, fingerprint, answer: null };
      this.entries.set(id, entry);
      return { replay: null, finish: (answer) => this.finish(id, entry, answer) };
    }
    if (known.fingerprint !== fingerprint) {
      throw new ApiProblem(
        400,
        "The idempotency key was used before with another endpoint or other parameters",
      );
    }
    if (known.answer === null) {
      throw new ApiProblem(409, "A request with the same idempotency key is still being processed");
    }
    const headers = { ...known.answer.headers, "idempotent-replayed": "true" };
    return { replay: { ...known.answer, headers }, finish: () => undefined };
  }

  /** Finished entries only: a request that was running when the process died is a new one afterwards. */
  dump(): IdempotencyDump {
    return [...this.entries].filter(([, entry]) => entry.answer !== null);
  }

  restore(dump: IdempotencyDump): void {
    this.entries.clear();
    for (const [id, entry] of dump) this.entries.set(id, entry);
  }

  clear(): void {
    this.entries.clear();
  }

  private finish(id: string, entry: Entry, answer: ApiAnswer): void {
    if (answer.status >= 500) this.entries.delete(id);
    else entry.answer = answer;
  }

  /** Entries stand in order of age, so the old ones are at the front. */
  private forget(now: number): void {
    for (const [id, entry] of this.entries) {
      if (now - entry.at < REMEMBERED_MS && this.entries.size < MAX_ENTRIES) return;
      this.entries.delete(id);
    }
  }
}
