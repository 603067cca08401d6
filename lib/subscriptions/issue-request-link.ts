import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { hashToken, newToken } from "@/lib/db/secrets";
import type { Principal } from "@/lib/tenants/access.model";
import { staffAct } from "./staff-act";
import { REQUEST_LINK_DAYS, REQUEST_STATES } from "./subscription.model";
import { appendEvent, updateSubscription } from "./subscription.store";

const DAY_MS = 86_400_000;

/**
 * Makes the link by which the provider fills in its request without an account. A link before it stops working. Returns the
 * token of the link, which is shown this once (ADM-25). Throws `AppError` "subscription_wrong_state" after the review.
 */
export async function issueRequestLink(
  context: Context,
  principal: Principal,
  subscriptionId: string,
): Promise<{ readonly token: string; readonly expiresAt: Date }> {
  const token = newToken(context.random);
  return staffAct(context, principal, subscriptionId, async ({ tx, row, at, by }) => {
    if (!REQUEST_STATES.includes(row.state))
      throw new AppError("conflict", "subscription_wrong_state", `no request in state ${row.state}`);
    const expiresAt = new Date(at.getTime() + REQUEST_LINK_DAYS * DAY_MS);
    const set = { requestTokenHash: hashToken(token), requestExpiresAt: expiresAt, updatedAt: at };
    await updateSubscription(tx, row.id, set);
    await appendEvent(tx, row, { kind: "request_link_issued", at, by });
    return { audit: { action: "subscription.request_link_issued" }, result: { token, expiresAt } };
  });
}
