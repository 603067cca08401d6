import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { staffAct } from "./staff-act";
import { moveSubscription } from "./subscription.store";

/**
 * A person takes the request in hand; the provider can no longer change it. Throws `AppError` "subscription_wrong_state" when
 * it is not REQUESTED.
 */
export async function takeIntoReview(
  context: Context,
  principal: Principal,
  subscriptionId: string,
): Promise<void> {
  await staffAct(context, principal, subscriptionId, async ({ tx, row, at, by }) => {
    await moveSubscription(tx, row, "review_begun", { at, by });
    return { audit: { action: "subscription.review_begun" }, result: undefined };
  });
}
