import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { requirePermission } from "@/lib/tenants/access.rules";
import { recordAudit } from "@/lib/tenants/record-audit";
import { findDeadIds, findPushKind } from "./push.queries";
import { revivePush } from "./push.store";
import { wakePusher } from "./queue-push";

/** Most dead pushes that one press of the button brings back. */
const REPLAY_MAX = 1_000;

/**
 * Puts dead pushes of a connection back in line: one, or all of them. They go out as they are now, with a new day of tries. A
 * command result is not replayed: the partner has stopped waiting. Returns how many. Throws `AppError` "permission_missing",
 * "push_not_dead".
 */
export async function replayPushes(
  context: Context,
  principal: Principal,
  input: { readonly subscriptionId: string; readonly pushId: bigint | null },
): Promise<number> {
  requirePermission(principal, "subscription.write");
  const { subscriptionId, pushId } = input;
  const { clientId } = principal;
  const now = context.clock.now();
  return context.db.withClient(clientId, async (tx) => {
    const ids = pushId === null ? await findDeadIds(tx, subscriptionId, REPLAY_MAX) : [pushId];
    let revived = 0;
    for (const id of ids) {
      if ((await findPushKind(tx, subscriptionId, id)) === "command_result") continue;
      if (await revivePush(tx, { id, subscriptionId }, now)) revived += 1;
    }
    if (revived === 0) throw new AppError("conflict", "push_not_dead", "there is nothing to send again");
    await wakePusher(tx, { clientId, subscriptionId });
    await recordAudit(tx, {
      clientId,
      at: now,
      actor: { userId: principal.userId, name: principal.name },
      action: "push.replayed",
      objectType: "subscription",
      objectId: subscriptionId,
      after: { pushes: revived, pushId: pushId === null ? null : String(pushId) },
    });
    return revived;
  });
}
