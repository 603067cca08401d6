/** One seller with its price. */
export interface Shop {
  readonly clientId: string;
  readonly cpoId: string;
  readonly locationId: string;
  readonly tariffId: string;
  readonly apiKey: string;
}

/** One EVSE with its station, as tests know it. */
export interface Site {
  readonly shop: Shop;
  readonly clientId: string;
  readonly stationId: string;
  readonly evseId: string;
  /** Sticker code. */
  readonly code: string;
  readonly connectorId: number;
  readonly maxPowerW: number;
}
