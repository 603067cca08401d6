import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import type { ProfileResultWord } from "../../canonical/charging-profile.model";

export type NewProfileRequestRow = Prisma.OcpiCommandUncheckedCreateInput;

/** Keeps a request about a charging profile, with the answer that it got at once, among the commands of the partner. */
export async function insertProfileRequest(tx: Tx, row: NewProfileRequestRow): Promise<void> {
  await tx.ocpiCommand.create({ data: row });
}

/**
 * Writes the result of the request that sent this command to the station; the first result stands (REL-32). Null when no
 * request did, or it has its result already.
 */
export async function settleProfileRequest(
  tx: Tx,
  stationCommandId: string,
  result: ProfileResultWord,
  at: Date,
): Promise<{ readonly id: string } | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE ocpi_commands SET result = ${result}, result_at = ${at}::timestamptz
    WHERE station_command_id = ${stationCommandId}::uuid AND result_state = 'WAITING' AND result IS NULL
    RETURNING id`;
  return rows[0] ?? null;
}
