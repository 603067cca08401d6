import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { changeEvseFacts } from "@/lib/locations/change-evse-facts";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { announcePriceChange } from "./announce-price-change";
import { lockPrices } from "./billing-rule.store";
import { refuseUnlawfulAt } from "./refuse-unlawful";

/** What of an EVSE decides which prices are lawful there. */
export const evseChangeSchema = z.strictObject({
  maxPowerW: z.int().min(1_000).max(1_500_000),
  /** Meter under German calibration law. */
  eichrecht: z.boolean(),
  /** Number of the type approval that covers time as well as energy; null when there is none (LAW-32). */
  timeApproval: z.string().trim().min(3).max(120).nullable(),
});
export type EvseChange = z.infer<typeof evseChangeSchema>;

/**
 * Changes facts of an EVSE that decide which prices are lawful there. Throws a `ZodError`, and `AppError` "evse_unknown" or
 * "tariff_not_lawful_here" when a price that is sold or shown there would break the law: raising 22 kW to 50 kW with a start
 * fee (LAW-12), a calibrated meter with a price of time and no approval (LAW-32).
 */
export async function changeEvse(
  context: Context,
  input: {
    readonly clientId: string;
    readonly evseId: string;
    readonly change: EvseChange;
    readonly actor: AuditActor;
  },
): Promise<void> {
  const { clientId, evseId, actor } = input;
  const change = evseChangeSchema.parse(input.change);
  const at = context.clock.now();
  await context.db.withClient(clientId, async (tx) => {
    await lockPrices(tx, clientId);
    const before = await changeEvseFacts(tx, evseId, change);
    if (!before) throw new AppError("not_found", "evse_unknown", "no such EVSE");
    await refuseUnlawfulAt(tx, { clientId, at }, ({ id }) => id === evseId);
    await announcePriceChange(tx, clientId, [before.cpoId]);
    const { maxPowerW, eichrecht, timeApproval } = before;
    await recordAudit(tx, {
      clientId,
      at,
      actor,
      action: "evse.changed",
      objectType: "evse",
      objectId: evseId,
      before: { maxPowerW, eichrecht, timeApproval },
      after: { ...change },
    });
  });
}
