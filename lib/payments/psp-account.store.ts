import type { Tx } from "@/lib/db/database";
import type { Prisma, PspAccount } from "@/lib/db/generated/client";

/** Locks the CPO until the end of the transaction: two keys saved at once must not both become the working one. */
export async function lockCpo(
  tx: Tx,
  cpoId: string,
): Promise<{ mode: "TEST" | "LIVE"; clientId: string } | null> {
  await tx.$queryRaw`SELECT id FROM cpos WHERE id = ${cpoId}::uuid FOR UPDATE`;
  return tx.cpo.findUnique({ where: { id: cpoId }, select: { mode: true, clientId: true } });
}

export async function workingAccount(
  tx: Tx,
  account: { readonly cpoId: string; readonly psp: string; readonly mode: "TEST" | "LIVE" },
): Promise<PspAccount | null> {
  return tx.pspAccount.findFirst({ where: { ...account, disabledAt: null } });
}

export async function insertAccount(
  tx: Tx,
  data: Prisma.PspAccountUncheckedCreateInput,
): Promise<PspAccount> {
  return tx.pspAccount.create({ data });
}

export async function updateAccount(
  tx: Tx,
  id: string,
  data: Prisma.PspAccountUncheckedUpdateInput,
): Promise<PspAccount> {
  return tx.pspAccount.update({ where: { id }, data });
}
