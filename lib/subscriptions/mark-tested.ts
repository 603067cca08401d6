import { peekTransition } from "@/lib/core/state-machine";
import type { Context } from "@/lib/db/context";
import { SUBSCRIPTION_MACHINE, type SubscriptionActor, SYSTEM_ACTOR } from "./subscription.model";
import { appendEvent, lockSubscription, moveSubscription } from "./subscription.store";

/**
 * A test run of this connection has ended. Passed opens the way to live; failed leads back to what stood before. A result
 * that comes when the connection has moved on (suspended, terminated, registered anew) is kept in the history and moves
 * nothing. Throws `AppError` "subscription_unknown".
 */
export async function markTested(
  context: Context,
  run: {
    readonly clientId: string;
    readonly subscriptionId: string;
    readonly passed: boolean;
    readonly runNumber: number;
    readonly by?: SubscriptionActor;
  },
): Promise<void> {
  const on = run.passed ? "test_passed" : "test_failed";
  const step = {
    at: context.clock.now(),
    by: run.by ?? SYSTEM_ACTOR,
    data: { run: run.runNumber },
  };
  await context.db.withClient(run.clientId, async (tx) => {
    const row = await lockSubscription(tx, run.subscriptionId);
    if (peekTransition(SUBSCRIPTION_MACHINE, row.state, on) === null)
      await appendEvent(tx, row, {
        ...step,
        kind: "late_test_result",
        data: { ...step.data, passed: run.passed },
      });
    else await moveSubscription(tx, row, on, step);
  });
}
