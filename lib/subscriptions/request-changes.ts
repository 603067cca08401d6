import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { reviewNoteSchema } from "./request.model";
import { staffAct } from "./staff-act";
import { moveSubscription } from "./subscription.store";

/**
 * Sends the request back. The provider reads `note` behind its link and can correct the form. Throws a `ZodError` without a
 * note, `AppError` "subscription_wrong_state" when it is not in review.
 */
export async function requestChanges(
  context: Context,
  principal: Principal,
  input: { readonly subscriptionId: string; readonly note: string },
): Promise<void> {
  const { note } = reviewNoteSchema.parse({ note: input.note });
  await staffAct(context, principal, input.subscriptionId, async ({ tx, row, at, by }) => {
    await moveSubscription(tx, row, "changes_requested", {
      at,
      by,
      data: { note },
      set: { reviewNote: note },
    });
    return { audit: { action: "subscription.changes_requested", reason: note }, result: undefined };
  });
}
