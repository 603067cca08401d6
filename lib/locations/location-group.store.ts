import type { Tx } from "@/lib/db/database";

export async function upsertGroup(
  tx: Tx,
  row: { readonly id: string; readonly clientId: string; readonly name: string; readonly createdAt: Date },
): Promise<void> {
  const { id, name } = row;
  await tx.locationGroup.upsert({ where: { id }, create: row, update: { name } });
}

/** Makes the group consist of exactly these locations. */
export async function replaceMembers(
  tx: Tx,
  clientId: string,
  groupId: string,
  locationIds: readonly string[],
): Promise<void> {
  await tx.locationGroupMember.deleteMany({ where: { groupId, locationId: { notIn: [...locationIds] } } });
  await tx.locationGroupMember.createMany({
    data: locationIds.map((locationId) => ({ clientId, groupId, locationId })),
    skipDuplicates: true,
  });
}
