import { createHash } from "node:crypto";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Text of `length` characters that follows from `text` alone. */
export function digestId(text: string, length: number): string {
  const bytes = createHash("sha256").update(text).digest();
  let out = "";
  for (const byte of bytes.subarray(0, length)) out += ALPHABET[byte % ALPHABET.length] ?? "";
  return out;
}

/** Ids that follow from a seed and a counter: one seed gives one run. Lengths are like the real ones, but nobody may rely on them. */
export class IdSource {
  constructor(
    readonly seed: string,
    public counter = 0,
  ) {}

  /** A new id with the prefix, e.g. `tr_…`. */
  next(prefix: string, length = 20): string {
    this.counter += 1;
    return prefix + digestId(`${this.seed}:${this.counter}`, length);
  }
}
