import type { z } from "zod";
import type { CommandResult } from "../../canonical/command.model";
import type { Credentials } from "../../canonical/connection.model";
import type { Encoded, JsonObject } from "../../exchange/codec.model";
import { finishWire, schemaNotes } from "../../exchange/write.rules";
import type { OcpiCodec } from "../../wire/codec.model";
import type { PeerSettings, WireContext } from "../../wire/context.model";
import { DEFAULT_SETTINGS } from "../../wire/context.model";
import { decodeCommand } from "../../wire/decode-command.rules";
import { decodeCredentials, decodeVersionDetails } from "../../wire/decode-connection.rules";
import { decodeToken } from "../../wire/decode-token.rules";
import { encodeBusiness } from "../../wire/location-parts.rules";
import { COMMON_MODULES } from "../../wire/manifest.rules";
import { note } from "../../wire/primitives.rules";
import { encodeTariff } from "../../wire/tariff.rules";
import { encodeConnector, encodeEvse, encodeLocation, toAscii } from "./encode-place.rules";
import { encodeCdr, encodeSession } from "./encode-usage.rules";
import { SCHEMAS_2_1_1 as SCHEMAS } from "./schemas.model";
import { WORDS_2_1_1 } from "./words.model";

function newContext(settings: PeerSettings): WireContext {
  return { version: "2.1.1", words: WORDS_2_1_1, settings, notes: [] };
}

function encode<T>(
  schema: z.ZodType,
  settings: PeerSettings,
  object: T,
  write: (context: WireContext, object: T) => JsonObject | null,
  keepEmpty: readonly string[] = [],
): Encoded {
  const context = newContext(settings);
  const wire = write(context, settings.asciiOnly ? toAscii(context, object) : object);
  return wire === null
    ? { ok: false, notes: context.notes }
    : finishWire(schema, wire, context.notes, keepEmpty);
}

/** 2.1.1 has room for one party. Several need one connection each, or a newer version. */
function encodeCredentials(context: WireContext, credentials: Credentials): JsonObject {
  const { token, url, roles, hubPartyId } = credentials;
  const [role] = roles;
  if (roles.length > 1) note(context, "roles", "lost", "one_party_in_2_1_1", true);
  if (hubPartyId !== undefined) note(context, "hub_party_id", "lost", "not_in_version");
  return {
    token,
    url,
    business_details: encodeBusiness(role?.business),
    party_id: role?.partyId,
    country_code: role?.countryCode,
  };
}

/** Results that 2.1.1 has; the others are refusals there. */
const RESULTS: Readonly<Record<CommandResult["result"], string>> = {
  ACCEPTED: "ACCEPTED",
  NOT_SUPPORTED: "NOT_SUPPORTED",
  REJECTED: "REJECTED",
  TIMEOUT: "TIMEOUT",
  CANCELED_RESERVATION: "REJECTED",
  EVSE_OCCUPIED: "REJECTED",
  EVSE_INOPERATIVE: "REJECTED",
  FAILED: "REJECTED",
  UNKNOWN_RESERVATION: "REJECTED",
};

function encodeResult(context: WireContext, { result, message }: CommandResult): JsonObject {
  if (RESULTS[result] !== result) note(context, "result", "changed", `command_result:${result}`);
  if (message !== undefined) note(context, "message", "lost", "not_in_version");
  return { result: RESULTS[result] };
}

const faults = (schema: z.ZodType, wire: unknown) => schemaNotes(schema, wire, false);

/** OCPI 2.1.1: raw tokens, no routing, one party, prices without tax, no payments. */
export const CODEC_2_1_1: OcpiCodec = {
  manifest: {
    version: "2.1.1",
    modules: COMMON_MODULES,
    commands: ["START_SESSION", "STOP_SESSION", "UNLOCK_CONNECTOR", "RESERVE_NOW"],
    hasMessageIds: false,
    hasCreditCdrs: false,
  },
  location: (location, settings) => encode(SCHEMAS.location, settings, location, encodeLocation),
  evse: (evse, settings) =>
    encode(SCHEMAS.evse, settings, evse, (context, object) => encodeEvse(context, object, "")),
  connector: (connector, settings) =>
    encode(SCHEMAS.connector, settings, connector, (context, object) => encodeConnector(context, object, "")),
  tariff: (snapshot) => encodeTariff(newContext(DEFAULT_SETTINGS), SCHEMAS.tariff, snapshot),
  session: (session, settings) =>
    encode(SCHEMAS.session, settings, session, encodeSession, ["charging_periods"]),
  cdr: (cdr, settings) =>
    encode(SCHEMAS.cdr, settings, cdr, (context, object) => encodeCdr(context, SCHEMAS.tariff, object)),
  credentials: (credentials) => encode(SCHEMAS.credentials, DEFAULT_SETTINGS, credentials, encodeCredentials),
  versionDetails: (details) =>
    encode(SCHEMAS.versionDetails, DEFAULT_SETTINGS, details, (_, { version, endpoints }) => ({
      version,
      endpoints: endpoints.map(({ identifier, url }) => ({ identifier, url })),
    })),
  commandResponse: (response) =>
    encode(SCHEMAS.commandResponse, DEFAULT_SETTINGS, response, (context, { result, message }) => {
      if (message !== undefined) note(context, "message", "lost", "not_in_version");
      return { result };
    }),
  commandResult: (result) => encode(SCHEMAS.commandResponse, DEFAULT_SETTINGS, result, encodeResult),
  readCredentials: (wire) => decodeCredentials(wire, faults(SCHEMAS.credentials, wire)),
  readVersionDetails: (wire) => decodeVersionDetails(wire, faults(SCHEMAS.versionDetails, wire)),
  readToken: (wire, owner) => decodeToken(wire, owner, faults(SCHEMAS.token, wire)),
  readCommand: (type, wire, owner) => decodeCommand(type, wire, owner, faults(SCHEMAS.commands[type], wire)),
  chargingProfiles: null,
  payments: null,
};
