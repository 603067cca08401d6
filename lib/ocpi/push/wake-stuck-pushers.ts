import type { Context } from "@/lib/db/context";
import { findStuck } from "./push.queries";
import { wakePusher } from "./queue-push";

/** Later than this a due push has lost its job: after a restored backup, or with a connection that was suspended for a while. */
const LATE_MS = 60_000;

/** Every connection with something overdue gets its job back (REL-15). Returns how many. */
export async function wakeStuckPushers(context: Context): Promise<number> {
  const before = new Date(context.clock.now().getTime() - LATE_MS);
  return context.db.withSystem(async (tx) => {
    const stuck = await findStuck(tx, before);
    for (const connection of stuck) await wakePusher(tx, connection);
    return stuck.length;
  });
}
