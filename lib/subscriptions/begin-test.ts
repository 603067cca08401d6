import type { Context } from "@/lib/db/context";
import type { SubscriptionActor } from "./subscription.model";
import { lockSubscription, moveSubscription } from "./subscription.store";

/**
 * A test run of this connection begins. A live connection stays live; a test needs a registered partner. Throws `AppError`
 * "subscription_unknown" or "subscription_wrong_state".
 */
export async function beginTest(
  context: Context,
  run: {
    readonly clientId: string;
    readonly subscriptionId: string;
    readonly runNumber: number;
    readonly by: SubscriptionActor;
  },
): Promise<void> {
  await context.db.withClient(run.clientId, async (tx) => {
    const row = await lockSubscription(tx, run.subscriptionId);
    const step = { at: context.clock.now(), by: run.by, data: { run: run.runNumber } };
    await moveSubscription(tx, row, "test_begun", step);
  });
}
