import type { Tx } from "@/lib/db/database";
import type { JournalMessage } from "./journal.model";
import { cleanBody } from "./journal.rules";

/** Inserts one message. */
export async function insertEntry(tx: Tx, message: JournalMessage): Promise<void> {
  const { problems, body, ...rest } = message;
  await tx.journalEntry.create({
    data: {
      ...rest,
      body: cleanBody(body),
      ...(problems && problems.length > 0 ? { problems: [...problems] } : {}),
    },
  });
}
