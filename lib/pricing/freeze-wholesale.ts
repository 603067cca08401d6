import type { Tx } from "@/lib/db/database";
import { hashTariff } from "./hash-tariff";
import { withVat } from "./retail-tariff.rules";
import type { SalePlace, WholesalePrice } from "./sale.model";
import type { Tariff } from "./tariff.model";
import { insertVersion } from "./tariff.store";

/**
 * Stores the wholesale version by which a terminal's session is shown and captured, complete with rates of tax, so that a
 * later change of a rate does not change what was promised (REL-11). Returns it with its hash.
 */
export async function freezeWholesale(
  tx: Tx,
  place: SalePlace,
  wholesale: WholesalePrice,
): Promise<{ readonly hash: string; readonly tariff: Tariff }> {
  const { contractVatPercent: contractPercent, cpoVatPercent: cpoPercent } = place;
  const tariff = withVat(wholesale.tariff, { contractPercent, cpoPercent });
  const hash = hashTariff(tariff);
  await insertVersion(tx, place.clientId, hash, tariff);
  return { hash, tariff };
}
