import type {
  Business,
  EnergyMix,
  Evse,
  Image,
  Location,
  OpeningTimes,
  Period,
} from "../canonical/location.model";
import type { ConnectorType, PowerType } from "../canonical/words.model";
import { formatDateTime } from "../exchange/dates.rules";
import type { WireContext } from "./context.model";
import { clip, coordinates, keepWords, note } from "./primitives.rules";

type Wire = Record<string, unknown>;

function encodeImage({ url, thumbnail, category, type, width, height }: Image): Wire {
  return { url, thumbnail, category, type, width, height };
}

/** BusinessDetails, the same in every version. */
export function encodeBusiness(business: Business | undefined): Wire | undefined {
  if (business === undefined) return undefined;
  const { name, website, logo } = business;
  return { name, website, logo: logo === undefined ? undefined : encodeImage(logo) };
}

/**
 * Hours. 2.1.1 offers a choice between regular hours and the flag, so that the flag is written only when it is true; later
 * versions always have it.
 */
function encodeHours(context: WireContext, times: OpeningTimes): Wire {
  const periods = (list: readonly Period[]): Wire[] =>
    list.map(({ begin, end }) => ({
      period_begin: formatDateTime(begin, context.version),
      period_end: formatDateTime(end, context.version),
    }));
  const isAlways = times.regular === null;
  return {
    twentyfourseven: isAlways || context.version !== "2.1.1" ? isAlways : undefined,
    regular_hours: times.regular?.map(({ weekday, begin, end }) => ({
      weekday,
      period_begin: begin,
      period_end: end,
    })),
    exceptional_openings: periods(times.openings),
    exceptional_closings: periods(times.closings),
  };
}

function encodeMix(context: WireContext, mix: EnergyMix): Wire {
  const name = context.version === "2.1.1" ? "source" : "category";
  return {
    is_green_energy: mix.isGreen,
    energy_sources: mix.sources,
    environ_impact: mix.impacts.map(({ category, amount }) => ({ [name]: category, amount })),
    supplier_name: mix.supplierName,
    energy_product_name: mix.productName,
  };
}

/** The members of a Location that every version writes alike. */
export function encodeLocationParts(context: WireContext, location: Location): Wire {
  return {
    id: location.id,
    name: location.name,
    city: location.city,
    country: location.country,
    coordinates: coordinates(context, "coordinates", location.coordinates),
    directions: location.directions,
    operator: encodeBusiness(location.operator),
    suboperator: encodeBusiness(location.suboperator),
    owner: encodeBusiness(location.owner),
    facilities: keepWords(context, "facilities", location.facilities, context.words.facilities),
    time_zone: location.timeZone,
    opening_times: location.openingTimes && encodeHours(context, location.openingTimes),
    charging_when_closed: location.chargingWhenClosed,
    images: location.images.map(encodeImage),
    energy_mix: location.energyMix && encodeMix(context, location.energyMix),
    last_updated: formatDateTime(location.lastUpdated, context.version),
  };
}

/**
 * An EVSE with the connectors that its version's encoder made. An EVSE without any connector is not legal and gives null:
 * the caller leaves it out and says so.
 */
export function encodeEvseParts(
  context: WireContext,
  evse: Evse,
  path: string,
  connectors: Wire[],
): Wire | null {
  if (connectors.length === 0) {
    note(context, path, "lost", "evse_without_connector");
    return null;
  }
  const { words } = context;
  const known = words.parkingRestrictions;
  return {
    uid: evse.uid,
    evse_id: evse.evseId,
    status: evse.status,
    capabilities: keepWords(context, `${path}capabilities`, evse.capabilities, words.capabilities),
    connectors,
    floor_level: evse.floorLevel,
    coordinates: evse.coordinates && coordinates(context, `${path}coordinates`, evse.coordinates),
    physical_reference:
      evse.physicalReference && clip(context, `${path}physical_reference`, evse.physicalReference, 16),
    directions: evse.directions,
    parking_restrictions: keepWords(context, `${path}parking_restrictions`, evse.parkingRestrictions, known),
    images: evse.images.map(encodeImage),
    last_updated: formatDateTime(evse.lastUpdated, context.version),
  };
}

/** Nearest relatives, only by the partner's setting: the shape is not the same. */
const SUBSTITUTES: Partial<Record<ConnectorType, ConnectorType>> = {
  SAE_J3400: "TESLA_S",
  MCS: "IEC_62196_T2_COMBO",
};

/** The connector type in the version's words; null when it has none, so that the connector is left out. */
export function connectorType(
  context: WireContext,
  path: string,
  standard: ConnectorType,
): ConnectorType | null {
  const { words, settings } = context;
  if (words.connectorTypes.includes(standard)) return standard;
  const substitute = settings.substituteConnectors ? SUBSTITUTES[standard] : undefined;
  if (substitute === undefined) {
    note(context, path, "lost", `connector_type:${standard}`);
    return null;
  }
  note(context, path, "changed", `connector_type:${standard}`);
  return substitute;
}

/** Two-phase connectors are single-phase for a version that does not know them. */
export function powerType(context: WireContext, path: string, type: PowerType): PowerType {
  if (context.words.powerTypes.includes(type)) return type;
  note(context, path, "changed", `power_type:${type}`);
  return "AC_1_PHASE";
}
