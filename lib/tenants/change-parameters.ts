import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Principal } from "./access.model";
import { requirePermission } from "./access.rules";
import { type ParameterOverrides, parametersFor } from "./parameters.model";
import { recordAudit } from "./record-audit";
import { updateCpoParameters } from "./tenants.store";

/**
 * Changes some of a CPO's own parameters; the others stay. They count from the next decision on. Throws `AppError`
 * "permission_missing", "cpo_unknown", or "parameters_invalid" with every fault.
 */
export async function changeParameters(
  context: Context,
  principal: Principal,
  cpoId: string,
  changes: ParameterOverrides,
): Promise<void> {
  requirePermission(principal, "settings.write");
  await context.db.withClient(principal.clientId, async (tx) => {
    const cpo = await tx.cpo.findUnique({ where: { id: cpoId }, select: { mode: true, parameters: true } });
    if (!cpo) throw new AppError("not_found", "cpo_unknown", "no such CPO");
    const own = (cpo.parameters ?? {}) as ParameterOverrides;
    const wanted = { ...own, ...changes };
    const before = parametersFor(cpo);
    const after = parametersFor({ mode: cpo.mode, parameters: wanted });
    const changed = (Object.keys(changes) as (keyof ParameterOverrides)[]).filter(
      (name) => before[name] !== after[name],
    );
    if (changed.length === 0) return;
    await updateCpoParameters(tx, cpoId, wanted);
    await recordAudit(tx, {
      clientId: principal.clientId,
      at: context.clock.now(),
      actor: { userId: principal.userId, name: principal.name },
      action: "cpo.parameters_changed",
      objectType: "cpo",
      objectId: cpoId,
      before: Object.fromEntries(changed.map((name) => [name, before[name]])),
      after: Object.fromEntries(changed.map((name) => [name, after[name]])),
    });
  });
}
