import { z } from "zod";
import { WHITELISTS } from "../../canonical/words.model";
import { driverCodeMember } from "../../wire/driver-code.model";
import {
  businessDetails,
  chargingPeriod,
  ciText,
  connectorMembers,
  dateTime,
  evseMembers,
  list,
  locationMembers,
  tariffMembers,
  text,
  urlText,
  word,
} from "../../wire/schema.model";
import { LOCATION_TYPES, WORDS_2_1_1 } from "./words.model";

const VERSION = "2.1.1";
const at = dateTime(VERSION);
const currency = z.string().regex(/^[A-Z]{3}$/);

const connector = z.strictObject({
  ...connectorMembers(VERSION, WORDS_2_1_1),
  voltage: z.int().min(0),
  amperage: z.int().min(0),
  tariff_id: ciText(36).optional(),
});

const evse = z.strictObject({
  uid: ciText(39),
  ...evseMembers(VERSION, WORDS_2_1_1),
  connectors: z.array(connector).min(1),
});

const location = z.strictObject({
  ...locationMembers(VERSION, WORDS_2_1_1),
  id: ciText(39),
  type: word(LOCATION_TYPES),
  address: text(45),
  postal_code: text(10),
  evses: list(evse),
  time_zone: text(255).optional(),
});

const period = chargingPeriod(VERSION, WORDS_2_1_1.dimensions);
const tariff = z.strictObject(tariffMembers(VERSION));

const usage = {
  id: ciText(36),
  auth_id: ciText(36),
  auth_method: word(WORDS_2_1_1.authMethods),
  location,
  meter_id: text(255).optional(),
  currency,
  last_updated: at,
  ...driverCodeMember,
};

const session = z.strictObject({
  ...usage,
  start_datetime: at,
  end_datetime: at.optional(),
  kwh: z.number().min(0),
  charging_periods: z.array(period).optional(),
  total_cost: z.number().optional(),
  status: word(WORDS_2_1_1.sessionStatuses),
});

const cdr = z.strictObject({
  ...usage,
  start_date_time: at,
  stop_date_time: at,
  tariffs: list(tariff),
  charging_periods: z.array(period).min(1),
  total_cost: z.number(),
  total_energy: z.number().min(0),
  total_time: z.number().min(0),
  total_parking_time: z.number().min(0).optional(),
  remark: text(255).optional(),
});

const token = z.object({
  uid: ciText(36),
  type: word(WORDS_2_1_1.tokenTypes),
  auth_id: ciText(36),
  visual_number: text(64).optional(),
  issuer: text(64),
  valid: z.boolean(),
  whitelist: word(WHITELISTS),
  language: z.string().length(2).optional(),
  last_updated: at,
});

const place = { location_id: ciText(39), evse_uid: ciText(39).optional() };
const endpoint = z.strictObject({ identifier: ciText(64), url: urlText });

/** The schemas of 2.1.1. What we send is strict; what we only receive tolerates unknown members. */
export const SCHEMAS_2_1_1 = {
  location,
  evse,
  connector,
  tariff,
  session,
  cdr,
  token,
  credentials: z.strictObject({
    token: z.string().regex(/^[\x21-\x7e]{1,64}$/),
    url: urlText,
    business_details: businessDetails,
    party_id: ciText(3),
    country_code: ciText(2),
  }),
  versionDetails: z.strictObject({ version: z.literal(VERSION), endpoints: z.array(endpoint).min(1) }),
  commandResponse: z.strictObject({
    result: word(["NOT_SUPPORTED", "REJECTED", "ACCEPTED", "TIMEOUT", "UNKNOWN_SESSION"]),
  }),
  commands: {
    START_SESSION: z.object({ response_url: urlText, token, ...place }),
    STOP_SESSION: z.object({ response_url: urlText, session_id: ciText(36) }),
    UNLOCK_CONNECTOR: z.object({
      response_url: urlText,
      location_id: ciText(39),
      evse_uid: ciText(39),
      connector_id: ciText(36),
    }),
    RESERVE_NOW: z.object({
      response_url: urlText,
      token,
      expiry_date: at,
      reservation_id: z.int(),
      ...place,
    }),
    // 2.1.1 has no such command; whoever sends it is told so by the manifest.
    CANCEL_RESERVATION: z.never(),
  },
} as const;
