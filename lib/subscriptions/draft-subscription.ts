import type { Context } from "@/lib/db/context";
import type { Principal } from "@/lib/tenants/access.model";
import { requirePermission } from "@/lib/tenants/access.rules";
import { recordAudit } from "@/lib/tenants/record-audit";
import { checkCpos } from "./cpo-membership.rules";
import { type DraftInput, draftSchema } from "./request.model";
import { staffActor } from "./staff-act";
import { findCpos } from "./subscription.queries";
import { addSubscriptionCpo, appendEvent, insertSubscription } from "./subscription.store";

/**
 * Begins a connection with a provider of terminals, for CPOs of one client and one mode. Nothing is sent to anybody.
 * Returns its id. Throws a `ZodError` on bad input, `AppError` "permission_missing", "cpo_unknown" or "cpo_wrong_environment".
 */
export async function draftSubscription(
  context: Context,
  principal: Principal,
  input: DraftInput,
): Promise<string> {
  requirePermission(principal, "subscription.write");
  const { cpoIds, ...draft } = draftSchema.parse(input);
  const { clientId } = principal;
  const id = context.ids.next();
  const at = context.clock.now();
  await context.db.withClient(clientId, async (tx) => {
    checkCpos(draft.environment, cpoIds, await findCpos(tx, cpoIds));
    const row = await insertSubscription(tx, { ...draft, id, clientId, createdAt: at, updatedAt: at });
    for (const cpoId of new Set(cpoIds)) await addSubscriptionCpo(tx, row, cpoId, at);
    const facts = { provider: draft.provider, environment: draft.environment, name: draft.name };
    await appendEvent(tx, row, { kind: "drafted", at, by: staffActor(principal), to: "DRAFT", data: facts });
    await recordAudit(tx, {
      clientId,
      at,
      actor: { userId: principal.userId, name: principal.name },
      action: "subscription.drafted",
      objectType: "subscription",
      objectId: id,
      after: { ...facts, cpoIds },
    });
  });
  return id;
}
