import { isOnline, onlineUntil } from "@/lib/locations/location.rules";
import { smartChargingOf } from "@/lib/locations/smart-charging.rules";
import type { ConnectionSettings } from "@/lib/subscriptions/connection.model";
import type { Connector, Evse, Location } from "../canonical/location.model";
import type { Capability, ConnectorFormat, ConnectorType, PowerType } from "../canonical/words.model";
import { evseStatusFor } from "../modules/evse-status.rules";
import { alpha3 } from "./country-codes.rules";
import type { ConnectorRow, EvseRow, LocationRow } from "./location-rows.queries";

/** What is the same for all locations of one answer. */
export interface LocationFacts {
  readonly settings: Pick<ConnectionSettings, "preparingAs">;
  /** `cpoId code` of every wholesale tariff. */
  readonly wholesaleCodes: ReadonlySet<string>;
  readonly now: Date;
}

/** What every EVSE of ours can do. Cards are not read by our stations' readers: nothing says RFID_READER. */
const OWN: readonly Capability[] = ["REMOTE_START_STOP_CAPABLE", "UNLOCK_CAPABLE"];
/** What a payment terminal adds (OCPI locations, Capability). */
const OF_TERMINAL: readonly Capability[] = [
  "CHIP_CARD_SUPPORT",
  "CONTACTLESS_CARD_SUPPORT",
  "CREDIT_CARD_PAYABLE",
  "DEBIT_CARD_PAYABLE",
  "PED_TERMINAL",
];

/** Voltage between two phases from here on; OCPI wants that between phase and neutral. */
const BETWEEN_PHASES_V = 340;

function powerOf(row: ConnectorRow, evse: EvseRow): { powerType: PowerType; maxVoltage: number } {
  const { maxVoltageV, maxAmperageA } = row;
  if (evse.currentType === "DC") return { powerType: "DC", maxVoltage: maxVoltageV };
  // 400 V between phases are 230 V to neutral: nominal voltages are multiples of ten.
  if (maxVoltageV >= BETWEEN_PHASES_V)
    return { powerType: "AC_3_PHASE", maxVoltage: Math.round(maxVoltageV / Math.sqrt(3) / 10) * 10 };
  const isMoreThanOnePhase = evse.maxPowerW > maxVoltageV * maxAmperageA * 1.1;
  return { powerType: isMoreThanOnePhase ? "AC_3_PHASE" : "AC_1_PHASE", maxVoltage: maxVoltageV };
}

function buildConnector(row: ConnectorRow, evse: EvseRow, tariffId: string | null): Connector {
  return {
    id: String(row.position),
    // Checked when the station is made: our words are OCPI's own.
    standard: row.standard as ConnectorType,
    format: row.format as ConnectorFormat,
    ...powerOf(row, evse),
    maxAmperage: row.maxAmperageA,
    maxPower: evse.maxPowerW,
    tariffs: tariffId === null ? [] : [{ id: tariffId, isAdHoc: true }],
    capabilities: [],
    lastUpdated: evse.updatedAt,
  };
}

function capabilitiesOf({ hasTerminal, configuration }: EvseRow): Capability[] {
  const isSteered = smartChargingOf(configuration).isSupported;
  return [
    ...OWN,
    ...(isSteered ? (["CHARGING_PROFILE_CAPABLE"] as const) : []),
    ...(hasTerminal ? OF_TERMINAL : []),
  ];
}

/** An EVSE as a partner sees it. */
export function buildEvse(row: EvseRow, cpoId: string, facts: LocationFacts): Evse {
  const { wholesaleCodes, settings, now } = facts;
  const code = row.tariffCode;
  const tariffId = code !== null && wholesaleCodes.has(`${cpoId} ${code}`) ? code : null;
  const station = { ...row, state: row.stationState };
  const presence = { isConnected: isOnline(station, now), isRemoved: row.stationState === "RETIRED" };
  return {
    uid: row.id,
    evseId: row.evseId,
    status: evseStatusFor(row.status, presence, settings.preparingAs),
    capabilities: capabilitiesOf(row),
    connectors: (row.connectors ?? []).map((connector) => buildConnector(connector, row, tariffId)),
    physicalReference: row.label,
    directions: [],
    parkingRestrictions: [],
    images: [],
    acceptedServiceProviders: [],
    lastUpdated: row.updatedAt,
  };
}

/** A location with these EVSEs as a partner sees it. It changes when one of them does. */
export function buildLocation(row: LocationRow, evses: readonly EvseRow[], facts: LocationFacts): Location {
  const changes = evses.map(({ updatedAt }) => updatedAt.getTime());
  const regular = row.openingTimes === null || row.openingTimes.length === 0 ? null : row.openingTimes;
  return {
    countryCode: row.countryCode,
    partyId: row.partyId,
    id: row.id,
    publish: row.isPublic,
    name: row.name,
    address: row.street,
    city: row.city,
    postalCode: row.postalCode,
    country: alpha3(row.country),
    coordinates: { latitude: row.latitude, longitude: row.longitude },
    evses: evses.map((evse) => buildEvse(evse, row.cpoId, facts)),
    directions: [],
    operator: { name: row.operator },
    facilities: [],
    timeZone: row.timeZone,
    openingTimes: { regular, openings: [], closings: [] },
    images: [],
    helpPhone: row.supportPhone,
    lastUpdated: new Date(Math.max(row.updatedAt.getTime(), ...changes)),
  };
}

/**
 * Until when locations with these EVSEs say the same although nobody changes anything: then a station has been silent for too
 * long to count as online. Milliseconds since the epoch; infinite when time changes nothing.
 */
export function saysTheSameUntil(evses: readonly EvseRow[], now: Date): number {
  const ends = evses.flatMap((row) => onlineUntil({ ...row, state: row.stationState }) ?? []);
  return Math.min(Number.POSITIVE_INFINITY, ...ends.filter((end) => end >= now.getTime()));
}
