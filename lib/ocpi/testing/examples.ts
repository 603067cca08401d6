import { money } from "@/lib/core/money";
import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import type { Connector, Evse, Location, Place } from "../canonical/location.model";
import type { Cost } from "../canonical/price.model";
import type { Cdr, OcpiSession, TariffSnapshot } from "../canonical/session.model";
import type { TokenReference } from "../canonical/token.model";

/** One site with everything that a version may not know: the golden tests show what becomes of it. */

const changed = new Date("2026-03-04T05:06:07.089Z");

export const CONNECTOR: Connector = {
  id: "1",
  standard: "IEC_62196_T2",
  format: "SOCKET",
  powerType: "AC_3_PHASE",
  maxVoltage: 230,
  maxAmperage: 32,
  maxPower: 22_000,
  tariffs: [
    { id: "KW-REGULAR", isAdHoc: false },
    { id: "KW-ADHOC", isAdHoc: true },
  ],
  termsUrl: "https://cpo.example/terms",
  capabilities: ["ISO_15118_2_PLUG_AND_CHARGE"],
  lastUpdated: changed,
};

export const EVSE: Evse = {
  uid: "EVSE-7",
  evseId: "NL*KWT*E0007",
  status: "AVAILABLE",
  capabilities: ["REMOTE_START_STOP_CAPABLE", "PED_TERMINAL", "CREDIT_CARD_PAYABLE"],
  connectors: [CONNECTOR],
  floorLevel: "-1",
  coordinates: { latitude: "52.0907374", longitude: "5.1214201" },
  physicalReference: "Bay 7",
  directions: [{ language: "en", text: "Left of the stairs" }],
  parkingRestrictions: ["EV_ONLY", "TAXIS"],
  images: [],
  acceptedServiceProviders: ["Any Provider"],
  lastUpdated: changed,
};

export const LOCATION: Location = {
  countryCode: "NL",
  partyId: "KWT",
  id: "LOC-1",
  publish: true,
  name: "Garage Zonneplein",
  address: "Zonneplein 12",
  city: "Utrecht",
  postalCode: "3513AB",
  state: "Utrecht",
  country: "NLD",
  coordinates: { latitude: "52.09", longitude: "5.12" },
  parkingType: "ALONG_MOTORWAY",
  evses: [EVSE],
  directions: [],
  operator: {
    name: "Kerb Operator",
    website: "https://cpo.example",
    logo: { url: "https://cpo.example/logo.png", category: "OPERATOR", type: "png", width: 64, height: 64 },
  },
  facilities: ["CAFE", "TRAM_STOP"],
  timeZone: "Europe/Amsterdam",
  openingTimes: {
    regular: [{ weekday: 1, begin: "08:00", end: "20:00" }],
    openings: [],
    closings: [{ begin: new Date("2026-12-25T00:00:00Z"), end: new Date("2026-12-26T00:00:00Z") }],
  },
  chargingWhenClosed: true,
  images: [],
  energyMix: {
    isGreen: true,
    sources: [{ source: "WIND", percentage: 100 }],
    impacts: [{ category: "CARBON_DIOXIDE", amount: 0 }],
    supplierName: "Windy",
  },
  helpPhone: "+31201234567",
  lastUpdated: changed,
};

const PLACE: Place = { location: LOCATION, evse: EVSE, connector: CONNECTOR };

export const TOKEN: TokenReference = {
  countryCode: "DE",
  partyId: "PTX",
  uid: "abc*Tap-000001",
  type: "AD_HOC_USER",
  contractId: "abc*Tap-000001",
};

/** EUR 10.00 and 21 % tax. */
export const COST: Cost = {
  net: money(1000, "EUR"),
  taxes: [{ name: "VAT", percent: "21", amount: money(210, "EUR") }],
};

export const TARIFF: TariffSnapshot = {
  tariff: simpleTariff({ currency: "EUR", taxIncluded: false, vatPercent: "21", perKwh: "0.50" }),
  identity: { countryCode: "NL", partyId: "KWT", id: "KW-ADHOC", lastUpdated: changed },
};

export const SESSION: OcpiSession = {
  countryCode: "NL",
  partyId: "KWT",
  id: "SES-1",
  start: new Date("2026-03-04T10:00:00Z"),
  energyWh: 12_345,
  token: TOKEN,
  authMethod: "COMMAND",
  authorizationReference: "AUTH-1",
  place: PLACE,
  meterId: "M-1",
  currency: "EUR",
  periods: [
    {
      start: new Date("2026-03-04T10:00:00Z"),
      dimensions: [
        { type: "ENERGY", value: 12_345 },
        { type: "TIME", value: 5_430 },
        { type: "POWER", value: 11_040 },
      ],
      tariffId: "KW-ADHOC",
    },
  ],
  totalCost: COST,
  status: "ACTIVE",
  lastUpdated: changed,
};

export const CDR: Cdr = {
  countryCode: "NL",
  partyId: "KWT",
  id: "CDR-1",
  start: new Date("2026-03-04T10:00:00Z"),
  end: new Date("2026-03-04T11:30:30Z"),
  sessionId: "SES-1",
  token: TOKEN,
  authMethod: "COMMAND",
  authorizationReference: "AUTH-1",
  place: PLACE,
  meterId: "M-1",
  currency: "EUR",
  tariffs: [TARIFF],
  periods: SESSION.periods,
  signedData: {
    encodingMethod: "OCMF",
    values: [{ nature: "End", plainData: "12.345 kWh", signedData: "c2ln" }],
  },
  totalCost: COST,
  energyWh: 12_345,
  energyCost: COST,
  totalSeconds: 5_430,
  parkingSeconds: 600,
  invoiceReference: "INV-1",
  lastUpdated: changed,
};
