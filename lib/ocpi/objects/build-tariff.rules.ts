import { type VatLevels, withVat } from "@/lib/pricing/retail-tariff.rules";
import type { Tariff } from "@/lib/pricing/tariff.model";
import type { Connection } from "@/lib/subscriptions/connection.model";

/**
 * A wholesale tariff as a terminal provider gets it: of the type for ad-hoc payment, with a rate of tax on every price for
 * which one is known. 2.1.1 can not say a rate: the one that was agreed is told in words, and converts prices that contain it.
 */
export function publishedTariff(
  tariff: Tariff,
  levels: VatLevels,
  { version, vatPercent }: Pick<Connection, "version" | "vatPercent">,
): Tariff {
  if (version !== "2.1.1") return { ...withVat(tariff, levels), type: "AD_HOC_PAYMENT" };
  const agreed = vatPercent ?? levels.contractPercent ?? levels.cpoPercent;
  const complete = withVat(tariff, { contractPercent: agreed, cpoPercent: null });
  const text = agreed === null || tariff.taxIncluded === "N/A" ? null : vatText(agreed);
  // A limit is told in words only: what we add must not look as if it told it.
  const mayTell = tariff.altTexts !== undefined || !(tariff.minPrice || tariff.maxPrice);
  const altTexts = text !== null && mayTell ? [...(tariff.altTexts ?? []), text] : tariff.altTexts;
  return { ...complete, type: "AD_HOC_PAYMENT", ...(altTexts === undefined ? {} : { altTexts }) };
}

function vatText(percent: string): { language: string; text: string } {
  const rate = percent.includes(".") ? percent.replace(/\.?0+$/, "") : percent;
  return { language: "en", text: `Prices are without tax; ${rate} % VAT is added.` };
}
