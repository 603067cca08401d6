import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { staffAct } from "./staff-act";
import { moveSubscription } from "./subscription.store";

/**
 * Stops new starts and every module at once; tokens and registration stay, and sessions that run are settled. Throws
 * `AppError` "subscription_wrong_state" when it is not live.
 */
export async function suspendSubscription(
  context: Context,
  principal: Principal,
  input: { readonly subscriptionId: string; readonly reason: string },
): Promise<void> {
  await staffAct(context, principal, input.subscriptionId, async ({ tx, row, at, by }) => {
    await moveSubscription(tx, row, "suspended", { at, by, data: { reason: input.reason } });
    return { audit: { action: "subscription.suspended", reason: input.reason }, result: undefined };
  });
}
