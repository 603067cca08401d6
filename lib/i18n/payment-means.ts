import type { Translator } from "./translate";

/** What is known about the card behind a payment (LAW-49: never more than this). */
export interface PaymentMeans {
  readonly cardBrand: string | null;
  readonly cardLast4: string | null;
  readonly wallet: string | null;
}

const WALLETS: Readonly<Record<string, string>> = { applepay: "Apple Pay", googlepay: "Google Pay" };

/** "Apple Pay, Visa ending in 4242", or the part of it that is known; empty when nothing is. */
export function paymentMeansText(t: Translator, { cardBrand, cardLast4, wallet }: PaymentMeans): string {
  const card = cardBrand && cardLast4 ? t("proof.card", { brand: cardBrand, last4: cardLast4 }) : cardBrand;
  const name = wallet === null ? null : (WALLETS[wallet.toLowerCase().replace(/[^a-z]/g, "")] ?? wallet);
  return [name, card].filter(Boolean).join(", ");
}
