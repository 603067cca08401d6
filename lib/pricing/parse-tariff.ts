import { type Tariff, tariffSchema } from "./tariff.model";

/** Parsed versions by content hash. Content never changes, so entries never get stale; the size is bounded. */
const parsed = new Map<string, Tariff>();
const PARSED_MAX = 500;

/** The stored content of a tariff version, checked once per process. Throws a `ZodError` when it is no tariff. */
export function parseTariff(hash: string, content: unknown): Tariff {
  const known = parsed.get(hash);
  if (known) return known;
  const tariff = tariffSchema.parse(content);
  if (parsed.size >= PARSED_MAX) parsed.clear();
  parsed.set(hash, tariff);
  return tariff;
}

/** The tariff of this hash when this process has parsed it before. */
export function parsedTariff(hash: string): Tariff | null {
  return parsed.get(hash) ?? null;
}
