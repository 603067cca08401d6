import type { Tx } from "@/lib/db/database";
import type { JsonObject } from "../../exchange/codec.model";

/** What names a token of a connection: uids are unique only together with their type. */
export interface TokenKey {
  readonly subscriptionId: string;
  readonly countryCode: string;
  readonly partyId: string;
  /** Upper case. */
  readonly uidKey: string;
  readonly type: string;
}

/** Takes the token's row lock and returns its content; null when there is no such token. */
export async function lockToken(tx: Tx, key: TokenKey): Promise<JsonObject | null> {
  const rows = await tx.$queryRaw<{ content: JsonObject }[]>`
    SELECT content FROM ocpi_tokens
    WHERE subscription_id = ${key.subscriptionId}::uuid AND country_code = ${key.countryCode}
      AND party_id = ${key.partyId} AND uid_key = ${key.uidKey} AND type = ${key.type}
    FOR UPDATE`;
  return rows[0]?.content ?? null;
}

/** Stores a token whole; what was there is replaced. */
export async function putToken(
  tx: Tx,
  clientId: string,
  key: TokenKey,
  content: JsonObject,
  updatedAt: Date,
): Promise<void> {
  const stored = { content: JSON.parse(JSON.stringify(content)), updatedAt };
  await tx.ocpiToken.upsert({
    where: { subscriptionId_countryCode_partyId_uidKey_type: key },
    create: { clientId, ...key, ...stored },
    update: stored,
  });
}
