import { AppError } from "@/lib/core/errors";
import type { Tx } from "@/lib/db/database";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import { replaceMembers, upsertGroup } from "./location-group.store";

export interface GroupWrite {
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  readonly locationIds: readonly string[];
  readonly at: Date;
}

/** What a group was before it was written; null for a new one. */
export interface GroupBefore {
  readonly name: string;
  readonly locationIds: readonly string[];
}

/**
 * Creates a group of locations or changes its name and members. Throws `AppError` "location_unknown" or "group_name_taken".
 * The caller asks whether rules and prices bear it (lib/pricing/save-location-group).
 */
export async function writeLocationGroup(tx: Tx, group: GroupWrite): Promise<GroupBefore | null> {
  const { id, clientId, name, at } = group;
  const locationIds = [...new Set(group.locationIds)];
  const known = await tx.location.count({ where: { id: { in: locationIds } } });
  if (known !== locationIds.length) throw new AppError("not_found", "location_unknown", "no such location");
  const before = await tx.locationGroup.findUnique({
    where: { id },
    include: { members: { select: { locationId: true } } },
  });
  try {
    await upsertGroup(tx, { id, clientId, name, createdAt: at });
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError("conflict", "group_name_taken", "the name is in use");
    throw error;
  }
  await replaceMembers(tx, clientId, id, locationIds);
  return before && { name: before.name, locationIds: before.members.map(({ locationId }) => locationId) };
}
