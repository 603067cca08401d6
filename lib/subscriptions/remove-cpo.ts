import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { refuseEnded } from "./cpo-membership.rules";
import { staffAct } from "./staff-act";
import { findCpoIdsOf, findCpos } from "./subscription.queries";
import { appendEvent, removeSubscriptionCpo } from "./subscription.store";

/**
 * Takes a CPO off the connection: its chargers are no longer shown to the partner. Sessions that run go on and are settled.
 * Throws `AppError` "cpo_not_there", "cpo_is_last" or "subscription_ended".
 */
export async function removeCpo(
  context: Context,
  principal: Principal,
  input: { readonly subscriptionId: string; readonly cpoId: string },
): Promise<void> {
  await staffAct(context, principal, input.subscriptionId, async ({ tx, row, at, by }) => {
    refuseEnded(row.state);
    const present = await findCpoIdsOf(tx, row.id);
    if (!present.includes(input.cpoId))
      throw new AppError("not_found", "cpo_not_there", "the operator is not under this connection");
    if (present.length === 1)
      throw new AppError("conflict", "cpo_is_last", "a connection has at least one operator");
    const [cpo] = await findCpos(tx, [input.cpoId]);
    await removeSubscriptionCpo(tx, row.id, input.cpoId);
    const data = { cpoId: input.cpoId, cpo: cpo?.name ?? "" };
    await appendEvent(tx, row, { kind: "cpo_removed", at, by, data });
    return { audit: { action: "subscription.cpo_removed", before: data }, result: undefined };
  });
}
