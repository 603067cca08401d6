import type { Context } from "@/lib/db/context";
import type { JournalMessage } from "./journal.model";
import { insertEntry } from "./journal.store";

/** Writes one wire message in a transaction of its own: for calls to and from the outside, which happen outside any other. */
export async function writeJournal(context: Context, message: JournalMessage): Promise<void> {
  await context.db.withSystem((tx) => insertEntry(tx, message));
}
