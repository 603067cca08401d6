import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { writeLocationGroup } from "@/lib/locations/write-location-group";
import type { AuditActor } from "@/lib/tenants/audit.model";
import { recordAudit } from "@/lib/tenants/record-audit";
import { announcePriceChange } from "./announce-price-change";
import { lockPrices } from "./billing-rule.store";
import { refuseCollision, refuseUnlawfulAt } from "./refuse-unlawful";

const groupSchema = z.strictObject({
  name: z.string().trim().min(1, "Give it a name.").max(80),
  locationIds: z.array(z.uuid()).max(5_000),
});

export interface SaveGroupInput {
  readonly clientId: string;
  /** Null makes a new group. */
  readonly groupId: string | null;
  readonly name: string;
  readonly locationIds: readonly string[];
  readonly actor: AuditActor;
}

/**
 * Creates a group of locations, renames it, or changes its members. Members decide which rules hold where, so everything is
 * asked again: throws `AppError` "rules_collide" with both rules when two would apply to one sale, "tariff_not_lawful_here"
 * when a rule's price is unlawful at a location that came in, "group_unknown", "group_name_taken", "location_unknown".
 */
export async function saveLocationGroup(context: Context, input: SaveGroupInput): Promise<string> {
  const { clientId, actor } = input;
  const group = groupSchema.parse({ name: input.name, locationIds: input.locationIds });
  const at = context.clock.now();
  return context.db.withClient(clientId, async (tx) => {
    await lockPrices(tx, clientId);
    const id = input.groupId ?? context.ids.next();
    const before = await writeLocationGroup(tx, { id, clientId, ...group, at });
    if (input.groupId !== null && !before) throw new AppError("not_found", "group_unknown", "no such group");
    const book = await refuseUnlawfulAt(tx, { clientId, at }, ({ groupIds }) => groupIds.includes(id));
    refuseCollision(book);
    const touched = await tx.location.findMany({
      where: { id: { in: [...group.locationIds, ...(before?.locationIds ?? [])] } },
      select: { cpoId: true },
      distinct: ["cpoId"],
    });
    await announcePriceChange(
      tx,
      clientId,
      touched.map(({ cpoId }) => cpoId),
    );
    await recordAudit(tx, {
      clientId,
      at,
      actor,
      action: before ? "location_group.changed" : "location_group.created",
      objectType: "location_group",
      objectId: id,
      ...(before ? { before: { ...before } } : {}),
      after: group,
    });
    return id;
  });
}
