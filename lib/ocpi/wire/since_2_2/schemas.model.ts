import { z } from "zod";
import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import { COMMAND_RESULTS } from "../../canonical/command.model";
import { CAPTURE_CODES, INVOICE_CREATORS } from "../../canonical/payment.model";
import { SESSION_ONLY_DIMENSIONS } from "../../canonical/session.model";
import {
  AUTH_METHODS,
  INTERFACE_ROLES,
  PARKING_TYPES,
  PROFILE_TYPES,
  WHITELISTS,
} from "../../canonical/words.model";
import type { VersionWords } from "../context.model";
import {
  businessDetails,
  chargingPeriod,
  ciText,
  connectorMembers,
  dateTime,
  displayText,
  evseMembers,
  geoLocation,
  list,
  locationMembers,
  tariffMembers,
  text,
  urlText,
  word,
} from "../schema.model";

type Members = Readonly<Record<string, z.ZodType>>;

/** What differs between 2.2.1 and 2.3.0: the prices, and members that the newer one added. */
export interface SchemaParts {
  readonly version: OcpiVersion;
  readonly words: VersionWords;
  readonly price: z.ZodType;
  readonly priceLimit: z.ZodType;
  readonly location: Members;
  readonly evse: Members;
  readonly connector: Members;
  readonly tariff: Members;
  readonly credentials: Members;
}

function places(parts: SchemaParts) {
  const { version, words } = parts;
  const connector = z.strictObject({
    ...connectorMembers(version, words),
    max_voltage: z.int().min(0),
    max_amperage: z.int().min(0),
    max_electric_power: z.int().min(0).optional(),
    tariff_ids: list(ciText(36)),
    ...parts.connector,
  });
  const evse = z.strictObject({
    uid: ciText(36),
    ...evseMembers(version, words),
    connectors: z.array(connector).min(1),
    ...parts.evse,
  });
  const location = z.strictObject({
    ...locationMembers(version, words),
    country_code: z.string().regex(/^[A-Z]{2}$/),
    party_id: ciText(3),
    id: ciText(36),
    publish: z.boolean(),
    address: text(255),
    postal_code: text(10).optional(),
    state: text(45).optional(),
    parking_type: word(PARKING_TYPES).optional(),
    evses: list(evse),
    time_zone: text(255),
    ...parts.location,
  });
  return { connector, evse, location };
}

function tariffSchema(parts: SchemaParts) {
  return z.strictObject({
    ...tariffMembers(parts.version),
    country_code: z.string().regex(/^[A-Z]{2}$/),
    party_id: ciText(3),
    type: word(["AD_HOC_PAYMENT", "PROFILE_CHEAP", "PROFILE_FAST", "PROFILE_GREEN", "REGULAR"]).optional(),
    min_price: parts.priceLimit.optional(),
    max_price: parts.priceLimit.optional(),
    start_date_time: dateTime(parts.version).optional(),
    end_date_time: dateTime(parts.version).optional(),
    ...parts.tariff,
  });
}

/** Members that sessions and CDRs share. */
function usage({ version, words }: SchemaParts) {
  const party = { country_code: z.string().regex(/^[A-Z]{2}$/), party_id: ciText(3) };
  const token = z.strictObject({
    ...party,
    uid: ciText(36),
    type: word(words.tokenTypes),
    contract_id: ciText(36),
  });
  return {
    ...party,
    start_date_time: dateTime(version),
    cdr_token: token,
    auth_method: word(AUTH_METHODS),
    authorization_reference: ciText(36).optional(),
    meter_id: text(255).optional(),
    currency: z.string().regex(/^[A-Z]{3}$/),
    last_updated: dateTime(version),
  };
}

function sessionSchema(parts: SchemaParts) {
  const { version, words, price } = parts;
  return z.strictObject({
    ...usage(parts),
    id: ciText(36),
    end_date_time: dateTime(version).optional(),
    kwh: z.number().min(0),
    location_id: ciText(36),
    evse_uid: ciText(36),
    connector_id: ciText(36),
    // May be empty: a PUT then removes the periods that the receiver has.
    charging_periods: z.array(chargingPeriod(version, words.dimensions)).optional(),
    total_cost: price.optional(),
    status: word(words.sessionStatuses),
  });
}

function cdrLocation({ words }: SchemaParts) {
  return z.strictObject({
    id: ciText(36),
    name: text(255).optional(),
    address: text(255),
    city: text(45),
    postal_code: text(10).optional(),
    state: text(45).optional(),
    country: z.string().regex(/^[A-Z]{3}$/),
    coordinates: geoLocation,
    evse_uid: ciText(36),
    evse_id: ciText(48),
    connector_id: ciText(36),
    connector_standard: word(words.connectorTypes),
    connector_format: word(["SOCKET", "CABLE"]),
    connector_power_type: word(words.powerTypes),
  });
}

const signedData = z.strictObject({
  encoding_method: ciText(36),
  encoding_method_version: z.int().optional(),
  public_key: text(512).optional(),
  signed_values: z
    .array(z.strictObject({ nature: ciText(32), plain_data: text(5000), signed_data: text(5000) }))
    .min(1),
  url: text(512).optional(),
});

