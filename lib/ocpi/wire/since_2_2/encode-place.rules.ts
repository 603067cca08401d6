import type { Connector, Evse, Location } from "../../canonical/location.model";
import { formatDateTime } from "../../exchange/dates.rules";
import type { WireContext } from "../context.model";
import { connectorType, encodeEvseParts, encodeLocationParts, powerType } from "../location-parts.rules";
import { keepWords, note } from "../primitives.rules";

type Wire = Record<string, unknown>;

function noteNewMembers(
  context: WireContext,
  members: readonly (readonly [path: string, isSaid: boolean])[],
): void {
  if (context.version === "2.3.0") return;
  for (const [path, isSaid] of members) if (isSaid) note(context, path, "lost", "not_in_version");
}

/** A Connector since 2.2; null when its type has no word in this version. `path` ends with a dot or is empty. */
export function encodeConnector(context: WireContext, connector: Connector, path: string): Wire | null {
  const standard = connectorType(context, `${path}standard`, connector.standard);
  if (standard === null) return null;
  const known = context.words.connectorCapabilities;
  return {
    id: connector.id,
    standard,
    format: connector.format,
    power_type: powerType(context, `${path}power_type`, connector.powerType),
    max_voltage: connector.maxVoltage,
    max_amperage: connector.maxAmperage,
    max_electric_power: connector.maxPower,
    tariff_ids: connector.tariffs.map(({ id }) => id),
    terms_and_conditions: connector.termsUrl,
    capabilities: keepWords(context, `${path}capabilities`, connector.capabilities, known),
    last_updated: formatDateTime(connector.lastUpdated, context.version),
  };
}

/** An EVSE since 2.2; null when no connector of it can be said. */
export function encodeEvse(context: WireContext, evse: Evse, path: string): Wire | null {
  const connectors = evse.connectors.flatMap((connector, i) => {
    const wire = encodeConnector(context, connector, `${path}connectors[${i}].`);
    return wire === null ? [] : [wire];
  });
  const wire = encodeEvseParts(context, evse, path, connectors);
  const providers = evse.acceptedServiceProviders;
  noteNewMembers(context, [[`${path}accepted_service_providers`, providers.length > 0]]);
  if (wire === null || context.version !== "2.3.0") return wire;
  return { ...wire, accepted_service_providers: providers };
}

/** A Location since 2.2 with all of its EVSEs, removed ones included. */
export function encodeLocation(context: WireContext, location: Location): Wire {
  noteNewMembers(context, [["help_phone", location.helpPhone !== undefined]]);
  return {
    ...encodeLocationParts(context, location),
    country_code: location.countryCode,
    party_id: location.partyId,
    publish: location.publish,
    address: location.address,
    postal_code: location.postalCode,
    state: location.state,
    parking_type: location.parkingType,
    evses: location.evses.flatMap((evse, i) => {
      const wire = encodeEvse(context, evse, `evses[${i}].`);
      return wire === null ? [] : [wire];
    }),
    help_phone: context.version === "2.3.0" ? location.helpPhone : undefined,
  };
}
