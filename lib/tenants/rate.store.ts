import type { Tx } from "@/lib/db/database";

/** Counts `uses` more of `key` in the window that began at `windowStart`, and tells the count. One atomic statement. */
export async function countUse(
  tx: Tx,
  key: string,
  now: Date,
  windowS: number,
  uses = 1,
): Promise<RateState> {
  const rows = await tx.$queryRaw<RateState[]>`
    INSERT INTO rate_counters AS c (key, window_start, count)
    VALUES (${key}, ${now}, ${uses})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN c.window_start + make_interval(secs => ${windowS}) <= ${now} THEN ${uses} ELSE c.count + ${uses} END,
      window_start = CASE WHEN c.window_start + make_interval(secs => ${windowS}) <= ${now} THEN ${now}
                     ELSE c.window_start END
    RETURNING count, window_start AS "windowStart"`;
  const row = rows[0];
  if (!row) throw new Error("rate_counters gave no row");
  return row;
}

export interface RateState {
  readonly count: number;
  readonly windowStart: Date;
}

/** Forgets a key, e.g. the failed sign-ins after a good one. */
export async function clearUse(tx: Tx, key: string): Promise<void> {
  await tx.rateCounter.deleteMany({ where: { key } });
}

/** Removes counters that nobody has used since. Their keys are pseudonyms of people. */
export async function removeOldUse(tx: Tx, before: Date): Promise<number> {
  const { count } = await tx.rateCounter.deleteMany({ where: { windowStart: { lt: before } } });
  return count;
}