function cdrSchema(parts: SchemaParts, tariff: z.ZodType) {
  const { version, words, price } = parts;
  const dimensions = words.dimensions.filter((dimension) => !SESSION_ONLY_DIMENSIONS.includes(dimension));
  return z
    .strictObject({
      ...usage(parts),
      id: ciText(39),
      end_date_time: dateTime(version),
      session_id: ciText(36).optional(),
      cdr_location: cdrLocation(parts),
      tariffs: list(tariff),
      charging_periods: z.array(chargingPeriod(version, dimensions)).min(1),
      signed_data: signedData.optional(),
      total_cost: price,
      total_fixed_cost: price.optional(),
      total_energy: z.number().min(0),
      total_energy_cost: price.optional(),
      total_time: z.number().min(0),
      total_time_cost: price.optional(),
      total_parking_time: z.number().min(0).optional(),
      total_parking_cost: price.optional(),
      total_reservation_cost: price.optional(),
      remark: text(255).optional(),
      invoice_reference_id: ciText(39).optional(),
      credit: z.boolean().optional(),
      credit_reference_id: ciText(39).optional(),
    })
    .refine((cdr) => cdr.credit === true || cdr.id.length <= 36, {
      path: ["id"],
      message: "at most 36 characters",
    });
}

function tokenSchema({ version, words }: SchemaParts) {
  return z.object({
    country_code: ciText(2),
    party_id: ciText(3),
    uid: ciText(36),
    type: word(words.tokenTypes),
    contract_id: ciText(36),
    visual_number: text(64).optional(),
    issuer: text(64),
    group_id: ciText(36).optional(),
    valid: z.boolean(),
    whitelist: word(WHITELISTS),
    language: z.string().length(2).optional(),
    default_profile_type: word(PROFILE_TYPES).optional(),
    energy_contract: z.object({ supplier_name: text(64), contract_id: text(64).optional() }).optional(),
    last_updated: dateTime(version),
  });
}

function commandSchemas({ version }: SchemaParts, token: z.ZodType) {
  const response_url = urlText;
  const place = { location_id: ciText(36), evse_uid: ciText(36).optional() };
  const authorization_reference = ciText(36).optional();
  return {
    START_SESSION: z
      .object({ response_url, token, ...place, connector_id: ciText(36).optional(), authorization_reference })
      .refine((command) => command.connector_id === undefined || command.evse_uid !== undefined, {
        path: ["connector_id"],
        message: "needs evse_uid",
      }),
    STOP_SESSION: z.object({ response_url, session_id: ciText(36) }),
    UNLOCK_CONNECTOR: z.object({
      response_url,
      location_id: ciText(36),
      evse_uid: ciText(36),
      connector_id: ciText(36),
    }),
    RESERVE_NOW: z.object({
      response_url,
      token,
      expiry_date: dateTime(version),
      reservation_id: ciText(36),
      ...place,
      authorization_reference,
    }),
    CANCEL_RESERVATION: z.object({ response_url, reservation_id: ciText(36) }),
  };
}

function paymentSchemas({ version, price }: SchemaParts) {
  return {
    terminal: z.object({
      terminal_id: ciText(36).optional(),
      customer_reference: ciText(36).optional(),
      party_id: ciText(3).optional(),
      country_code: ciText(2).optional(),
      address: text(45).optional(),
      city: text(45).optional(),
      postal_code: text(10).optional(),
      state: text(20).optional(),
      country: z.string().length(3).optional(),
      coordinates: geoLocation.optional(),
      invoice_base_url: urlText.optional(),
      invoice_creator: word(INVOICE_CREATORS).optional(),
      reference: ciText(36).optional(),
      location_ids: list(ciText(36)),
      evse_uids: list(ciText(36)),
      last_updated: dateTime(version).optional(),
    }),
    financialAdvice: z.object({
      id: ciText(36),
      authorization_reference: ciText(36),
      total_costs: price,
      currency: ciText(3),
      eft_data: z.array(text(255)).min(1),
      capture_status_code: word(CAPTURE_CODES),
      capture_status_message: text(255).optional(),
      last_updated: dateTime(version),
    }),
  };
}

function connectionSchemas(parts: SchemaParts) {
  const role = z.strictObject({
    role: ciText(16),
    business_details: businessDetails,
    party_id: ciText(3),
    country_code: ciText(2),
  });
  const endpoint = z.strictObject({ identifier: ciText(64), role: word(INTERFACE_ROLES), url: urlText });
  return {
    credentials: z.strictObject({
      token: z.string().regex(/^[\x21-\x7e]{1,64}$/),
      url: urlText,
      roles: z.array(role).min(1),
      ...parts.credentials,
    }),
    versionDetails: z.strictObject({
      version: z.literal(parts.version),
      endpoints: z.array(endpoint).min(1),
    }),
    commandResponse: z.strictObject({
      result: word(["ACCEPTED", "REJECTED", "NOT_SUPPORTED", "UNKNOWN_SESSION"]),
      timeout: z.int().min(1),
      message: list(displayText),
    }),
    commandResult: z.strictObject({ result: word(COMMAND_RESULTS), message: list(displayText) }),
  };
}

/**
 * Every schema of a version since 2.2. What we send is strict, members that the text does not have included; what we only
 * receive tolerates unknown members, which are legal there.
 */
export function schemasSince22(parts: SchemaParts) {
  const tariff = tariffSchema(parts);
  const token = tokenSchema(parts);
  return {
    ...places(parts),
    tariff,
    session: sessionSchema(parts),
    cdr: cdrSchema(parts, tariff),
    token,
    commands: commandSchemas(parts, token),
    ...paymentSchemas(parts),
    ...connectionSchemas(parts),
  };
}
export type SchemasSince22 = ReturnType<typeof schemasSince22>;
