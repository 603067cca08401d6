import type { Context } from "@/lib/db/context";
import { deleteEntriesBefore } from "./journal.store";

const BATCH = 10_000;
/** What one night deletes at most; more is left to the next. */
const BATCHES_MAX = 500;

/**
 * Deletes messages that are older than `before`, a batch per transaction, so that no lock is held for long. Nothing of the
 * domain hangs on them: facts, CDRs and the audit log stand elsewhere. Returns how many.
 */
export async function forgetOldEntries(context: Context, before: Date): Promise<number> {
  let deleted = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const count = await context.db.withSystem((tx) => deleteEntriesBefore(tx, before, BATCH));
    deleted += count;
    if (count < BATCH) break;
  }
  return deleted;
}
