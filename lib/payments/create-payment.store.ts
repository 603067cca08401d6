import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma, PspAccount } from "@/lib/db/generated/client";
import { type PaymentRow, recordEvent } from "./payment.store";

/** The CPO's working account of that mode, if there is one. */
export async function enabledAccount(
  tx: Tx,
  cpoId: string,
  mode: "TEST" | "LIVE",
): Promise<PspAccount | null> {
  return tx.pspAccount.findFirst({
    where: { cpoId, mode, disabledAt: null },
    orderBy: { createdAt: "desc" },
  });
}

/** True when the quote has a payment that is open or has succeeded; the index `payments_one_per_quote` says the same. */
export async function hasOpenPayment(tx: Tx, quoteId: string): Promise<boolean> {
  const open = await tx.payment.findFirst({
    where: { quoteId, state: { notIn: ["FAILED", "CANCELED", "EXPIRED"] } },
    select: { id: true },
  });
  return open !== null;
}

/** The first row and the first event of a payment. */
export async function insertPayment(
  tx: Tx,
  context: Context,
  data: Prisma.PaymentUncheckedCreateInput,
): Promise<PaymentRow> {
  const payment = await tx.payment.create({ data, include: { pspAccount: true } });
  await recordEvent(tx, context, payment, { name: "prepared", from: null, actor: "driver" });
  return payment;
}
