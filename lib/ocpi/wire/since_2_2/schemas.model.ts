import { z } from "zod";
import { SESSION_ONLY_DIMENSIONS } from "../../canonical/session.model";
import { AUTH_METHODS, PARKING_TYPES } from "../../canonical/words.model";
import { driverCodeMember } from "../driver-code.model";
import {
  chargingPeriod,
  ciText,
  connectorMembers,
  dateTime,
  evseMembers,
  geoLocation,
  list,
  locationMembers,
  tariffMembers,
  text,
  word,
} from "../schema.model";
import type { SchemaParts } from "./message-schemas.model";
import {
  commandSchemas,
  connectionSchemas,
  paymentSchemas,
  profileSchemas,
  tokenSchema,
} from "./message-schemas.model";

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
    ...driverCodeMember,
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
    ...profileSchemas(parts),
    ...connectionSchemas(parts),
  };
}
export type SchemasSince22 = ReturnType<typeof schemasSince22>;
