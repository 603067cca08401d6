import type { Context } from "@/lib/db/context";
import type { PspRegistry } from "./psp/psp.port";
import { reconcilePayment } from "./reconcile-payment";

/** Payments that moved since the last hourly run, with an overlap for a run that was late. */
const WINDOW_MS = 90 * 60_000;
/** More than a busy hour of a large installation; what is left over moves into the next run. */
const BATCH_MAX = 2_000;

/**
 * Compares the ledger with the PSP for every payment that moved lately (REL-17). A difference becomes an exception, never a
 * silent correction. One call after the other, so that a large installation does not meet the PSP's rate limit.
 */
export async function reconcileRecent(
  context: Context,
  psp: PspRegistry,
): Promise<{ compared: number; different: number }> {
  const since = new Date(context.clock.now().getTime() - WINDOW_MS);
  const payments = await context.db.withSystem((tx) =>
    tx.payment.findMany({
      where: {
        pspPaymentId: { not: null },
        updatedAt: { gte: since },
        state: { notIn: ["CREATED", "PENDING"] },
      },
      select: { id: true },
      orderBy: { updatedAt: "asc" },
      take: BATCH_MAX,
    }),
  );
  let compared = 0;
  let different = 0;
  for (const { id } of payments) {
    const result = await reconcilePayment(context, psp, { paymentId: id });
    if (result.compared) compared++;
    if (result.problems.length > 0) different++;
  }
  return { compared, different };
}
