import { AppError } from "@/lib/core/errors";
import type { Tx } from "@/lib/db/database";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import { replaceContractCpos, upsertContract } from "./contract.store";

export interface ContractWrite {
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  readonly vatPercent: string | null;
  readonly cpoIds: readonly string[];
  readonly at: Date;
}

export interface ContractBefore {
  readonly name: string;
  readonly vatPercent: string | null;
  readonly cpoIds: readonly string[];
}

/**
 * Creates or changes a contract and for whom it holds; returns what it was, null for a new one. Throws `AppError`
 * "cpo_unknown" or "contract_name_taken". The caller asks whether prices stay lawful (lib/pricing/save-contract).
 */
export async function writeContract(tx: Tx, contract: ContractWrite): Promise<ContractBefore | null> {
  const { id, clientId, name, vatPercent, at } = contract;
  const cpoIds = [...new Set(contract.cpoIds)];
  const known = await tx.cpo.count({ where: { id: { in: cpoIds } } });
  if (known !== cpoIds.length) throw new AppError("not_found", "cpo_unknown", "no such CPO");
  const before = await tx.cpoContract.findUnique({
    where: { id },
    include: { cpos: { select: { id: true } } },
  });
  try {
    await upsertContract(tx, { id, clientId, name, vatPercent, createdAt: at });
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError("conflict", "contract_name_taken", "the name is in use");
    throw error;
  }
  await replaceContractCpos(tx, id, cpoIds);
  return (
    before && {
      name: before.name,
      vatPercent: before.vatPercent?.toString() ?? null,
      cpoIds: before.cpos.map((cpo) => cpo.id),
    }
  );
}
