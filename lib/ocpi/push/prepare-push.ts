import type { Tx } from "@/lib/db/database";
import type { TerminalAct } from "@/lib/subscriptions/terminal.model";
import { findTerminalAssignment } from "@/lib/subscriptions/terminal.queries";
import { PROFILE_REQUESTS } from "../canonical/charging-profile.model";
import { COMMAND_RESULTS, type CommandResult } from "../canonical/command.model";
import type { Encoded } from "../exchange/codec.model";
import { endpointUrl } from "../exchange/endpoint-url.rules";
import { type Party, partyOf } from "../exchange/headers.rules";
import { paymentsCodecOf } from "../modules/payments/payments-codec";
import { paymentsUrl } from "../modules/payments/payments-endpoint.rules";
import { assignmentPatch, terminalObject } from "../modules/payments/terminal-object.rules";
import { findCdr } from "../objects/cdrs.queries";
import { findEvse, findLocation } from "../objects/locations.queries";
import { findSession } from "../objects/sessions.queries";
import { findTariff } from "../objects/tariffs.queries";
import { endpointOf, type OpenedPartner } from "../partner/open-partner";
import { codecOf } from "../versions/registry";
import type { OcpiCodec } from "../wire/codec.model";
import { encodeProfileResult, findActiveProfile } from "./profile-objects";
import { findCommandResult, type ResultFacts, type WaitingPush, wasSent } from "./push.queries";
import {
  evseStatusPatch,
  moduleOf,
  ownedUrl,
  type PreparedPush,
  type PushRequest,
  sessionPatch,
} from "./push-request.rules";

interface Preparing {
  readonly tx: Tx;
  readonly partner: OpenedPartner;
  readonly codec: OcpiCodec;
  readonly endpoint: string;
  readonly now: Date;
}

const GONE: PreparedPush = { what: "nothing", why: "gone" };

/** Reads the newest state of what waits and makes the request of it. Only reads: the request is made outside any transaction. */
export async function preparePush(
  tx: Tx,
  partner: OpenedPartner,
  push: WaitingPush,
  now: Date,
): Promise<PreparedPush> {
  const { connection, access } = partner;
  const codec = codecOf(access.version);
  if (push.kind === "command_result") return prepareResult(tx, codec, partner, push);
  const module = moduleOf(push.kind) ?? "";
  const isTheirs = push.kind === "terminal" || push.kind === "charging_profile";
  const role = isTheirs ? "SENDER" : "RECEIVER";
  const endpoint = endpointOf(connection, module, role);
  if (endpoint === null) return { what: "nothing", why: "not_offered" };
  if ((connection.settings.noPush as readonly string[]).includes(module))
    return { what: "nothing", why: "not_wanted" };
  return prepareObject({ tx, partner, codec, endpoint, now }, push);
}

function prepareObject(at: Preparing, push: WaitingPush): Promise<PreparedPush> {
  switch (push.kind) {
    case "location":
      return prepareLocation(at, push.objectId);
    case "evse":
      return prepareEvse(at, push.objectId);
    case "tariff":
      return prepareTariff(at, push);
    case "tariff_removal":
      return Promise.resolve(prepareRemoval(at, push));
    case "session":
      return prepareSession(at, push.objectId);
    case "cdr":
      return prepareCdr(at, push.objectId);
    case "terminal":
      return prepareTerminal(at, push);
    case "charging_profile":
      return prepareActiveProfile(at, push.objectId);
    case "command_result":
      throw new TypeError("a command result goes to an address of its own");
  }
}

const ownerOf = (object: { readonly countryCode: string; readonly partyId: string }): Party => ({
  countryCode: object.countryCode,
  partyId: object.partyId,
});

/** Hands the encoded object on, or says why it must stay in. */
function send(encoded: Encoded, request: Omit<PushRequest, "body">): PreparedPush {
  if (encoded.ok) return { what: "send", request: { ...request, body: encoded.wire } };
  const blocking = encoded.notes.filter((note) => note.blocking);
  const why = blocking.map(({ path, code }) => `${path} ${code}`.trim()).join(", ");
  return { what: "blocked", why: `can not be said in this version: ${why}`.slice(0, 300) };
}

async function prepareLocation(at: Preparing, locationId: string): Promise<PreparedPush> {
  const { connection } = at.partner;
  const location = await findLocation(at.tx, connection, locationId, at.now);
  if (!location) return GONE;
  const from = ownerOf(location);
  const url = ownedUrl(at.endpoint, from, [location.id]);
  const encoded = at.codec.location(location, connection.settings);
  return send(encoded, { method: "PUT", url, from, module: "locations", sessionId: null });
}

/** Status and time as PATCH; the whole location when the partner does not have it (yet). */
async function prepareEvse(at: Preparing, evseId: string): Promise<PreparedPush> {
  const { connection } = at.partner;
  const found = await findEvse(at.tx, connection, evseId, at.now);
  if (!found) return GONE;
  const from = ownerOf(found.location);
  const request = {
    method: "PATCH" as const,
    url: ownedUrl(at.endpoint, from, [found.location.id, found.evse.uid]),
    from,
    module: "locations",
    sessionId: null,
  };
  const patch = send(at.codec.evse(found.evse, connection.settings), request);
  if (patch.what !== "send" || !patch.request.body) return patch;
  const body = evseStatusPatch(patch.request.body);
  const whole = await prepareLocation(at, found.location.id);
  return {
    what: "send",
    request: { ...request, body, ...(whole.what === "send" ? { whole: whole.request } : {}) },
  };
}

