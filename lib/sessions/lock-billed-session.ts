import type { Tx } from "@/lib/db/database";
import { lockSession, type SessionRow } from "./session.store";

/** Locks a session that has its bill; null for every other. */
export async function lockBilledSession(tx: Tx, sessionId: string): Promise<SessionRow | null> {
  const session = await lockSession(tx, sessionId);
  return session?.state === "BILLED" ? session : null;
}
