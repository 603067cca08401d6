import type { Tx } from "@/lib/db/database";
import { takeEmail } from "./session.store";

/** Takes one of the mails that a session may cause; false when none is left (SEC-21). */
export async function countEmail(tx: Tx, sessionId: string, limit: number): Promise<boolean> {
  return takeEmail(tx, sessionId, limit);
}
