/** True for faults after which the same transaction may simply be tried again: serialization failure, deadlock (REL-100). */
export function retryable(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "P2034" || code === "40001" || code === "40P01") return true;
  const text = String((error as { message?: unknown } | null)?.message ?? "");
  return /deadlock detected|could not serialize access|write conflict/i.test(text);
}

/** True when the error is a broken unique rule; with `constraint`, of an index whose name or columns contain that text. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const fault = error as { code?: unknown; message?: unknown; meta?: unknown } | null;
  const isUnique =
    fault?.code === "P2002" || fault?.code === "23505" || /unique constraint/i.test(String(fault?.message));
  if (!isUnique || constraint === undefined) return isUnique;
  return `${String(fault?.message)} ${JSON.stringify(fault?.meta ?? {})}`.includes(constraint);
}
