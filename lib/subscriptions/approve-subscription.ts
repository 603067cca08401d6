import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { type ReviewPorts, readReview } from "./read-review";
import { staffAct } from "./staff-act";
import { moveSubscription } from "./subscription.store";

/**
 * Approves a request in review: credentials may be exchanged. Throws `AppError` "review_blocked" while something is
 * incompatible, "subscription_wrong_state" when it is not in review.
 */
export async function approveSubscription(
  context: Context,
  principal: Principal,
  subscriptionId: string,
  ports: ReviewPorts,
): Promise<void> {
  const findings = await readReview(context, principal.clientId, subscriptionId, ports);
  const [blocking] = findings.filter(({ weight }) => weight === "blocks");
  if (blocking) {
    const { code, subject } = blocking;
    throw new AppError("precondition", "review_blocked", `approval is blocked by ${code}`, { code, subject });
  }
  await staffAct(context, principal, subscriptionId, async ({ tx, row, at, by }) => {
    await moveSubscription(tx, row, "approved", { at, by, set: { reviewNote: null } });
    return { audit: { action: "subscription.approved" }, result: undefined };
  });
}
