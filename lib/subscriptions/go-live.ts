import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { type ReviewPorts, readReview } from "./read-review";
import { staffAct } from "./staff-act";
import { moveSubscription } from "./subscription.store";

/**
 * Opens a tested connection to drivers. Every operator must sell at terminals by a rule with a wholesale factor, at a
 * wholesale price that the agreed version can say (issue 4). Throws `AppError` "live_blocked" with the first obstacle, and
 * "subscription_wrong_state" without a passed test.
 */
export async function goLive(
  context: Context,
  principal: Principal,
  subscriptionId: string,
  ports: ReviewPorts,
): Promise<void> {
  const findings = await readReview(context, principal.clientId, subscriptionId, ports);
  const [obstacle] = findings.filter(({ weight }) => weight !== "tells");
  await staffAct(context, principal, subscriptionId, async ({ tx, row, at, by }) => {
    const moved = await moveSubscription(tx, row, "went_live", {
      at,
      by,
      set: { liveAt: row.liveAt ?? at },
    });
    if (obstacle) {
      const { code, subject } = obstacle;
      throw new AppError("precondition", "live_blocked", `live is blocked by ${code}`, { code, subject });
    }
    return { audit: { action: "subscription.went_live", after: moved.environment }, result: undefined };
  });
}
