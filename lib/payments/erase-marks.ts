import type { Context } from "@/lib/db/context";
import { eraseMarks } from "./payment.store";

/** Erases the pseudonymous device and network marks of payments made before `before`; the payments stay (LAW-49). */
export async function eraseOldMarks(context: Context, before: Date): Promise<number> {
  return context.db.withSystem((tx) => eraseMarks(tx, before));
}
