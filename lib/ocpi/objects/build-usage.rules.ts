import { money } from "@/lib/core/money";
import type { PricePeriod } from "@/lib/pricing/price-periods.rules";
import type { LineKind, PricedSession } from "@/lib/pricing/pricing.model";
import type { SessionState } from "@/lib/sessions/session.model";
import type { Location, Place } from "../canonical/location.model";
import type { Cost, TaxLine } from "../canonical/price.model";
import type { Cdr, ChargingPeriod } from "../canonical/session.model";
import type { TokenReference } from "../canonical/token.model";
import type { OcpiSessionStatus } from "../canonical/words.model";
import { TOKEN_TYPES } from "../canonical/words.model";

/** The status that a partner sees. What never began is INVALID: its card authorisation can be given back. */
export function sessionStatus(state: SessionState, hasStarted: boolean): OcpiSessionStatus {
  switch (state) {
    case "CHECKOUT":
    case "AWAITING_PLUG":
    case "STARTING":
      return "PENDING";
    case "CHARGING":
    case "STOPPING":
      return "ACTIVE";
    case "ENDED":
    case "FLAGGED":
    case "BILLED":
      return "COMPLETED";
    case "START_FAILED":
    case "CLOSED":
    case "ABANDONED":
      return hasStarted ? "COMPLETED" : "INVALID";
  }
}

type Amounts = Pick<PricedSession["taxLines"][number], "percent" | "netMinor" | "taxMinor">;

/** A cost of amounts per rate of tax. One amount without a known rate makes the taxes unknown. */
function costOf(amounts: readonly Amounts[], currency: string, taxKnown: boolean): Cost {
  const net = amounts.reduce((sum, { netMinor }) => sum + netMinor, 0);
  const byRate = new Map<string, number>();
  for (const { percent, taxMinor } of amounts)
    if (percent !== null) byRate.set(percent, (byRate.get(percent) ?? 0) + taxMinor);
  const taxes = [...byRate].map(
    ([percent, minor]): TaxLine => ({ name: "VAT", percent, amount: money(minor, currency) }),
  );
  return { net: money(net, currency), taxes: taxKnown ? taxes : null };
}

/** What a priced session costs in all. */
export function totalCost(priced: PricedSession): Cost {
  return costOf(priced.taxLines, priced.currency, priced.taxKnown);
}

/** Nothing is due. */
export function noCost(currency: string): Cost {
  return { net: money(0, currency), taxes: [] };
}

/** Which of OCPI's partial costs a line belongs to; limits change the total only. */
const PART_OF: Readonly<Partial<Record<LineKind, "fixedCost" | "energyCost" | "timeCost" | "parkingCost">>> =
  {
    FLAT: "fixedCost",
    ENERGY: "energyCost",
    TIME: "timeCost",
    PARKING_TIME: "parkingCost",
    IDLE_CAP: "parkingCost",
  };

/** The cost per dimension; a dimension that was not priced is absent. */
export function partialCosts(
  priced: PricedSession,
): Pick<Cdr, "fixedCost" | "energyCost" | "timeCost" | "parkingCost"> {
  const parts = new Map<string, Amounts[]>();
  for (const { kind, vatPercent, netMinor, grossMinor } of priced.lines) {
    const part = PART_OF[kind];
    if (part === undefined) continue;
    const amount = { percent: vatPercent, netMinor, taxMinor: grossMinor - netMinor };
    parts.set(part, [...(parts.get(part) ?? []), amount]);
  }
  return Object.fromEntries(
    [...parts].map(([part, amounts]) => [part, costOf(amounts, priced.currency, priced.taxKnown)]),
  );
}

/** The periods of a session or CDR. `flat`: a start fee, which 2.1.1 counts as a dimension of the first period. */
export function chargingPeriods(
  periods: readonly PricePeriod[],
  tariffId: string | null,
  flat: boolean,
): ChargingPeriod[] {
  return periods.map(({ from, energyWh, chargingS, parkingS }, i) => ({
    start: from,
    dimensions: [
      { type: "ENERGY", value: energyWh },
      ...(parkingS > 0 ? [{ type: "PARKING_TIME" as const, value: parkingS }] : []),
      ...(chargingS > 0 ? [{ type: "TIME" as const, value: chargingS }] : []),
      ...(flat && i === 0 ? [{ type: "FLAT" as const, value: 1 }] : []),
    ],
    ...(tariffId === null ? {} : { tariffId }),
  }));
}

/** True when the priced session has a start fee. */
export function hasFlat({ lines }: PricedSession): boolean {
  return lines.some(({ kind }) => kind === "FLAT");
}

/** The token of a session as it was stored; null when the session has none. */
export function tokenOf(stored: unknown): TokenReference | null {
  if (typeof stored !== "object" || stored === null) return null;
  const { uid, type, contractId, countryCode, partyId } = stored as Record<string, unknown>;
  const known = TOKEN_TYPES.find((word) => word === type);
  const texts = [uid, contractId, countryCode, partyId];
  if (known === undefined || !texts.every((text): text is string => typeof text === "string")) return null;
  const [a = "", b = "", c = "", d = ""] = texts;
  return { uid: a, type: known, contractId: b, countryCode: c, partyId: d };
}

/** The address that was shown when the session began; it stays although the location may move (OCPI CDRs: as at the start). */
export interface FrozenPlace {
  readonly locationName: string;
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
}

/** The connector at which a session took place; null when location, EVSE or connector are gone. */
export function placeAt(
  location: Location | undefined,
  evseId: string,
  connectorId: string | null,
  frozen: FrozenPlace,
): Place | null {
  const evse = location?.evses.find(({ uid }) => uid === evseId);
  const connector = evse?.connectors.find(({ id }) => id === connectorId) ?? evse?.connectors[0];
  if (!location || !evse || !connector) return null;
  const { locationName, street, postalCode, city } = frozen;
  return {
    location: { ...location, name: locationName, address: street, postalCode, city },
    evse,
    connector,
  };
}
