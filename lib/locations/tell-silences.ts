import type { Context } from "@/lib/db/context";
import { announceEvses } from "./announce-change";
import { markSilences } from "./location.store";

/**
 * Partners hear which stations have fallen silent behind an open socket, and which are heard of again. Our own pages and every
 * GET know it at the moment itself (`isOnline`); this is for those who are told. Run every minute. Returns how many changed.
 */
export async function tellSilences(context: Context): Promise<number> {
  return context.db.withSystem(async (tx) => {
    const changed = await markSilences(tx, context.clock.now());
    for (const { id } of changed) await announceEvses(tx, id);
    return changed.length;
  });
}
