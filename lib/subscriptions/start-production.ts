import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { checkCpos } from "./cpo-membership.rules";
import { staffAct } from "./staff-act";
import { findCpos, findTwin } from "./subscription.queries";
import { addSubscriptionCpo, appendEvent, insertTwin } from "./subscription.store";

/**
 * Begins the production connection of a tested acceptance one, for live CPOs. The agreement is copied as a proposal; hosts,
 * tokens, terminals and sessions are not: nothing crosses between the environments. Returns the new id. Throws `AppError`
 * "acceptance_not_passed", "production_there_already", "cpo_unknown", "cpo_wrong_environment".
 */
export async function startProduction(
  context: Context,
  principal: Principal,
  input: { readonly acceptanceId: string; readonly cpoIds: readonly string[] },
): Promise<string> {
  const id = context.ids.next();
  return staffAct(context, principal, input.acceptanceId, async ({ tx, row, at, by }) => {
    if (row.environment !== "ACCEPTANCE" || (row.state !== "TEST_PASSED" && row.state !== "LIVE"))
      throw new AppError("precondition", "acceptance_not_passed", `acceptance is ${row.state}`);
    if (await findTwin(tx, row.id))
      throw new AppError("conflict", "production_there_already", "a production connection exists");
    if (input.cpoIds.length === 0)
      throw new AppError("validation", "cpo_unknown", "a connection has at least one operator");
    checkCpos("PRODUCTION", input.cpoIds, await findCpos(tx, input.cpoIds));
    const twin = await insertTwin(tx, row, id, at);
    for (const cpoId of new Set(input.cpoIds)) await addSubscriptionCpo(tx, twin, cpoId, at);
    await appendEvent(tx, twin, { kind: "drafted", at, by, to: "DRAFT", data: { acceptance: row.id } });
    await appendEvent(tx, row, { kind: "production_started", at, by, data: { production: id } });
    return { audit: { action: "subscription.production_started", after: { production: id } }, result: id };
  });
}
