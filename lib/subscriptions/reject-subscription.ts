import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { reviewNoteSchema } from "./request.model";
import { staffAct } from "./staff-act";
import { moveSubscription } from "./subscription.store";

/**
 * Declines the request for good; its party and prefix are free again. The provider reads `note` behind its link. Throws a
 * `ZodError` without a note, `AppError` "subscription_wrong_state" when it is not in review.
 */
export async function rejectSubscription(
  context: Context,
  principal: Principal,
  input: { readonly subscriptionId: string; readonly note: string },
): Promise<void> {
  const { note } = reviewNoteSchema.parse({ note: input.note });
  await staffAct(context, principal, input.subscriptionId, async ({ tx, row, at, by }) => {
    await moveSubscription(tx, row, "rejected", { at, by, data: { note }, set: { reviewNote: note } });
    return { audit: { action: "subscription.rejected", reason: note }, result: undefined };
  });
}
