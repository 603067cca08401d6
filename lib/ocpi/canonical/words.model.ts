/**
 * The words of all versions together: OCPI's own spelling in its newest version. Which of them a version knows stands in
 * that version's `words.model.ts`.
 */
export const EVSE_STATUSES = [
  "AVAILABLE",
  "BLOCKED",
  "CHARGING",
  "INOPERATIVE",
  "OUTOFORDER",
  "PLANNED",
  "REMOVED",
  "RESERVED",
  "UNKNOWN",
] as const;
export type OcpiEvseStatus = (typeof EVSE_STATUSES)[number];

export const CAPABILITIES = [
  "CHARGING_PROFILE_CAPABLE",
  "CHARGING_PREFERENCES_CAPABLE",
  "CHIP_CARD_SUPPORT",
  "CONTACTLESS_CARD_SUPPORT",
  "CREDIT_CARD_PAYABLE",
  "DEBIT_CARD_PAYABLE",
  "PED_TERMINAL",
  "REMOTE_START_STOP_CAPABLE",
  "RESERVABLE",
  "RFID_READER",
  "START_SESSION_CONNECTOR_REQUIRED",
  "TOKEN_GROUP_CAPABLE",
  "UNLOCK_CAPABLE",
] as const;
export type Capability = (typeof CAPABILITIES)[number];

export const CONNECTOR_CAPABILITIES = [
  "ISO_15118_2_PLUG_AND_CHARGE",
  "ISO_15118_20_PLUG_AND_CHARGE",
] as const;
export type ConnectorCapability = (typeof CONNECTOR_CAPABILITIES)[number];

export const CONNECTOR_FORMATS = ["SOCKET", "CABLE"] as const;
export type ConnectorFormat = (typeof CONNECTOR_FORMATS)[number];

/** Connector types that OCPI has had since 2.1.1. */
export const FIRST_CONNECTOR_TYPES = [
  "CHADEMO",
  "DOMESTIC_A",
  "DOMESTIC_B",
  "DOMESTIC_C",
  "DOMESTIC_D",
  "DOMESTIC_E",
  "DOMESTIC_F",
  "DOMESTIC_G",
  "DOMESTIC_H",
  "DOMESTIC_I",
  "DOMESTIC_J",
  "DOMESTIC_K",
  "DOMESTIC_L",
  "IEC_60309_2_single_16",
  "IEC_60309_2_three_16",
  "IEC_60309_2_three_32",
  "IEC_60309_2_three_64",
  "IEC_62196_T1",
  "IEC_62196_T1_COMBO",
  "IEC_62196_T2",
  "IEC_62196_T2_COMBO",
  "IEC_62196_T3A",
  "IEC_62196_T3C",
  "TESLA_R",
  "TESLA_S",
] as const;
/** Added with 2.2 and 2.2.1. */
export const SECOND_CONNECTOR_TYPES = [
  "CHAOJI",
  "DOMESTIC_M",
  "DOMESTIC_N",
  "DOMESTIC_O",
  "GBT_AC",
  "GBT_DC",
  "NEMA_5_20",
  "NEMA_6_30",
  "NEMA_6_50",
  "NEMA_10_30",
  "NEMA_10_50",
  "NEMA_14_30",
  "NEMA_14_50",
  "PANTOGRAPH_BOTTOM_UP",
  "PANTOGRAPH_TOP_DOWN",
] as const;
export const CONNECTOR_TYPES = [
  ...FIRST_CONNECTOR_TYPES,
  ...SECOND_CONNECTOR_TYPES,
  "MCS",
  "SAE_J3400",
] as const;
export type ConnectorType = (typeof CONNECTOR_TYPES)[number];

export const POWER_TYPES = ["AC_1_PHASE", "AC_2_PHASE", "AC_2_PHASE_SPLIT", "AC_3_PHASE", "DC"] as const;
export type PowerType = (typeof POWER_TYPES)[number];

export const PARKING_TYPES = [
  "ALONG_MOTORWAY",
  "PARKING_GARAGE",
  "PARKING_LOT",
  "ON_DRIVEWAY",
  "ON_STREET",
  "UNDERGROUND_GARAGE",
] as const;
export type ParkingType = (typeof PARKING_TYPES)[number];

export const PARKING_RESTRICTIONS = [
  "CUSTOMERS",
  "DISABLED",
  "EMPLOYEES",
  "EV_ONLY",
  "MOTORCYCLES",
  "PLUGGED",
  "TAXIS",
  "TENANTS",
] as const;
export type ParkingRestriction = (typeof PARKING_RESTRICTIONS)[number];

export const FACILITIES = [
  "HOTEL",
  "RESTAURANT",
  "CAFE",
  "MALL",
  "SUPERMARKET",
  "SPORT",
  "RECREATION_AREA",
  "NATURE",
  "MUSEUM",
  "BIKE_SHARING",
  "BUS_STOP",
  "TAXI_STAND",
  "TRAM_STOP",
  "METRO_STATION",
  "TRAIN_STATION",
  "AIRPORT",
  "PARKING_LOT",
  "CARPOOL_PARKING",
  "FUEL_STATION",
  "WIFI",
] as const;
export type Facility = (typeof FACILITIES)[number];

export const IMAGE_CATEGORIES = [
  "CHARGER",
  "ENTRANCE",
  "LOCATION",
  "NETWORK",
  "OPERATOR",
  "OTHER",
  "OWNER",
] as const;
export type ImageCategory = (typeof IMAGE_CATEGORIES)[number];

export const ENERGY_SOURCES = [
  "NUCLEAR",
  "GENERAL_FOSSIL",
  "COAL",
  "GAS",
  "GENERAL_GREEN",
  "SOLAR",
  "WIND",
  "WATER",
] as const;
export type EnergySource = (typeof ENERGY_SOURCES)[number];

export const IMPACTS = ["NUCLEAR_WASTE", "CARBON_DIOXIDE"] as const;
export type Impact = (typeof IMPACTS)[number];

export const TOKEN_TYPES = ["AD_HOC_USER", "APP_USER", "EMAID", "OTHER", "RFID"] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

export const WHITELISTS = ["ALWAYS", "ALLOWED", "ALLOWED_OFFLINE", "NEVER"] as const;
export type Whitelist = (typeof WHITELISTS)[number];

export const PROFILE_TYPES = ["CHEAP", "FAST", "GREEN", "REGULAR"] as const;
export type ProfileType = (typeof PROFILE_TYPES)[number];

export const AUTH_METHODS = ["AUTH_REQUEST", "COMMAND", "WHITELIST"] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];

export const SESSION_STATUSES = ["ACTIVE", "COMPLETED", "INVALID", "PENDING", "RESERVATION"] as const;
export type OcpiSessionStatus = (typeof SESSION_STATUSES)[number];

export const INTERFACE_ROLES = ["SENDER", "RECEIVER"] as const;
export type InterfaceRole = (typeof INTERFACE_ROLES)[number];

export const MODULES = [
  "credentials",
  "locations",
  "tariffs",
  "sessions",
  "cdrs",
  "tokens",
  "commands",
  "chargingprofiles",
  "hubclientinfo",
  "payments",
] as const;
export type OcpiModule = (typeof MODULES)[number];
