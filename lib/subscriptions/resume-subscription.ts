import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { staffAct } from "./staff-act";
import { moveSubscription } from "./subscription.store";

/** Opens a suspended connection again. Throws `AppError` "subscription_wrong_state" when it is not suspended. */
export async function resumeSubscription(
  context: Context,
  principal: Principal,
  subscriptionId: string,
): Promise<void> {
  await staffAct(context, principal, subscriptionId, async ({ tx, row, at, by }) => {
    await moveSubscription(tx, row, "resumed", { at, by });
    return { audit: { action: "subscription.resumed" }, result: undefined };
  });
}
