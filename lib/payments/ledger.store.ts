import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Booking, LedgerLine } from "./ledger.rules";
import type { LedgerAccount } from "./payment.model";

/** Writes a booking once: false when it, or nothing but zeros, was there already. The caller holds the payment's row lock. */
export async function post(
  tx: Tx,
  context: Context,
  payment: { readonly id: string; readonly clientId: string; readonly currency: string },
  booking: Booking,
): Promise<boolean> {
  if (booking.lines.length === 0) return false;
  const known = await tx.ledgerPosting.findUnique({ where: { key: booking.key }, select: { id: true } });
  if (known !== null) return false;
  const postingId = context.ids.next();
  await tx.ledgerPosting.create({
    data: {
      id: postingId,
      clientId: payment.clientId,
      paymentId: payment.id,
      kind: booking.kind,
      key: booking.key,
      at: context.clock.now(),
    },
  });
  await tx.ledgerEntry.createMany({
    data: booking.lines.map(({ account, minor }) => ({
      clientId: payment.clientId,
      postingId,
      account,
      amountMinor: minor,
      currency: payment.currency,
    })),
  });
  return true;
}

/** The lines of one booking of the payment; empty when it was never made. */
export async function linesOf(tx: Tx, key: string): Promise<LedgerLine[]> {
  const entries = await tx.ledgerEntry.findMany({ where: { posting: { key } }, orderBy: { id: "asc" } });
  return entries.map(({ account, amountMinor }) => ({
    account: account as LedgerAccount,
    minor: amountMinor,
  }));
}

/** Balance of one account for one payment, minor units. */
export async function balanceOf(tx: Tx, paymentId: string, account: LedgerAccount): Promise<number> {
  const sum = await tx.ledgerEntry.aggregate({
    where: { account, posting: { paymentId } },
    _sum: { amountMinor: true },
  });
  return sum._sum.amountMinor ?? 0;
}
