import type { Tx } from "@/lib/db/database";
import { isOnline } from "@/lib/locations/location.rules";
import { ACTIVE_STATES } from "@/lib/sessions/session.model";
import type { Connection } from "@/lib/subscriptions/connection.model";
import { isRowId } from "../../objects/row-id.rules";
import type { EarlierStart, StartFacts, StartSession } from "../start-session.rules";

/** A repetition within this time is the same command (SEC-82). */
const REPEAT_MS = 60_000;

/** Where a command is to happen, as far as it exists within some CPOs. */
export interface CommandPlace {
  readonly location: { readonly id: string } | null;
  readonly evseId: string | null;
}

/**
 * The location and EVSE that a partner names, among these CPOs only. Without an EVSE the only one of the location is meant;
 * of several none is.
 */
export async function findPlace(
  tx: Tx,
  cpoIds: readonly string[],
  locationId: string,
  evseUid: string | undefined,
): Promise<CommandPlace> {
  const none: CommandPlace = { location: null, evseId: null };
  if (!isRowId(locationId)) return none;
  const location = await tx.location.findFirst({
    where: { id: locationId, cpoId: { in: [...cpoIds] } },
    select: { id: true },
  });
  if (!location) return none;
  if (evseUid !== undefined && !isRowId(evseUid)) return { location, evseId: null };
  const evses = await tx.evse.findMany({
    where: { locationId: location.id, ...(evseUid === undefined ? {} : { id: evseUid }) },
    select: { id: true },
    take: 2,
  });
  return { location, evseId: evses.length === 1 ? (evses[0]?.id ?? null) : null };
}

export interface FoundStart {
  readonly facts: Pick<StartFacts, "location" | "evse">;
  /** The terminal of this connection that serves the EVSE; one of its own comes before one of the location. */
  readonly terminalId: string | null;
}

/** What decides about a start at an EVSE; read under its lock. */
export async function findStartFacts(
  tx: Tx,
  connection: Connection,
  place: CommandPlace,
  now: Date,
): Promise<FoundStart> {
  if (place.location === null) return { facts: { location: null, evse: null }, terminalId: null };
  const location = await tx.location.findUniqueOrThrow({
    where: { id: place.location.id },
    select: { isPublic: true, evses: { where: { adHocEnabled: true }, select: { id: true }, take: 1 } },
  });
  const isPublished = location.isPublic;
  if (place.evseId === null) {
    const hasAdHoc = location.evses.length > 0;
    return { facts: { location: { isPublished, hasAdHoc }, evse: null }, terminalId: null };
  }
  const evse = await tx.evse.findUniqueOrThrow({
    where: { id: place.evseId },
    select: { status: true, adHocEnabled: true, station: true, connectors: { select: { position: true } } },
  });
  const terminalId = await findTerminal(tx, connection.subscriptionId, place.location.id, place.evseId);
  return {
    facts: {
      location: { isPublished, hasAdHoc: evse.adHocEnabled },
      evse: {
        // What a station said before it went away is not known any more.
        status: isOnline(evse.station, now) ? evse.status : "UNKNOWN",
        isTerminalAssigned: connection.settings.startWithoutTerminal || terminalId !== null,
        needsConnector: false,
        connectorIds: evse.connectors.map(({ position }) => String(position)),
      },
    },
    terminalId,
  };
}

async function findTerminal(
  tx: Tx,
  subscriptionId: string,
  locationId: string,
  evseId: string,
): Promise<string | null> {
  const assignments = await tx.terminalAssignment.findMany({
    where: {
      locationId,
      OR: [{ evseId: null }, { evseId }],
      terminal: { subscriptionId, state: "ACTIVE" },
    },
    select: { terminalId: true, evseId: true },
    orderBy: { id: "asc" },
  });
  const own = assignments.find((assignment) => assignment.evseId !== null);
  return (own ?? assignments[0])?.terminalId ?? null;
}

/** The start that has used a token, with what must be known to repeat its answer. */
export interface UsedToken extends EarlierStart {
  readonly sessionId: string;
  readonly timeoutS: number;
  readonly result: string | null;
}

/** The start that this token has made; null when it was never used. uids are CiStrings. */
export async function findUsedToken(
  tx: Tx,
  subscriptionId: string,
  command: StartSession,
): Promise<UsedToken | null> {
  const row = await tx.ocpiCommand.findUnique({
    where: {
      subscriptionId_usedTokenKey: { subscriptionId, usedTokenKey: command.token.uid.toUpperCase() },
    },
  });
  if (!row?.sessionId) return null;
  const session = await tx.chargingSession.findUnique({
    where: { id: row.sessionId },
    select: { state: true },
  });
  return {
    responseUrl: row.responseUrl,
    tokenUid: row.tokenUid ?? "",
    locationId: row.locationId ?? "",
    evseUid: row.evseUid,
    authorizationReference: row.authorizationReference,
    receivedAt: row.receivedAt,
    isOpen: session !== null && ACTIVE_STATES.includes(session.state),
    sessionId: row.sessionId,
    timeoutS: row.timeoutS,
    result: row.result,
  };
}

/** True when a result goes to this address already for a command of this kind about this session, asked a moment ago. */
export async function isAnswerPromised(
  tx: Tx,
  command: { readonly type: string; readonly sessionId: string; readonly responseUrl: string },
  now: Date,
): Promise<boolean> {
  const found = await tx.ocpiCommand.findFirst({
    where: {
      ...command,
      answer: "ACCEPTED",
      resultState: { not: "NONE" },
      receivedAt: { gte: new Date(now.getTime() - REPEAT_MS) },
    },
    select: { id: true },
  });
  return found !== null;
}

/** True when this unlock was asked for a moment ago: the station is not asked again. */
export async function findUnlock(
  tx: Tx,
  subscriptionId: string,
  command: { readonly responseUrl: string; readonly evseUid: string },
  now: Date,
): Promise<boolean> {
  const found = await tx.ocpiCommand.findFirst({
    where: {
      subscriptionId,
      type: "UNLOCK_CONNECTOR",
      answer: "ACCEPTED",
      responseUrl: command.responseUrl,
      evseUid: { equals: command.evseUid, mode: "insensitive" },
      receivedAt: { gte: new Date(now.getTime() - REPEAT_MS) },
    },
    select: { id: true },
  });
  return found !== null;
}
