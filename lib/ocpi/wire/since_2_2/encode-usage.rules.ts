import type { z } from "zod";
import { signedDataWire } from "@/lib/billing/exchange/signed-data-wire.rules";
import type { Place } from "../../canonical/location.model";
import type { Cost } from "../../canonical/price.model";
import type { Cdr, OcpiSession } from "../../canonical/session.model";
import type { TokenReference } from "../../canonical/token.model";
import { formatDateTime } from "../../exchange/dates.rules";
import type { WireContext } from "../context.model";
import { DRIVER_CODE } from "../driver-code.model";
import { connectorType, powerType } from "../location-parts.rules";
import {
  clip,
  coordinates,
  encodePeriods,
  hoursNumber,
  kwhNumber,
  negated,
  note,
  refuseForeignCurrency,
} from "../primitives.rules";
import { encodeTariffs } from "../tariff.rules";

type Wire = Record<string, unknown>;
/** How the version writes a cost. */
export type EncodeCost = (context: WireContext, cost: Cost) => Wire;

/** CdrToken. A token type that the version does not have is OTHER there. */
function encodeToken(context: WireContext, token: TokenReference): Wire {
  const isKnown = context.words.tokenTypes.includes(token.type);
  if (!isKnown) note(context, "cdr_token.type", "changed", `token_type:${token.type}`);
  return {
    country_code: token.countryCode,
    party_id: token.partyId,
    uid: token.uid,
    type: isKnown ? token.type : "OTHER",
    contract_id: token.contractId,
  };
}

function encodeUsage(context: WireContext, usage: OcpiSession | Cdr): Wire {
  refuseForeignCurrency(context, usage);
  return {
    country_code: usage.countryCode,
    party_id: usage.partyId,
    id: usage.id,
    start_date_time: formatDateTime(usage.start, context.version),
    end_date_time: usage.end === undefined ? undefined : formatDateTime(usage.end, context.version),
    cdr_token: encodeToken(context, usage.token),
    auth_method: usage.authMethod,
    authorization_reference: usage.authorizationReference,
    meter_id: usage.meterId,
    currency: usage.currency,
    last_updated: formatDateTime(usage.lastUpdated, context.version),
    [DRIVER_CODE]: usage.driverCode,
  };
}

/** A Session since 2.2. An empty list of periods is sent: a PUT with it removes what the receiver had. */
export function encodeSession(context: WireContext, encodeCost: EncodeCost, session: OcpiSession): Wire {
  const { location, evse, connector } = session.place;
  return {
    ...encodeUsage(context, session),
    kwh: kwhNumber(session.energyWh),
    location_id: location.id,
    evse_uid: evse.uid,
    connector_id: connector.id,
    charging_periods: encodePeriods(context, session.periods, "session"),
    total_cost: session.totalCost && encodeCost(context, session.totalCost),
    status: session.status,
  };
}

/** CdrLocation. `evse_id` is mandatory: an EVSE without one must get one before its CDRs can leave. */
function encodeCdrLocation(context: WireContext, { location, evse, connector }: Place): Wire {
  const { shortCdrAddress } = context.settings;
  const standard = connectorType(context, "cdr_location.connector_standard", connector.standard);
  const short = (name: string, value: string, max: number): string =>
    shortCdrAddress ? clip(context, `cdr_location.${name}`, value, max) : value;
  return {
    id: location.id,
    name: location.name,
    address: short("address", location.address, 45),
    city: location.city,
    postal_code: location.postalCode,
    state: location.state && short("state", location.state, 20),
    country: location.country,
    coordinates: coordinates(context, "cdr_location.coordinates", evse.coordinates ?? location.coordinates),
    evse_uid: evse.uid,
    evse_id: evse.evseId,
    connector_id: connector.id,
    // Mandatory here: a CDR is not dropped for its plug, the nearest common word stands in.
    connector_standard: standard ?? (connector.powerType === "DC" ? "IEC_62196_T2_COMBO" : "IEC_62196_T2"),
    connector_format: connector.format,
    connector_power_type: powerType(context, "cdr_location.connector_power_type", connector.powerType),
  };
}

/**
 * A CDR since 2.2. A credit CDR negates `total_cost` and nothing else, as the text says; a partner's setting negates all.
 */
export function encodeCdr(context: WireContext, encodeCost: EncodeCost, tariff: z.ZodType, cdr: Cdr): Wire {
  const isCredit = cdr.credits !== undefined;
  const part = (cost: Cost | undefined): Wire | undefined => {
    if (cost === undefined) return undefined;
    return encodeCost(context, isCredit && context.settings.creditNegatesAll ? negated(cost) : cost);
  };
  return {
    ...encodeUsage(context, cdr),
    session_id: cdr.sessionId,
    cdr_location: encodeCdrLocation(context, cdr.place),
    tariffs: encodeTariffs(context, tariff, cdr.tariffs),
    charging_periods: encodePeriods(context, cdr.periods, "cdr"),
    signed_data: cdr.signedData && signedDataWire(cdr.signedData),
    total_cost: encodeCost(context, isCredit ? negated(cdr.totalCost) : cdr.totalCost),
    total_fixed_cost: part(cdr.fixedCost),
    total_energy: kwhNumber(cdr.energyWh),
    total_energy_cost: part(cdr.energyCost),
    total_time: hoursNumber(cdr.totalSeconds),
    total_time_cost: part(cdr.timeCost),
    total_parking_time: cdr.parkingSeconds === undefined ? undefined : hoursNumber(cdr.parkingSeconds),
    total_parking_cost: part(cdr.parkingCost),
    total_reservation_cost: part(cdr.reservationCost),
    remark: cdr.remark && clip(context, "remark", cdr.remark, 255),
    invoice_reference_id: cdr.invoiceReference,
    credit: isCredit ? true : undefined,
    credit_reference_id: cdr.credits,
  };
}
