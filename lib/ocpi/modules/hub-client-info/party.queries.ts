import type { Tx } from "@/lib/db/database";

/** What the hub has told about a party; it may have several roles, of which the first is shown. */
export async function findParty(
  tx: Tx,
  where: { readonly subscriptionId: string; readonly countryCode: string; readonly partyId: string },
) {
  return tx.ocpiParty.findFirst({ where, orderBy: { role: "asc" } });
}
