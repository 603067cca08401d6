import type { SignedData } from "@/lib/billing/ocmf/signed-data.model";
import { pricePeriods } from "@/lib/pricing/price-periods.rules";
import type { PricedSession, PricingInput } from "@/lib/pricing/pricing.model";
import type { Tariff } from "@/lib/pricing/tariff.model";
import type { Cdr, ChargingPeriod } from "../canonical/session.model";
import { chargingPeriods, hasFlat, partialCosts, totalCost } from "./build-usage.rules";
import type { CdrRow } from "./cdr-rows.queries";

/** What a CDR says besides its row. */
export interface CdrFacts {
  readonly party: { readonly countryCode: string; readonly partyId: string };
  readonly place: Cdr["place"];
  readonly token: Cdr["token"];
  readonly priced: PricedSession;
  readonly input: PricingInput | undefined;
  readonly tariff: Tariff | null;
  /** Id of the tariff on the wire. */
  readonly code: string | null;
  readonly driverCode?: string;
  readonly signedData?: SignedData | undefined;
}

/**
 * The measured periods, when they tell what the CDR bills; a CDR whose energy a person has corrected has one period with its
 * totals instead.
 */
function periodsOf(row: CdrRow, { priced, input, code }: CdrFacts): ChargingPeriod[] {
  const measured = input ? pricePeriods(input) : [];
  const sum = measured.reduce((wh, period) => wh + period.energyWh, 0);
  const isBilled = measured.length > 0 && Math.abs(sum - row.energyWh) < 1;
  const { chargingS, idleS } = priced;
  const whole = [{ from: row.startedAt, energyWh: row.energyWh, chargingS, parkingS: idleS }];
  return chargingPeriods(isBilled ? measured : whole, code, hasFlat(priced));
}

/** A stored CDR in canonical words, for a partner and for an export alike. */
export function buildCdr(row: CdrRow, facts: CdrFacts): Cdr {
  const { party, place, token, priced, tariff, code, driverCode, signedData } = facts;
  const { session } = row;
  const identity = code === null ? null : { ...party, id: code, lastUpdated: row.startedAt };
  return {
    ...party,
    id: row.number,
    start: row.startedAt,
    end: row.endedAt,
    sessionId: session.id,
    token,
    authMethod: "COMMAND",
    ...(session.authorizationReference === null
      ? {}
      : { authorizationReference: session.authorizationReference }),
    ...(driverCode === undefined ? {} : { driverCode }),
    place,
    currency: row.currency,
    tariffs: tariff === null || identity === null ? [] : [{ tariff, identity }],
    periods: periodsOf(row, facts),
    ...(signedData === undefined ? {} : { signedData }),
    totalCost: totalCost(priced),
    ...partialCosts(priced),
    energyWh: row.energyWh,
    totalSeconds: priced.durationS,
    ...(priced.idleS > 0 ? { parkingSeconds: priced.idleS } : {}),
    ...(row.credits === null ? {} : { credits: row.credits.number }),
    lastUpdated: row.createdAt,
  };
}
