import type { Tx } from "@/lib/db/database";
import { updateSession } from "./session.store";

/** The last four digits of the card, told later by the provider that took the payment: with the date they find the receipt. */
export async function noteCard(tx: Tx, sessionId: string, cardLast4: string): Promise<void> {
  await updateSession(tx, sessionId, { cardLast4 });
}
