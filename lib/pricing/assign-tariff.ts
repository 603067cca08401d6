import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { lockEvse } from "@/lib/locations/lock-evse";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { announcePriceChange } from "./announce-price-change";
import { lockPrices } from "./billing-rule.store";
import { ensurePriceRule } from "./ensure-price-rule";
import { codeOf, readEvseFacts } from "./prices.queries";
import { refuseUnlawfulAt } from "./refuse-unlawful";
import { setTariffCodeOfEvses } from "./tariff.store";

export interface AssignInput {
  readonly clientId: string;
  readonly evseIds: readonly string[];
  readonly tariffId: string;
  readonly actor: AuditActor;
}

/**
 * Gives EVSEs a retail price by its tariff code; all of them or none. A billing rule that sells the price by QR is made when
 * none applies. It counts for the next driver who scans; running sessions keep their own.
 * Returns how many EVSEs had another code before. Throws `AppError` "tariff_unknown", "evse_unknown",
 * "tariff_of_other_operator", "tariff_not_retail", "tariff_not_lawful_here" with the article (LAW-12), or "rules_collide"
 * with the rule that sells another price there.
 */
export async function assignTariff(
  context: Context,
  input: AssignInput,
): Promise<{ readonly changed: number }> {
  const { clientId, tariffId, actor } = input;
  const evseIds = [...new Set(input.evseIds)].sort();
  const at = context.clock.now();
  return context.db.withClient(clientId, async (tx) => {
    await lockPrices(tx, clientId);
    const tariff = await tx.tariff.findUnique({ where: { id: tariffId } });
    if (!tariff) throw new AppError("not_found", "tariff_unknown", "no such price");
    if (tariff.kind !== "RETAIL")
      throw new AppError("precondition", "tariff_not_retail", "a wholesale price");
    for (const id of evseIds) await lockEvse(tx, id);
    const evses = await readEvseFacts(tx, { id: { in: evseIds } });
    if (evses.length !== evseIds.length) throw new AppError("not_found", "evse_unknown", "no such EVSE");
    if (evses.some(({ location }) => location.cpoId !== tariff.cpoId))
      throw new AppError("precondition", "tariff_of_other_operator", "the price belongs to another CPO");
    const changed = evses.filter((evse) => codeOf(evse) !== tariff.code);
    await setTariffCodeOfEvses(
      tx,
      changed.map(({ id }) => id),
      tariff.code,
    );
    await ensurePriceRule(tx, context, tariff, evseIds, actor);
    // The code decides about this price, the wholesale tariff, and rules of other channels.
    await refuseUnlawfulAt(tx, { clientId, at }, ({ id }) => evseIds.includes(id));
    await announcePriceChange(tx, clientId, [tariff.cpoId]);
    for (const evse of changed) {
      await recordAudit(tx, {
        clientId,
        at,
        actor,
        action: "tariff.assigned",
        objectType: "evse",
        objectId: evse.id,
        before: { code: codeOf(evse) },
        after: { tariffId, code: tariff.code, evse: evse.label },
      });
    }
    return { changed: changed.length };
  });
}