async function prepareTariff(at: Preparing, push: WaitingPush): Promise<PreparedPush> {
  const cpo = cpoOf(at, push.parentId);
  const snapshot = cpo && (await findTariff(at.tx, at.partner.connection, cpo.cpoId, push.objectId));
  if (!cpo || !snapshot) return GONE;
  const url = ownedUrl(at.endpoint, cpo, [push.objectId]);
  return send(at.codec.tariff(snapshot), {
    method: "PUT",
    url,
    from: ownerOf(cpo),
    module: "tariffs",
    sessionId: null,
  });
}

function prepareRemoval(at: Preparing, push: WaitingPush): PreparedPush {
  const cpo = cpoOf(at, push.parentId);
  if (!cpo) return GONE;
  const url = ownedUrl(at.endpoint, cpo, [push.objectId]);
  return {
    what: "send",
    request: { method: "DELETE", url, from: ownerOf(cpo), module: "tariffs", sessionId: null },
  };
}

const cpoOf = ({ partner }: Preparing, cpoId: string | null) =>
  partner.connection.cpos.find((cpo) => cpo.cpoId === cpoId) ?? null;

async function prepareSession(at: Preparing, sessionId: string): Promise<PreparedPush> {
  const { connection } = at.partner;
  const session = await findSession(at.tx, connection, sessionId, at.now);
  if (!session) return GONE;
  const from = ownerOf(session);
  const url = ownedUrl(at.endpoint, from, [session.id]);
  const base = { url, from, module: "sessions", sessionId };
  const put = send(at.codec.session(session, connection.settings), { ...base, method: "PUT" });
  if (put.what !== "send" || !put.request.body || connection.settings.sessionsBy === "PUT") return put;
  const isKnown = await wasSent(at.tx, connection.subscriptionId, "session", sessionId);
  const body = sessionPatch(put.request.body, isKnown);
  if (body === null) return put;
  return { what: "send", request: { ...base, method: "PATCH", body, whole: put.request } };
}

async function prepareCdr(at: Preparing, cdrId: string): Promise<PreparedPush> {
  const { connection } = at.partner;
  const found = await findCdr(at.tx, connection, cdrId, at.now);
  if (!found) return GONE;
  return send(at.codec.cdr(found, connection.settings), {
    method: "POST",
    url: endpointUrl(at.endpoint, []),
    from: ownerOf(found),
    module: "cdrs",
    sessionId: found.sessionId ?? null,
  });
}

/**
 * A word about a terminal to its provider: the assignment as PATCH, its data as PUT, into service, out of service (OCPI
 * payments, Terminals). The row names the act; what it says is read now.
 */
async function prepareTerminal(at: Preparing, push: WaitingPush): Promise<PreparedPush> {
  const { connection } = at.partner;
  const terminal = await findTerminalAssignment(at.tx, push.objectId);
  const codec = paymentsCodecOf(connection);
  const [cpo] = connection.cpos;
  if (!terminal || !cpo) return GONE;
  if (!codec) return { what: "nothing", why: "not_offered" };
  const url = (...segments: string[]) => paymentsUrl(at.endpoint, "terminals", segments);
  const base = { from: ownerOf(cpo), module: "payments", sessionId: null };
  const id = terminal.terminalId;
  switch (push.parentId as TerminalAct | null) {
    case "activate":
      if (terminal.state !== "PENDING") return GONE;
      return send(codec.terminal(terminalObject(terminal, at.now)), {
        ...base,
        method: "POST",
        url: url("activate"),
      });
    case "deactivate":
      return { what: "send", request: { ...base, method: "POST", url: url(id, "deactivate") } };
    case "details":
      return send(codec.terminal(terminalObject(terminal, at.now)), { ...base, method: "PUT", url: url(id) });
    default:
      return {
        what: "send",
        request: { ...base, method: "PATCH", url: url(id), body: assignmentPatch(terminal) },
      };
  }
}

/**
 * What the EVSE means to give in a running session, to the partner that steers it (OCPI charging profiles, Sender PUT). Nothing
 * once the session is over: a profile ends with it.
 */
async function prepareActiveProfile(at: Preparing, sessionId: string): Promise<PreparedPush> {
  const { chargingProfiles } = at.codec;
  if (!chargingProfiles) return { what: "nothing", why: "not_offered" };
  const session = await findSession(at.tx, at.partner.connection, sessionId, at.now);
  const active = await findActiveProfile(at.tx, sessionId);
  if (!session || !active) return GONE;
  return send(chargingProfiles.activeProfile(active), {
    method: "PUT",
    url: endpointUrl(at.endpoint, [session.id]),
    from: ownerOf(session),
    module: "chargingprofiles",
    sessionId: session.id,
  });
}

/** The result of a command or of a request about a charging profile; null when there is none. */
async function encodeResult(tx: Tx, codec: OcpiCodec, command: ResultFacts): Promise<Encoded | null> {
  const type = PROFILE_REQUESTS.find((known) => known === command.type);
  if (type !== undefined) return encodeProfileResult(tx, codec, { ...command, type });
  const result = COMMAND_RESULTS.find((word) => word === command.result);
  return result === undefined ? null : codec.commandResult({ result } satisfies CommandResult);
}

/** Posted as it is, without envelope, with our token for this partner, to an address that is judged again (SEC-40). */
async function prepareResult(
  tx: Tx,
  codec: OcpiCodec,
  partner: OpenedPartner,
  push: WaitingPush,
): Promise<PreparedPush> {
  const command = await findCommandResult(tx, push.objectId);
  const encoded = command && (await encodeResult(tx, codec, command));
  if (!command || !encoded) return GONE;
  const [cpo] = partner.connection.cpos;
  return send(encoded, {
    method: "POST",
    url: command.responseUrl,
    from: cpo ? partyOf(cpo.countryCode, cpo.partyId) : null,
    module: "response_url",
    sessionId: command.sessionId,
    ...(command.correlationId === null ? {} : { correlationId: command.correlationId }),
  });
}
