import { HOUR_MS } from "@/lib/core/time";
import type { Context } from "@/lib/db/context";
import { inTurns } from "./in-turns";
import type { PspRegistry } from "./psp/psp.port";
import { reconcilePayment } from "./reconcile-payment";
import { findToReconcile } from "./sweep.queries";

/** How many payments one read takes. */
const PAGE = 200;

/** A payment that moved a moment ago may be between two steps of ours; its turn comes with the next run. */
const SETTLING_MS = 10 * 60_000;

/** Longer than the hour between two runs, so that a run may be missed. */
const WINDOW_MS = 3 * HOUR_MS;

/** The second look, for what people do in the PSP's own portal on the day after. */
const SECOND_LOOK_MS = 24 * HOUR_MS;

/**
 * The hourly comparison of our books with the PSP (REL-17): every hold that stands, every payment that moved in the last
 * hours, and each once more a day later. Differences become cases of `reconcilePayment`; one payment's failure never stops
 * the others. Returns how many were compared and how many differ.
 */
export async function reconcilePayments(
  context: Context,
  psp: PspRegistry,
): Promise<{ readonly compared: number; readonly different: number }> {
  const now = context.clock.now().getTime();
  const windows = [0, SECOND_LOOK_MS].map((ago) => ({
    after: new Date(now - ago - WINDOW_MS),
    before: new Date(now - ago - SETTLING_MS),
  }));
  const result = { compared: 0, different: 0 };
  for (let afterId: string | null = null; ; ) {
    const ids: string[] = await context.db.withSystem((tx) =>
      findToReconcile(tx, { windows, afterId, take: PAGE }),
    );
    const compare = (paymentId: string) => async () => {
      const { compared, problems } = await reconcilePayment(context, psp, { paymentId });
      result.compared += compared ? 1 : 0;
      result.different += problems.length > 0 ? 1 : 0;
    };
    await inTurns(context, ids.map(compare), "a payment could not be reconciled");
    afterId = ids.at(-1) ?? null;
    if (ids.length < PAGE) return result;
  }
}
