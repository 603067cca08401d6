import { FIRST_CONNECTOR_TYPES } from "../../canonical/words.model";
import type { VersionWords } from "../../wire/context.model";

/** The words of OCPI 2.1.1. */
export const WORDS_2_1_1: VersionWords = {
  capabilities: [
    "CHARGING_PROFILE_CAPABLE",
    "CREDIT_CARD_PAYABLE",
    "REMOTE_START_STOP_CAPABLE",
    "RESERVABLE",
    "RFID_READER",
    "UNLOCK_CAPABLE",
  ],
  connectorTypes: FIRST_CONNECTOR_TYPES,
  connectorCapabilities: [],
  powerTypes: ["AC_1_PHASE", "AC_3_PHASE", "DC"],
  facilities: [
    "HOTEL",
    "RESTAURANT",
    "CAFE",
    "MALL",
    "SUPERMARKET",
    "SPORT",
    "RECREATION_AREA",
    "NATURE",
    "MUSEUM",
    "BUS_STOP",
    "TAXI_STAND",
    "TRAIN_STATION",
    "AIRPORT",
    "CARPOOL_PARKING",
    "FUEL_STATION",
    "WIFI",
  ],
  parkingRestrictions: ["EV_ONLY", "PLUGGED", "DISABLED", "CUSTOMERS", "MOTORCYCLES"],
  tokenTypes: ["OTHER", "RFID"],
  authMethods: ["AUTH_REQUEST", "WHITELIST"],
  sessionStatuses: ["ACTIVE", "COMPLETED", "INVALID", "PENDING"],
  dimensions: ["ENERGY", "FLAT", "MAX_CURRENT", "MIN_CURRENT", "PARKING_TIME", "TIME"],
};

export const LOCATION_TYPES = [
  "ON_STREET",
  "PARKING_GARAGE",
  "UNDERGROUND_GARAGE",
  "PARKING_LOT",
  "OTHER",
  "UNKNOWN",
] as const;
