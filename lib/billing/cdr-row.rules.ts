import type { PricedSession } from "@/lib/pricing/pricing.model";
import { type Charge, isSmall } from "./billing.rules";

/** The content of a CDR: the priced session as it was computed, for every document that follows. */
export interface CdrContent {
  readonly priced: PricedSession;
  readonly charge: Charge;
  /** By the wholesale tariff: what a terminal provider gets. */
  readonly wholesale?: PricedSession;
  /** Registers that a correction has put in the place of the measured ones, Wh. */
  readonly registers?: { readonly meterStartWh: number; readonly meterStopWh: number };
}

/** Both prices of a CDR and what is charged of them. */
export interface CdrPrices {
  readonly priced: PricedSession;
  readonly wholesale: PricedSession | null;
  readonly charge: Charge;
}

/** The columns of a CDR that follow from its prices. */
export function priceColumns({ priced, wholesale, charge }: CdrPrices, wholesaleHash: string | null) {
  const content: CdrContent = { priced, charge, ...(wholesale && { wholesale }) };
  return {
    currency: priced.currency,
    energyWh: priced.energyWh,
    ...priced.total,
    chargedMinor: charge.grossMinor,
    ...(wholesale && {
      wholesaleHash,
      wholesaleNetMinor: wholesale.total.netMinor,
      wholesaleTaxMinor: wholesale.total.taxMinor,
      wholesaleGrossMinor: wholesale.total.grossMinor,
    }),
    isSmall: isSmall(priced),
    content: JSON.parse(JSON.stringify(content)),
  };
}

/** What a terminal provider captures for a CDR: the wholesale price, which its terminal has shown. */
export function providerTotalMinor(cdr: {
  readonly wholesaleGrossMinor: number | null;
  readonly grossMinor: number;
}): number {
  return cdr.wholesaleGrossMinor ?? cdr.grossMinor;
}
