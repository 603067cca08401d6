import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "./access.model";
import { requirePermission } from "./access.rules";
import { recordAudit } from "./record-audit";
import { type CpoFacts, cpoFactsSchema } from "./tenants.model";
import { updateCpoFacts } from "./tenants.store";

const FIELDS = Object.keys(cpoFactsSchema.shape) as (keyof CpoFacts)[];

/**
 * Changes the legal and contact facts of a CPO. Sessions that are already sold keep what they showed (LAW-43).
 * Throws a `ZodError` on bad input, `AppError` "permission_missing" or "cpo_unknown".
 */
export async function changeCpo(
  context: Context,
  principal: Principal,
  cpoId: string,
  input: CpoFacts,
): Promise<void> {
  requirePermission(principal, "settings.write");
  const facts = cpoFactsSchema.parse(input);
  await context.db.withClient(principal.clientId, async (tx) => {
    const cpo = await tx.cpo.findUnique({ where: { id: cpoId } });
    if (!cpo) throw new AppError("not_found", "cpo_unknown", "no such CPO");
    const changed = FIELDS.filter((field) => cpo[field] !== facts[field]);
    if (changed.length === 0) return;
    await updateCpoFacts(tx, cpoId, facts);
    await recordAudit(tx, {
      clientId: principal.clientId,
      at: context.clock.now(),
      actor: { userId: principal.userId, name: principal.name },
      action: "cpo.changed",
      objectType: "cpo",
      objectId: cpoId,
      before: Object.fromEntries(changed.map((field) => [field, cpo[field]])),
      after: Object.fromEntries(changed.map((field) => [field, facts[field]])),
    });
  });
}
