import type { z } from "zod";
import type { Credentials } from "../../canonical/connection.model";
import type { Encoded, JsonObject } from "../../exchange/codec.model";
import { finishWire, schemaNotes } from "../../exchange/write.rules";
import { activeProfileWire, decodeProfileRequest } from "../charging-profiles.rules";
import type { OcpiCodec } from "../codec.model";
import type { PeerSettings, VersionWords, WireContext } from "../context.model";
import { DEFAULT_SETTINGS } from "../context.model";
import { decodeCommand } from "../decode-command.rules";
import { decodeCredentials, decodeVersionDetails } from "../decode-connection.rules";
import { decodeToken } from "../decode-token.rules";
import { encodeBusiness } from "../location-parts.rules";
import { decodeFinancialAdvice, decodeTerminal, terminalWire } from "../payments.rules";
import { note } from "../primitives.rules";
import { encodeTariff } from "../tariff.rules";
import { encodeConnector, encodeEvse, encodeLocation } from "./encode-place.rules";
import type { EncodeCost } from "./encode-usage.rules";
import { encodeCdr, encodeSession } from "./encode-usage.rules";
import type { SchemasSince22 } from "./schemas.model";

export interface CodecParts {
  readonly manifest: OcpiCodec["manifest"];
  readonly words: VersionWords;
  readonly schemas: SchemasSince22;
  readonly encodeCost: EncodeCost;
}

function encodeCredentials(context: WireContext, credentials: Credentials): JsonObject {
  const hub = credentials.hubPartyId;
  if (hub !== undefined && context.version !== "2.3.0")
    note(context, "hub_party_id", "lost", "not_in_version");
  return {
    token: credentials.token,
    url: credentials.url,
    hub_party_id: context.version === "2.3.0" ? hub : undefined,
    roles: credentials.roles.map(({ role, countryCode, partyId, business }) => ({
      role,
      business_details: encodeBusiness(business),
      party_id: partyId,
      country_code: countryCode,
    })),
  };
}

/** The codec of a version since 2.2, from what is its own: words, schemas, and how it writes a cost. */
export function codecSince22({ manifest, words, schemas, encodeCost }: CodecParts): OcpiCodec {
  const encode = (
    schema: z.ZodType,
    settings: PeerSettings,
    write: (context: WireContext) => JsonObject | null,
    keepEmpty: readonly string[] = [],
  ): Encoded => {
    const context: WireContext = { version: manifest.version, words, settings, notes: [] };
    const wire = write(context);
    return wire === null
      ? { ok: false, notes: context.notes }
      : finishWire(schema, wire, context.notes, keepEmpty);
  };
  const faults = (schema: z.ZodType, wire: unknown) => schemaNotes(schema, wire, false);
  return {
    manifest,
    location: (location, settings) =>
      encode(schemas.location, settings, (context) => encodeLocation(context, location)),
    evse: (evse, settings) => encode(schemas.evse, settings, (context) => encodeEvse(context, evse, "")),
    connector: (connector, settings) =>
      encode(schemas.connector, settings, (context) => encodeConnector(context, connector, "")),
    tariff: (snapshot) =>
      encodeTariff(
        { version: manifest.version, words, settings: DEFAULT_SETTINGS, notes: [] },
        schemas.tariff,
        snapshot,
      ),
    session: (session, settings) =>
      encode(schemas.session, settings, (context) => encodeSession(context, encodeCost, session), [
        "charging_periods",
      ]),
    cdr: (cdr, settings) =>
      encode(schemas.cdr, settings, (context) => encodeCdr(context, encodeCost, schemas.tariff, cdr)),
    credentials: (credentials) =>
      encode(schemas.credentials, DEFAULT_SETTINGS, (context) => encodeCredentials(context, credentials)),
    versionDetails: (details) => encode(schemas.versionDetails, DEFAULT_SETTINGS, () => ({ ...details })),
    commandResponse: ({ result, timeoutS, message }) =>
      encode(schemas.commandResponse, DEFAULT_SETTINGS, () => ({
        result,
        timeout: timeoutS,
        message: [message],
      })),
    commandResult: ({ result, message }) =>
      encode(schemas.commandResult, DEFAULT_SETTINGS, () => ({ result, message: [message] })),
    readCredentials: (wire) => decodeCredentials(wire, faults(schemas.credentials, wire)),
    readVersionDetails: (wire) => decodeVersionDetails(wire, faults(schemas.versionDetails, wire)),
    readToken: (wire, owner) => decodeToken(wire, owner, faults(schemas.token, wire)),
    readCommand: (type, wire, owner) =>
      decodeCommand(type, wire, owner, faults(schemas.commands[type], wire)),
    chargingProfiles: {
      response: ({ result, timeoutS }) =>
        encode(schemas.chargingProfileResponse, DEFAULT_SETTINGS, () => ({ result, timeout: timeoutS })),
      result: ({ type, result, active }) =>
        type === "GET_ACTIVE_CHARGING_PROFILE"
          ? encode(schemas.activeChargingProfileResult, DEFAULT_SETTINGS, (context) => ({
              result,
              profile: active && activeProfileWire(context, active),
            }))
          : encode(schemas.chargingProfileResult, DEFAULT_SETTINGS, () => ({ result })),
      activeProfile: (active) =>
        encode(schemas.activeChargingProfile, DEFAULT_SETTINGS, (context) =>
          activeProfileWire(context, active),
        ),
      readRequest: (type, wire) =>
        decodeProfileRequest(
          type,
          wire,
          type === "SET_CHARGING_PROFILE" ? faults(schemas.setChargingProfile, wire) : [],
        ),
    },
    payments: {
      terminal: (terminal) =>
        encode(schemas.terminal, DEFAULT_SETTINGS, (context) => terminalWire(context, terminal)),
      readTerminal: (wire, idFromPath) => decodeTerminal(wire, idFromPath, faults(schemas.terminal, wire)),
      readFinancialAdvice: (wire) => decodeFinancialAdvice(wire, faults(schemas.financialAdvice, wire)),
    },
  };
}
