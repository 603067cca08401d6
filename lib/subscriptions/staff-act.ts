import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Principal } from "@/lib/tenants/access.model";
import { requirePermission } from "@/lib/tenants/access.rules";
import type { Json } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import type { SubscriptionActor } from "./subscription.model";
import { lockSubscription, type SubscriptionRow } from "./subscription.store";

/** What a member of staff works with inside the transaction. */
export interface StaffAct {
  readonly tx: Tx;
  readonly row: SubscriptionRow;
  readonly at: Date;
  readonly by: SubscriptionActor;
}

interface Audited {
  /** `subscription.<act>`. */
  readonly action: string;
  readonly before?: Json;
  readonly after?: Json;
  readonly reason?: string;
}

/** A person of the client as the owner of a step. */
export function staffActor(principal: Principal): SubscriptionActor {
  return { actor: `user:${principal.userId}`, byName: principal.name };
}

/**
 * An act of staff on one subscription: permission, lock, work and audit entry in one transaction (ADM-18, ADM-24). Throws
 * `AppError` "permission_missing" and "subscription_unknown", which a foreign client's subscription is as well.
 */
export async function staffAct<T>(
  context: Context,
  principal: Principal,
  subscriptionId: string,
  work: (act: StaffAct) => Promise<{ readonly audit: Audited; readonly result: T }>,
): Promise<T> {
  requirePermission(principal, "subscription.write");
  const at = context.clock.now();
  return context.db.withClient(principal.clientId, async (tx) => {
    const row = await lockSubscription(tx, subscriptionId);
    const { audit, result } = await work({ tx, row, at, by: staffActor(principal) });
    await recordAudit(tx, {
      clientId: principal.clientId,
      at,
      actor: { userId: principal.userId, name: principal.name },
      objectType: "subscription",
      objectId: subscriptionId,
      ...audit,
    });
    return result;
  });
}
