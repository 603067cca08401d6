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

/**
 * Deletes up to `limit` of the oldest messages that came before `before`. Ids follow time, so that the first message that is
 * young enough bounds the rest, and no index on time is needed. Returns how many.
 */
export async function deleteEntriesBefore(tx: Tx, before: Date, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM journal_entries WHERE id IN (
      SELECT id FROM journal_entries
      WHERE at < ${before}::timestamptz AND id < coalesce(
        (SELECT id FROM journal_entries WHERE at >= ${before}::timestamptz ORDER BY id LIMIT 1),
        9223372036854775807
      )
      ORDER BY id LIMIT ${limit}
    )`;
}
