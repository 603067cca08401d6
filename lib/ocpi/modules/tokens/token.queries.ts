import type { Tx } from "@/lib/db/database";
import type { JsonObject } from "../../exchange/codec.model";
import type { TokenKey } from "./token.store";

/** A token as its partner gave it; null when it never did. */
export async function findToken(tx: Tx, key: TokenKey): Promise<JsonObject | null> {
  const where = { subscriptionId_countryCode_partyId_uidKey_type: key };
  const row = await tx.ocpiToken.findUnique({ where, select: { content: true } });
  return (row?.content as JsonObject | undefined) ?? null;
}
