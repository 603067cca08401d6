import { z } from "zod";
import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import { RATE_UNITS } from "@/lib/sessions/charging-profile.model";
import { PROFILE_RESPONSES, PROFILE_RESULTS } from "../../canonical/charging-profile.model";
import { COMMAND_RESULTS } from "../../canonical/command.model";
import { CAPTURE_CODES, INVOICE_CREATORS } from "../../canonical/payment.model";
import { INTERFACE_ROLES, PROFILE_TYPES, WHITELISTS } from "../../canonical/words.model";
import type { VersionWords } from "../context.model";
import {
  businessDetails,
  ciText,
  dateTime,
  displayText,
  geoLocation,
  list,
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

/** A Token as it is received. */
export function tokenSchema({ version, words }: SchemaParts) {
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

/** The commands that are received. */
export function commandSchemas({ version }: SchemaParts, token: z.ZodType) {
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

/** A rate in W or A: "Accepts at most one digit fraction". */
const rate = z
  .number()
  .min(0)
  .refine((value) => Math.abs(value * 10 - Math.round(value * 10)) < 1e-6, "at most one decimal");

/** Charging profiles, received and sent, and what is answered about them. */
export function profileSchemas({ version }: SchemaParts) {
  const chargingProfile = z.object({
    start_date_time: dateTime(version).optional(),
    duration: z.int().min(1).optional(),
    charging_rate_unit: word(RATE_UNITS),
    min_charging_rate: rate.optional(),
    charging_profile_period: list(z.strictObject({ start_period: z.int().min(0), limit: rate })),
  });
  const activeChargingProfile = z.strictObject({
    start_date_time: dateTime(version),
    charging_profile: chargingProfile.strict(),
  });
  return {
    setChargingProfile: z.object({ charging_profile: chargingProfile, response_url: urlText }),
    activeChargingProfile,
    chargingProfileResponse: z.strictObject({ result: word(PROFILE_RESPONSES), timeout: z.int().min(1) }),
    /** ChargingProfileResult and ClearProfileResult have the same shape. */
    chargingProfileResult: z.strictObject({ result: word(PROFILE_RESULTS) }),
    activeChargingProfileResult: z.strictObject({
      result: word(PROFILE_RESULTS),
      profile: activeChargingProfile.optional(),
    }),
  };
}

/** Terminals and confirmations, received and sent. */
export function paymentSchemas({ version, price }: SchemaParts) {
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

/** Credentials, version details, and the answers to commands. */
export function connectionSchemas(parts: SchemaParts) {
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
