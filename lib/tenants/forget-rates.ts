import type { Context } from "@/lib/db/context";
import { removeOldUse } from "./rate.store";

/** Forgets counters whose window began before `before`; every window is shorter than a day (LAW-49). */
export async function forgetOldRates(context: Context, before: Date): Promise<number> {
  return context.db.withSystem((tx) => removeOldUse(tx, before));
}
