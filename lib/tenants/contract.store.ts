import type { Tx } from "@/lib/db/database";

export async function upsertContract(
  tx: Tx,
  row: {
    readonly id: string;
    readonly clientId: string;
    readonly name: string;
    readonly vatPercent: string | null;
    readonly createdAt: Date;
  },
): Promise<void> {
  const { id, name, vatPercent } = row;
  await tx.cpoContract.upsert({ where: { id }, create: row, update: { name, vatPercent } });
}

/** Makes the contract hold for exactly these CPOs. A CPO has one contract: it leaves the one that it had. */
export async function replaceContractCpos(
  tx: Tx,
  contractId: string,
  cpoIds: readonly string[],
): Promise<void> {
  await tx.cpo.updateMany({
    where: { contractId, id: { notIn: [...cpoIds] } },
    data: { contractId: null },
  });
  await tx.cpo.updateMany({ where: { id: { in: [...cpoIds] } }, data: { contractId } });
}
