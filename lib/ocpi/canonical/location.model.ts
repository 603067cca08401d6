import type { DisplayText } from "./price.model";
import type {
  Capability,
  ConnectorCapability,
  ConnectorFormat,
  ConnectorType,
  EnergySource,
  Facility,
  ImageCategory,
  Impact,
  OcpiEvseStatus,
  ParkingRestriction,
  ParkingType,
  PowerType,
} from "./words.model";

/** Decimal degrees as text, WGS 84: "52.370216". */
export interface Coordinates {
  readonly latitude: string;
  readonly longitude: string;
}

export interface Image {
  readonly url: string;
  readonly category: ImageCategory;
  /** gif, jpeg, png or svg. */
  readonly type: string;
  readonly thumbnail?: string;
  readonly width?: number;
  readonly height?: number;
}

export interface Business {
  readonly name: string;
  readonly website?: string;
  readonly logo?: Image;
}

export interface Period {
  readonly begin: Date;
  readonly end: Date;
}

/** Times "HH:MM" on the location's wall clock; weekday 1 is Monday. */
export interface WeeklyHours {
  readonly weekday: number;
  readonly begin: string;
  readonly end: string;
}

/** `regular: null` means open day and night. */
export interface OpeningTimes {
  readonly regular: readonly WeeklyHours[] | null;
  readonly openings: readonly Period[];
  readonly closings: readonly Period[];
}

export interface EnergyMix {
  readonly isGreen: boolean;
  readonly sources: readonly { readonly source: EnergySource; readonly percentage: number }[];
  readonly impacts: readonly { readonly category: Impact; readonly amount: number }[];
  readonly supplierName?: string;
  readonly productName?: string;
}

/** A tariff that applies at a connector; the type decides which one a version with room for only one shows. */
export interface TariffReference {
  readonly id: string;
  readonly isAdHoc: boolean;
}

/** Voltage in V, current in A, power in W. */
export interface Connector {
  readonly id: string;
  readonly standard: ConnectorType;
  readonly format: ConnectorFormat;
  readonly powerType: PowerType;
  readonly maxVoltage: number;
  readonly maxAmperage: number;
  readonly maxPower?: number;
  readonly tariffs: readonly TariffReference[];
  readonly termsUrl?: string;
  readonly capabilities: readonly ConnectorCapability[];
  readonly lastUpdated: Date;
}

export interface Evse {
  readonly uid: string;
  /** eMI3 / ISO 15118: "NL*KWT*E0001". */
  readonly evseId?: string;
  readonly status: OcpiEvseStatus;
  readonly capabilities: readonly Capability[];
  readonly connectors: readonly Connector[];
  readonly floorLevel?: string;
  readonly coordinates?: Coordinates;
  /** The number that is printed at the EVSE and shown by a terminal. */
  readonly physicalReference?: string;
  readonly directions: readonly DisplayText[];
  readonly parkingRestrictions: readonly ParkingRestriction[];
  readonly images: readonly Image[];
  readonly acceptedServiceProviders: readonly string[];
  readonly lastUpdated: Date;
}

/** A location as partners see it. `country` is ISO 3166-1 alpha-3, `countryCode` the party's alpha-2. */
export interface Location {
  readonly countryCode: string;
  readonly partyId: string;
  readonly id: string;
  readonly publish: boolean;
  readonly name?: string;
  readonly address: string;
  readonly city: string;
  readonly postalCode?: string;
  readonly state?: string;
  readonly country: string;
  readonly coordinates: Coordinates;
  readonly parkingType?: ParkingType;
  readonly evses: readonly Evse[];
  readonly directions: readonly DisplayText[];
  readonly operator?: Business;
  readonly suboperator?: Business;
  readonly owner?: Business;
  readonly facilities: readonly Facility[];
  readonly timeZone: string;
  readonly openingTimes?: OpeningTimes;
  readonly chargingWhenClosed?: boolean;
  readonly images: readonly Image[];
  readonly energyMix?: EnergyMix;
  readonly helpPhone?: string;
  readonly lastUpdated: Date;
}

/** Where a session took place: one connector with everything around it. */
export interface Place {
  readonly location: Location;
  readonly evse: Evse;
  readonly connector: Connector;
}
