import type { Tx } from "@/lib/db/database";
import { lockSession, type SessionRow } from "./session.store";

/** Locks a session that has ended and is not settled yet; null for every other. */
export async function lockEndedSession(tx: Tx, sessionId: string): Promise<SessionRow | null> {
  const session = await lockSession(tx, sessionId);
  return session && (session.state === "ENDED" || session.state === "FLAGGED") ? session : null;
}
