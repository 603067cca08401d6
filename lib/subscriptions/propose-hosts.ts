import type { Context } from "@/lib/db/context";
import type { SubscriptionActor } from "./subscription.model";
import { appendEvent, lockSubscription, updateSubscription } from "./subscription.store";

const PROPOSED_MAX = 20;

/**
 * Keeps hosts that the partner has named on the wire, so that a person can approve them with one click. Nothing is called
 * before. Hosts that are approved or proposed already, and more than twenty, are left out.
 */
export async function proposeHosts(
  context: Context,
  proposal: {
    readonly clientId: string;
    readonly subscriptionId: string;
    readonly hosts: readonly string[];
    readonly by: SubscriptionActor;
  },
): Promise<void> {
  await context.db.withClient(proposal.clientId, async (tx) => {
    const row = await lockSubscription(tx, proposal.subscriptionId);
    const known = [...row.approvedHosts, ...row.proposedHosts];
    const fresh = [...new Set(proposal.hosts)]
      .filter((host) => !known.includes(host))
      .slice(0, Math.max(0, PROPOSED_MAX - row.proposedHosts.length));
    if (fresh.length === 0) return;
    const at = context.clock.now();
    await updateSubscription(tx, row.id, { proposedHosts: [...row.proposedHosts, ...fresh], updatedAt: at });
    await appendEvent(tx, row, { kind: "hosts_proposed", at, by: proposal.by, data: { hosts: fresh } });
  });
}
