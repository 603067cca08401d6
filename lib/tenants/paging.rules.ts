/** One page of a list, and the cursor of the page after it. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
}

/** Rows per page of the portal's lists. */
export const PAGE_SIZE = 50;

/** The place of a row in a list that is sorted by time, then id. */
export interface Cursor {
  readonly at: Date;
  readonly id: string;
}

const CURSOR = /^(\d{1,15})_([0-9a-f-]{36})$/;

/** Reads a cursor from an address; null for anything that is not one (SEC-69). */
export function parseCursor(text: string | null | undefined): Cursor | null {
  const match = CURSOR.exec(text ?? "");
  return match ? { at: new Date(Number(match[1])), id: match[2] ?? "" } : null;
}

export function formatCursor(cursor: Cursor): string {
  return `${cursor.at.getTime()}_${cursor.id}`;
}

/** The rows after the cursor, newest first, as a Prisma condition on `field` and `id`. */
export function olderThan(field: "createdAt" | "openedAt", cursor: Cursor | null) {
  if (!cursor) return {};
  return { OR: [{ [field]: { lt: cursor.at } }, { [field]: cursor.at, id: { lt: cursor.id } }] };
}

/** Cuts the one row too many that tells whether there is a next page. */
export function toPage<T>(rows: readonly T[], cursorOf: (row: T) => Cursor, size = PAGE_SIZE): Page<T> {
  const kept = rows.slice(0, size);
  const last = kept.at(-1);
  return { rows: kept, next: rows.length > size && last !== undefined ? formatCursor(cursorOf(last)) : null };
}
