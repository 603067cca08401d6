import type { Tx } from "@/lib/db/database";
import type { Cdr, Prisma } from "@/lib/db/generated/client";

export type CdrRecord = Cdr;

export async function insertCdr(tx: Tx, row: Prisma.CdrUncheckedCreateInput): Promise<void> {
  await tx.cdr.create({ data: row });
}

/**
 * The next number of the CPO's own series (REL-24). The row lock makes the series gapless: a number is given only in the
 * transaction that stores its receipt.
 */
export async function nextReceiptNumber(
  tx: Tx,
  cpo: { readonly id: string; readonly clientId: string; readonly receiptPrefix: string },
  year: number,
): Promise<string> {
  const rows = await tx.$queryRaw<{ next: number }[]>`
    INSERT INTO receipt_sequences (cpo_id, client_id, year, next) VALUES (${cpo.id}::uuid, ${cpo.clientId}::uuid, ${year}, 2)
    ON CONFLICT (cpo_id, year) DO UPDATE SET next = receipt_sequences.next + 1
    RETURNING next - 1 AS next`;
  const next = rows[0]?.next ?? 1;
  return `${cpo.receiptPrefix}-${year}-${String(next).padStart(6, "0")}`;
}

export async function insertReceipt(tx: Tx, row: Prisma.ReceiptUncheckedCreateInput): Promise<void> {
  await tx.receipt.create({ data: row });
}

/** Stores the PDF once; a second writer finds it there and keeps the first bytes (LAW-45). */
export async function storePdf(tx: Tx, receiptId: string, pdf: Uint8Array, sha256: string): Promise<boolean> {
  const { count } = await tx.receipt.updateMany({
    where: { id: receiptId, pdf: null },
    data: { pdf: new Uint8Array(pdf), pdfSha256: sha256 },
  });
  return count === 1;
}

/** Opens a case or counts a repeat of an open one. */
export async function upsertOpenCase(tx: Tx, row: Prisma.ExceptionCaseUncheckedCreateInput): Promise<void> {
  const open = await tx.exceptionCase.findFirst({
    where: { clientId: row.clientId, key: row.key, state: "OPEN" },
    select: { id: true },
  });
  if (open) {
    await tx.exceptionCase.update({
      where: { id: open.id },
      data: { count: { increment: 1 }, ...(row.detail === undefined ? {} : { detail: row.detail }) },
    });
    return;
  }
  await tx.exceptionCase.create({ data: row });
}

/** Closes an open case; false when it was closed before. */
export async function closeCase(
  tx: Tx,
  where: { readonly id: string } | { readonly clientId: string; readonly key: string },
  set: {
    readonly closedAt: Date;
    readonly closedBy: string;
    readonly decision: string;
    readonly note: string | null;
  },
): Promise<boolean> {
  const { count } = await tx.exceptionCase.updateMany({
    where: { ...where, state: "OPEN" },
    data: { ...set, state: "CLOSED" },
  });
  return count > 0;
}

export async function insertEmailRequest(
  tx: Tx,
  row: Prisma.EmailRequestUncheckedCreateInput,
): Promise<void> {
  await tx.emailRequest.create({ data: row });
}

export async function markEmailSent(
  tx: Tx,
  id: string,
  field: "linkSentAt" | "receiptSentAt",
  at: Date,
): Promise<boolean> {
  const { count } = await tx.emailRequest.updateMany({ where: { id, [field]: null }, data: { [field]: at } });
  return count === 1;
}

/** Erases addresses whose time is over (LAW-49). */
export async function eraseAddresses(tx: Tx, before: Date): Promise<number> {
  const { count } = await tx.emailRequest.updateMany({
    where: { createdAt: { lt: before }, addressCipher: { not: null } },
    data: { addressCipher: null },
  });
  return count;
}
