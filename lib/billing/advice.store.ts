import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";

/** What came over the wire, as JSON. */
export type AdviceContent = Prisma.InputJsonValue;

/** One authorisation after the other: a CDR and its confirmations never miss each other. Held until commit. */
export async function lockAuthorisation(tx: Tx, subscriptionId: string, reference: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`advice:${subscriptionId}:${reference}`}, 0))`;
}

export async function insertAdvice(tx: Tx, row: Prisma.FinancialAdviceUncheckedCreateInput): Promise<void> {
  await tx.financialAdvice.create({ data: row });
}

/** The only change that an advice ever sees: which session and CDR it belongs to, and by how much both differ. */
export async function markMatched(
  tx: Tx,
  ids: readonly string[],
  match: {
    readonly sessionId: string;
    readonly cdrId: string | null;
    readonly differenceMinor: number | null;
  },
): Promise<void> {
  await tx.financialAdvice.updateMany({ where: { id: { in: [...ids] } }, data: match });
}
