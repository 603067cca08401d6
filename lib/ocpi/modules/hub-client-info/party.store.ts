import type { Tx } from "@/lib/db/database";

export interface PartyRow {
  readonly clientId: string;
  readonly subscriptionId: string;
  readonly countryCode: string;
  readonly partyId: string;
  readonly role: string;
  readonly status: string;
  readonly updatedAt: Date;
}

/** Keeps what a hub says about a party; false when it was known before. An older message never replaces a newer one. */
export async function putParty(tx: Tx, row: PartyRow): Promise<boolean> {
  const { subscriptionId, countryCode, partyId, role, status, updatedAt } = row;
  const key = { subscriptionId, countryCode, partyId, role };
  const { count } = await tx.ocpiParty.createMany({ data: [row], skipDuplicates: true });
  if (count === 1) return true;
  await tx.ocpiParty.updateMany({
    where: { ...key, updatedAt: { lte: updatedAt } },
    data: { status, updatedAt },
  });
  return false;
}
