import type { PageCursor } from "../exchange/paging.rules";

/**
 * One page out of the database. `rows` are the places of the objects in the order (createdAt, id), one more than the page has
 * when there is a next page; `objects` are those of the page, in the same order.
 */
export interface Listing<T> {
  readonly rows: readonly PageCursor[];
  readonly objects: readonly T[];
  /** How many objects match the filters for this partner. */
  readonly total: number;
}

/** The objects of a page in the order of its rows; what has vanished meanwhile is left out. */
export function inOrder<T>(
  rows: readonly PageCursor[],
  limit: number,
  objects: ReadonlyMap<string, T>,
): readonly T[] {
  return rows.slice(0, limit).flatMap(({ id }) => {
    const object = objects.get(id);
    return object === undefined ? [] : [object];
  });
}
