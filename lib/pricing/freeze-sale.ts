import type { Tx } from "@/lib/db/database";
import type { Sale } from "./sale.model";
import { insertVersion } from "./tariff.store";

/**
 * Stores the version that a sale promises, so that quote, session, CDR and receipt can name it by its hash (REL-11). The
 * price of a factor rule is no published tariff; its content exists from its first promise on. Returns the columns.
 */
export async function freezeSale(
  tx: Tx,
  clientId: string,
  sale: Sale,
): Promise<{ tariffHash: string; wholesaleHash: string | null; billingRuleId: string; currency: string }> {
  await insertVersion(tx, clientId, sale.hash, sale.tariff);
  return {
    tariffHash: sale.hash,
    wholesaleHash: sale.wholesale?.hash ?? null,
    billingRuleId: sale.rule.id,
    currency: sale.tariff.currency,
  };
}
