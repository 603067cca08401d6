import type { Provider } from "../provider";
import type { Terminal } from "../provider-state.model";
import { isRecord, type Json, text } from "../wire/envelope.rules";
import { chooseTariff, summariseTariff, type TariffSummary } from "./tariff.rules";

/** A connector as a driver sees it on the terminal. */
export interface Place {
  readonly locationId: string;
  readonly evseUid: string;
  readonly connectorId: string;
  readonly locationName: string;
  readonly address: string;
  /** The number at the charger: physical_reference, else evse_id, else the uid. */
  readonly label: string;
  readonly status: string;
  readonly standard: string;
  readonly powerWatt: number | null;
  readonly tariff: TariffSummary | null;
}

const records = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** max_electric_power, else voltage × amperage (× √3 phases as the specification counts them, mod_locations 8.3.3). */
function power(connector: Json): number | null {
  const named = connector.max_electric_power;
  if (typeof named === "number") return named;
  const voltage = Number(connector.max_voltage ?? connector.voltage);
  const amperage = Number(connector.max_amperage ?? connector.amperage);
  if (!(voltage > 0) || !(amperage > 0)) return null;
  const phases = connector.power_type === "AC_3_PHASE" ? 3 : 1;
  return Math.round(voltage * amperage * phases);
}

/** The connectors that a terminal serves: those of its locations and EVSEs together; all when none is assigned. */
export function placesOf(provider: Provider, terminal: Terminal): Place[] {
  const { locationIds = [], evseUids = [] } = terminal;
  const everything = locationIds.length === 0 && evseUids.length === 0;
  return allPlaces(provider).filter(
    ({ locationId, evseUid }) => everything || locationIds.includes(locationId) || evseUids.includes(evseUid),
  );
}

/** Every connector of the CPO that is not removed. */
export function allPlaces(provider: Provider): Place[] {
  const { locations, tariffs } = provider.state.objects;
  const version = provider.state.connection.version ?? "2.3.0";
  const now = provider.world.now();
  return [...locations.values()].flatMap((location) =>
    records(location.evses)
      .filter(({ status }) => status !== "REMOVED")
      .flatMap((evse) =>
        records(evse.connectors).map((connector): Place => {
          const tariff = chooseTariff(connector, tariffs, now);
          const evseUid = text(evse.uid) ?? "";
          return {
            locationId: text(location.id) ?? "",
            evseUid,
            connectorId: text(connector.id) ?? "",
            locationName: text(location.name) ?? text(location.address) ?? "",
            address: [text(location.address), text(location.city)].filter(Boolean).join(", "),
            label: text(evse.physical_reference) ?? text(evse.evse_id) ?? evseUid,
            status: text(evse.status) ?? "UNKNOWN",
            standard: text(connector.standard) ?? "",
            powerWatt: power(connector),
            tariff:
              tariff === undefined
                ? null
                : summariseTariff(tariff, version, provider.settings.vatPercentFor211),
          };
        }),
      ),
  );
}
