import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import type { CommandResult } from "../../canonical/command.model";

export type NewCommandRow = Prisma.OcpiCommandUncheckedCreateInput;

/** Keeps a command with the answer that it got at once. */
export async function insertCommand(tx: Tx, row: NewCommandRow): Promise<void> {
  await tx.ocpiCommand.create({ data: row });
}

/**
 * Writes the result of the commands that wait for one; the first result stands (REL-32). Returns the ids of those that have
 * got it now.
 */
export async function settleCommands(
  tx: Tx,
  which: { readonly sessionId: string; readonly type: string },
  result: CommandResult["result"],
  at: Date,
): Promise<{ id: string; subscriptionId: string }[]> {
  return tx.$queryRaw`
    UPDATE ocpi_commands SET result = ${result}, result_at = ${at}::timestamptz
    WHERE session_id = ${which.sessionId}::uuid AND type = ${which.type} AND result_state = 'WAITING' AND result IS NULL
    RETURNING id, subscription_id AS "subscriptionId"`;
}
