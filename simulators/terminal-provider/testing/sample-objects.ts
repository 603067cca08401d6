import type { Json } from "../wire/envelope.rules";
import type { OcpiVersion } from "../wire/versions.rules";

export const AT = "2026-03-01T10:00:00Z";
const OWNER = { country_code: "NL", party_id: "KBW" };

/** An amount of 1.21 with 0.21 tax per unit, in the version's shape. */
export function price(grossMinor: number, version: OcpiVersion): unknown {
  const net = Math.round(grossMinor / 1.21);
  if (version === "2.1.1") return grossMinor / 100;
  if (version === "2.2.1") return { excl_vat: net / 100, incl_vat: grossMinor / 100 };
  return {
    before_taxes: net / 100,
    taxes: [{ name: "VAT", percentage: 21, amount: (grossMinor - net) / 100 }],
  };
}

function connector(id: string, version: OcpiVersion): Json {
  const dc = id === "2";
  const numbers: readonly [string, unknown][] =
    version === "2.1.1"
      ? [
          ["voltage", dc ? 800 : 230],
          ["amperage", dc ? 200 : 32],
          ["tariff_id", "T-ADHOC"],
        ]
      : [
          ["max_voltage", dc ? 800 : 230],
          ["max_amperage", dc ? 200 : 32],
          ["max_electric_power", dc ? 150_000 : 22_000],
          ["tariff_ids", ["T-REG", "T-ADHOC"]],
        ];
  return {
    id,
    standard: dc ? "IEC_62196_T2_COMBO" : "IEC_62196_T2",
    format: dc ? "CABLE" : "SOCKET",
    power_type: dc ? "DC" : "AC_3_PHASE",
    ...Object.fromEntries(numbers),
    last_updated: AT,
  };
}

/** A site with two EVSEs: `<id>-E1` is AC and free, `<id>-E2` is DC and in use. */
export function location(id: string, version: OcpiVersion, name = "Grote Markt"): Json {
  const evse = (number: 1 | 2) => ({
    uid: `${id}-E${number}`,
    evse_id: `NL*KBW*E${id}*${number}`,
    status: number === 1 ? "AVAILABLE" : "CHARGING",
    physical_reference: String(number),
    connectors: [connector(String(number), version)],
    last_updated: AT,
  });
  return {
    ...(version === "2.1.1" ? { type: "ON_STREET" } : { ...OWNER, publish: true }),
    id,
    name,
    address: "Grote Markt 12",
    city: "Haarlem",
    postal_code: "2011 RD",
    country: "NLD",
    coordinates: { latitude: "52.381000", longitude: "4.636000" },
    evses: [evse(1), evse(2)],
    time_zone: "Europe/Amsterdam",
    last_updated: AT,
  };
}

/** 0.59 per kWh, 0.05 a minute after an hour, 1.00 per session, with tax; a hold of 45.00 where the version has one. */
export function tariff(id: string, version: OcpiVersion): Json {
  const gross = version !== "2.2.1";
  const of = (amount: number) => (gross ? amount : Math.round((amount / 1.21) * 10_000) / 10_000);
  const vat = version === "2.1.1" ? {} : { vat: 21 };
  return {
    ...(version === "2.1.1" ? {} : { ...OWNER, type: id === "T-REG" ? "REGULAR" : "AD_HOC_PAYMENT" }),
    ...(version === "2.3.0" && { tax_included: "YES" }),
    ...(version !== "2.1.1" && { preauthorize_amount: 45 }),
    id,
    currency: "EUR",
    elements: [
      {
        price_components: [
          { type: "FLAT", price: of(1), ...vat, step_size: 1 },
          { type: "ENERGY", price: of(0.59), ...vat, step_size: 1 },
        ],
      },
      {
        price_components: [{ type: "PARKING_TIME", price: of(3), ...vat, step_size: 60 }],
        restrictions: { min_duration: 3_600 },
      },
    ],
    last_updated: AT,
  };
}

/** What the CPO remembers of a START_SESSION. */
export interface StartedSession {
  readonly id: string;
  readonly token: Json;
  readonly locationId: string;
  readonly evseUid: string;
  readonly connectorId: string;
  readonly reference: string | null;
}

function tokenFields(started: StartedSession, version: OcpiVersion): Json {
  const { token, reference } = started;
  if (version === "2.1.1") return { auth_id: token.auth_id, auth_method: "AUTH_REQUEST" };
  const { country_code, party_id, uid, type, contract_id } = token;
  return {
    ...OWNER,
    cdr_token: { country_code, party_id, uid, type, contract_id },
    auth_method: "COMMAND",
    ...(reference !== null && { authorization_reference: reference }),
  };
}

export function session(
  started: StartedSession,
  version: OcpiVersion,
  status: string,
  kwh: number,
  grossMinor: number,
): Json {
  const old = version === "2.1.1";
  const ended = status === "COMPLETED";
  return {
    ...tokenFields(started, version),
    id: started.id,
    [old ? "start_datetime" : "start_date_time"]: AT,
    ...(ended && { [old ? "end_datetime" : "end_date_time"]: "2026-03-01T10:40:00Z" }),
    kwh,
    ...(old
      ? { location: location(started.locationId, version) }
      : { location_id: started.locationId, evse_uid: started.evseUid, connector_id: started.connectorId }),
    currency: "EUR",
    charging_periods: [],
    total_cost: price(grossMinor, version),
    status,
    last_updated: "2026-03-01T10:20:00Z",
  };
}

export function cdr(
  started: StartedSession,
  version: OcpiVersion,
  grossMinor: number,
  id = `CDR-${started.id}`,
): Json {
  const old = version === "2.1.1";
  const site = location(started.locationId, version);
  return {
    ...tokenFields(started, version),
    id,
    start_date_time: AT,
    [old ? "stop_date_time" : "end_date_time"]: "2026-03-01T10:40:00Z",
    ...(old
      ? { location: site }
      : {
          session_id: started.id,
          cdr_location: {
            id: site.id,
            address: site.address,
            city: site.city,
            country: site.country,
            coordinates: site.coordinates,
            evse_uid: started.evseUid,
            evse_id: "NL*KBW*E1",
            connector_id: started.connectorId,
            connector_standard: "IEC_62196_T2",
            connector_format: "SOCKET",
            connector_power_type: "AC_3_PHASE",
          },
        }),
    currency: "EUR",
    charging_periods: [{ start_date_time: AT, dimensions: [{ type: "ENERGY", volume: 20.5 }] }],
    total_cost: price(grossMinor, version),
    total_energy: 20.5,
    total_time: 0.67,
    last_updated: "2026-03-01T10:41:00Z",
  };
}
