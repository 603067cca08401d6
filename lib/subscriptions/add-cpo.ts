import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { checkCpos, refuseEnded } from "./cpo-membership.rules";
import { staffAct } from "./staff-act";
import { findCpoIdsOf, findCpos } from "./subscription.queries";
import { addSubscriptionCpo, appendEvent } from "./subscription.store";

/**
 * Puts another CPO of the same client under the connection. A live connection needs no new handshake for it (domain §9.2).
 * Throws `AppError` "cpo_unknown" (also for another client's), "cpo_wrong_environment", "cpo_there_already",
 * "subscription_ended".
 */
export async function addCpo(
  context: Context,
  principal: Principal,
  input: { readonly subscriptionId: string; readonly cpoId: string },
): Promise<void> {
  await staffAct(context, principal, input.subscriptionId, async ({ tx, row, at, by }) => {
    refuseEnded(row.state);
    const found = await findCpos(tx, [input.cpoId]);
    checkCpos(row.environment, [input.cpoId], found);
    if ((await findCpoIdsOf(tx, row.id)).includes(input.cpoId))
      throw new AppError("conflict", "cpo_there_already", "the operator is under this connection already");
    await addSubscriptionCpo(tx, row, input.cpoId, at);
    const data = { cpoId: input.cpoId, cpo: found[0]?.name ?? "" };
    await appendEvent(tx, row, { kind: "cpo_added", at, by, data });
    return { audit: { action: "subscription.cpo_added", after: data }, result: undefined };
  });
}
