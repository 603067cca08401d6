import type { Tx } from "@/lib/db/database";

/**
 * What stands behind some tokens, as one text that changes with every change of a credential, its connection, or a CPO of it:
 * PostgreSQL gives each version of a row the number of its transaction (`xmin`). Empty for tokens that nobody has.
 */
export async function readCredentialStamp(tx: Tx, tokenHashes: readonly string[]): Promise<string> {
  const rows = await tx.$queryRaw<{ stamp: string }[]>`
    SELECT concat_ws(' ', c.id, c.xmin, s.xmin, (
      SELECT string_agg(concat(m.cpo_id, m.xmin, p.xmin), ',' ORDER BY m.cpo_id)
      FROM subscription_cpos m JOIN cpos p ON p.id = m.cpo_id WHERE m.subscription_id = s.id
    )) AS stamp
    FROM ocpi_credentials c JOIN subscriptions s ON s.id = c.subscription_id
    WHERE c.token_hash = ANY(${[...tokenHashes]})
    ORDER BY c.id`;
  return rows.map(({ stamp }) => stamp).join(";");
}
