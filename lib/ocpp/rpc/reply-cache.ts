/** Characters of requests and answers that one connection may keep; hostile large frames evict each other. */
const MAX_CHARACTERS = 128 * 1024;

interface Entry {
  readonly raw: string;
  readonly reply: string;
}

/**
 * The last answers of one connection by message id (SEC-33). A frame counts as a repetition only when id **and** text are
 * equal: stations that restart their ids at 1 would otherwise get the answer to another question.
 */
export class ReplyCache {
  readonly #entries = new Map<string, Entry>();
  #characters = 0;

  constructor(private readonly capacity: number) {}

  /** The stored answer to the same frame, or undefined. */
  find(id: string, raw: string): string | undefined {
    const entry = this.#entries.get(id);
    return entry?.raw === raw ? entry.reply : undefined;
  }

  store(id: string, raw: string, reply: string): void {
    this.#remove(id);
    const size = raw.length + reply.length;
    if (size > MAX_CHARACTERS) return;
    this.#entries.set(id, { raw, reply });
    this.#characters += size;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.capacity && this.#characters <= MAX_CHARACTERS) break;
      this.#remove(oldest);
    }
  }

  #remove(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#characters -= entry.raw.length + entry.reply.length;
    this.#entries.delete(id);
  }
}
