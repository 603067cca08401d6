import type { Tx } from "@/lib/db/database";
import { takeEmail } from "./session.store";

/** Mails to the driver that one session may cause (SEC-21). */
export const EMAILS_MAX = 3;

/** Takes one of the mails that a session may cause; false when none is left (SEC-21). */
export async function countEmail(tx: Tx, sessionId: string): Promise<boolean> {
  return takeEmail(tx, sessionId, EMAILS_MAX);
}
