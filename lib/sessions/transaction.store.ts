import type { Tx } from "@/lib/db/database";
import type { OcppTransaction, Prisma } from "@/lib/db/generated/client";

export type TransactionRow = OcppTransaction;

/** Finds the transaction that the same start content made before, and counts the repeat. */
export async function findRepeat(
  tx: Tx,
  stationId: string,
  contentKey: string,
): Promise<TransactionRow | null> {
  const known = await tx.ocppTransaction.findUnique({
    where: { stationId_contentKey: { stationId, contentKey } },
  });
  if (known)
    await tx.ocppTransaction.update({ where: { id: known.id }, data: { repeats: { increment: 1 } } });
  return known;
}

export async function insertTransaction(
  tx: Tx,
  row: Prisma.OcppTransactionUncheckedCreateInput,
): Promise<TransactionRow> {
  return tx.ocppTransaction.create({ data: row });
}

export async function updateTransaction(
  tx: Tx,
  id: number,
  set: Prisma.OcppTransactionUncheckedUpdateInput,
): Promise<void> {
  await tx.ocppTransaction.update({ where: { id }, data: set });
}

/** Stores readings; a reading that was stored before (same transaction, time and context) is left alone (REL-13). */
export async function insertReadings(
  tx: Tx,
  rows: readonly Prisma.MeterReadingCreateManyInput[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const { count } = await tx.meterReading.createMany({ data: [...rows], skipDuplicates: true });
  return count;
}

/** Gives the signed values of a transaction to the session that it turned out to belong to. */
export async function assignSignedValues(tx: Tx, transactionId: number, sessionId: string): Promise<void> {
  await tx.meterReading.updateMany({
    where: { transactionId, sessionId: null, signedData: { not: null } },
    data: { sessionId },
  });
}
