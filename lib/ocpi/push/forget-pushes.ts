import type { Context } from "@/lib/db/context";
import { deleteFinishedBefore } from "./push.store";

const BATCH = 5_000;
const BATCHES_MAX = 200;

/** Deletes what was sent or overtaken long ago, a batch per transaction; CDRs, tariffs and terminals stay. Returns how many. */
export async function forgetOldPushes(context: Context, before: Date): Promise<number> {
  let deleted = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const count = await context.db.withSystem((tx) => deleteFinishedBefore(tx, before, BATCH));
    deleted += count;
    if (count < BATCH) break;
  }
  return deleted;
}
