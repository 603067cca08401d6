import type { Connector, Evse, Location, Place } from "../../canonical/location.model";
import { formatDateTime } from "../../exchange/dates.rules";
import type { WireContext } from "../../wire/context.model";
import {
  connectorType,
  encodeEvseParts,
  encodeLocationParts,
  powerType,
} from "../../wire/location-parts.rules";
import { clip, note } from "../../wire/primitives.rules";
import type { LOCATION_TYPES } from "./words.model";

type Wire = Record<string, unknown>;

/** A Connector has room for one tariff: the ad-hoc one, which a terminal needs, else the first. */
export function encodeConnector(context: WireContext, connector: Connector, path: string): Wire | null {
  const standard = connectorType(context, `${path}standard`, connector.standard);
  if (standard === null) return null;
  const { tariffs } = connector;
  const shown = tariffs.find(({ isAdHoc }) => isAdHoc) ?? tariffs[0];
  if (tariffs.length > 1) note(context, `${path}tariff_ids`, "lost", "one_tariff_in_2_1_1");
  if (connector.maxPower !== undefined) note(context, `${path}max_electric_power`, "lost", "not_in_version");
  if (connector.capabilities.length > 0) note(context, `${path}capabilities`, "lost", "not_in_version");
  return {
    id: connector.id,
    standard,
    format: connector.format,
    power_type: powerType(context, `${path}power_type`, connector.powerType),
    voltage: connector.maxVoltage,
    amperage: connector.maxAmperage,
    tariff_id: shown?.id,
    terms_and_conditions: connector.termsUrl,
    last_updated: formatDateTime(connector.lastUpdated, context.version),
  };
}

/** An EVSE; null when no connector of it can be said. */
export function encodeEvse(context: WireContext, evse: Evse, path: string): Wire | null {
  const connectors = evse.connectors.flatMap((connector, i) => {
    const wire = encodeConnector(context, connector, `${path}connectors[${i}].`);
    return wire === null ? [] : [wire];
  });
  if (evse.acceptedServiceProviders.length > 0)
    note(context, `${path}accepted_service_providers`, "lost", "not_in_version");
  return encodeEvseParts(context, evse, path, connectors);
}

function locationType(context: WireContext, location: Location): (typeof LOCATION_TYPES)[number] {
  const { parkingType } = location;
  if (parkingType === undefined) return "UNKNOWN";
  if (parkingType !== "ALONG_MOTORWAY" && parkingType !== "ON_DRIVEWAY") return parkingType;
  note(context, "type", "changed", `parking_type:${parkingType}`);
  return "OTHER";
}

/** Unpublished locations have no word in 2.1.1: whoever must not show one must not get one, terminals excepted. */
function noteLost(context: WireContext, location: Location): void {
  if (!location.publish) note(context, "publish", "lost", "not_in_version");
  if (location.state !== undefined) note(context, "state", "lost", "not_in_version");
  if (location.helpPhone !== undefined) note(context, "help_phone", "lost", "not_in_version");
  if (location.postalCode === undefined) note(context, "postal_code", "changed", "not_available");
}

/** A Location with the given EVSEs. Country and party of the owner stand in the URL only. */
function locationWire(context: WireContext, location: Location, evses: Wire[]): Wire {
  noteLost(context, location);
  return {
    ...encodeLocationParts(context, location),
    type: locationType(context, location),
    address: clip(context, "address", location.address, 45),
    // Mandatory here; "#NA" is the text for what can not be known (OCPI transport_and_format).
    postal_code: location.postalCode ?? "#NA",
    evses,
  };
}

/** A Location with all of its EVSEs. */
export function encodeLocation(context: WireContext, location: Location): Wire {
  return locationWire(
    context,
    location,
    location.evses.flatMap((evse, i) => {
      const wire = encodeEvse(context, evse, `evses[${i}].`);
      return wire === null ? [] : [wire];
    }),
  );
}

/** The Location inside a session or CDR: reduced to the one EVSE and connector. */
export function encodePlace(context: WireContext, { location, evse, connector }: Place): Wire {
  const only = encodeEvse(context, { ...evse, connectors: [connector] }, "location.evses[0].");
  return locationWire(context, location, only === null ? [] : [only]);
}

function asciiText(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/ß/g, "ss")
    .replace(/[^\x20-\x7e]/g, "?");
}

/**
 * Every text of an object in printable ASCII, as 2.1.1 has it by the letter; only by the partner's setting. Done before
 * anything is cut to length, because "ß" becomes two characters.
 */
export function toAscii<T>(context: WireContext, value: T, path = ""): T {
  const convert = (member: unknown, at: string): unknown => {
    if (typeof member === "string") {
      const ascii = asciiText(member);
      if (ascii !== member) note(context, at, "changed", "ascii");
      return ascii;
    }
    if (Array.isArray(member)) return member.map((item, i) => convert(item, `${at}[${i}]`));
    if (typeof member !== "object" || member === null || member instanceof Date) return member;
    const prefix = at === "" ? "" : `${at}.`;
    return Object.fromEntries(
      Object.entries(member).map(([key, item]) => [key, convert(item, `${prefix}${key}`)]),
    );
  };
  // The shape stays: texts become texts, everything else is kept.
  return convert(value, path) as T;
}
