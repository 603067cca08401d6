import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { AuditActor } from "./audit.model";
import { parametersFor } from "./parameters.model";
import { recordAudit } from "./record-audit";
import { type NewCpo, newCpoSchema } from "./tenants.model";
import { insertCpo } from "./tenants.store";

/**
 * Adds a Charge Point Operator to a client and returns its id. Throws a `ZodError` on bad input, `AppError`
 * "parameters_invalid", "hold_presets_invalid" (not ascending, or out of the bounds of the parameters) or "cpo_exists".
 */
export async function createCpo(context: Context, input: NewCpo, actor: AuditActor): Promise<string> {
  const cpo = newCpoSchema.parse(input);
  const parameters = parametersFor(cpo);
  checkPresets(cpo.holdPresetsAcMinor, cpo.holdDefaultAcIndex, parameters);
  checkPresets(cpo.holdPresetsDcMinor, cpo.holdDefaultDcIndex, parameters);
  const id = context.ids.next();
  const at = context.clock.now();
  await context.db.withClient(cpo.clientId, async (tx) => {
    await insertCpo(tx, id, cpo, at);
    await recordAudit(tx, {
      clientId: cpo.clientId,
      at,
      actor,
      action: "cpo.created",
      objectType: "cpo",
      objectId: id,
      after: { name: cpo.name, countryCode: cpo.countryCode, partyId: cpo.partyId, mode: cpo.mode },
    });
  });
  return id;
}

function checkPresets(
  presets: readonly number[],
  defaultIndex: number,
  bounds: { readonly holdMinMinor: number; readonly holdMaxMinor: number },
): void {
  const ascending = presets.every((minor, at) => at === 0 || minor > (presets[at - 1] ?? 0));
  const inside = presets.every((minor) => minor >= bounds.holdMinMinor && minor <= bounds.holdMaxMinor);
  if (!ascending || !inside || defaultIndex >= presets.length) {
    throw new AppError("validation", "hold_presets_invalid", "hold presets must ascend within the bounds");
  }
}
