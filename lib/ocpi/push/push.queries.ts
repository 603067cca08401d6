import type { Tx } from "@/lib/db/database";
import { OPEN_STATES } from "@/lib/subscriptions/connection.model";
import type { PushKind } from "../modules/push-coalescing.rules";

/** A row of the outbox that waits. */
export interface WaitingPush {
  readonly id: bigint;
  readonly kind: PushKind;
  readonly objectId: string;
  readonly parentId: string | null;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly nextTryAt: Date;
  readonly lastStatus: number | null;
  readonly lastFault: string | null;
}

/** Most rows that one run looks at; after coalescing few are left, and the rest is read by the next run. */
const READ_MAX = 5_000;

/** What waits for a partner, in the order of the facts. */
export async function findWaiting(tx: Tx, subscriptionId: string): Promise<WaitingPush[]> {
  const rows = await tx.ocpiPush.findMany({
    where: { subscriptionId, state: "PENDING" },
    orderBy: { id: "asc" },
    take: READ_MAX,
  });
  return rows.map((row) => ({ ...row, kind: row.kind as PushKind }));
}

/** True when the partner has been sent this object before. */
export async function wasSent(
  tx: Tx,
  subscriptionId: string,
  kind: PushKind,
  objectId: string,
): Promise<boolean> {
  const sent = await tx.ocpiPush.findFirst({
    where: { subscriptionId, kind, objectId, state: "SENT" },
    select: { id: true },
  });
  return sent !== null;
}

/** Ids of the tariffs of a CPO that the partner has from us: sent, and not removed since. */
export async function findSentTariffs(tx: Tx, subscriptionId: string, cpoId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ object_id: string }[]>`
    SELECT object_id FROM (
      SELECT DISTINCT ON (object_id) object_id, kind FROM ocpi_pushes
      WHERE subscription_id = ${subscriptionId}::uuid AND parent_id = ${cpoId}
        AND kind IN ('tariff', 'tariff_removal') AND state = 'SENT'
      ORDER BY object_id, id DESC
    ) last WHERE kind = 'tariff' ORDER BY object_id`;
  return rows.map((row) => row.object_id);
}

/** Connections with a push that is due since `before`: their job was lost or died (REL-15). */
export async function findStuck(
  tx: Tx,
  before: Date,
): Promise<{ readonly clientId: string; readonly subscriptionId: string }[]> {
  const rows = await tx.ocpiPush.findMany({
    where: { state: "PENDING", nextTryAt: { lt: before }, subscription: { state: { in: [...OPEN_STATES] } } },
    distinct: ["subscriptionId"],
    select: { clientId: true, subscriptionId: true },
    take: 1_000,
  });
  return rows;
}

/** A command whose result is to be posted. */
export interface ResultFacts {
  readonly type: string;
  readonly stationCommandId: string | null;
  readonly responseUrl: string;
  readonly receivedAt: Date;
  readonly timeoutS: number;
  readonly result: string | null;
  readonly sessionId: string | null;
  readonly correlationId: string | null;
}

/** The command behind a result; null when there is none. */
export async function findCommandResult(tx: Tx, commandId: string): Promise<ResultFacts | null> {
  return tx.ocpiCommand.findUnique({
    where: { id: commandId },
    select: {
      type: true,
      stationCommandId: true,
      responseUrl: true,
      receivedAt: true,
      timeoutS: true,
      result: true,
      sessionId: true,
      correlationId: true,
    },
  });
}

/** The connection that started a session; null for a session of a driver's phone. */
export async function findPartnerOfSession(tx: Tx, sessionId: string): Promise<string | null> {
  const row = await tx.chargingSession.findUnique({
    where: { id: sessionId },
    select: { subscriptionId: true },
  });
  return row?.subscriptionId ?? null;
}

/** True when the object stands in the outbox of the connection already, whatever has become of it. */
export async function isQueued(
  tx: Tx,
  push: { readonly subscriptionId: string; readonly kind: PushKind; readonly objectId: string },
): Promise<boolean> {
  const { subscriptionId, kind, objectId } = push;
  const found = await tx.ocpiPush.findFirst({
    where: { subscriptionId, kind, objectId },
    select: { id: true },
  });
  return found !== null;
}

export async function findEvsePlace(
  tx: Tx,
  evseId: string,
): Promise<{ readonly locationId: string; readonly cpoId: string } | null> {
  const row = await tx.evse.findUnique({
    where: { id: evseId },
    select: { locationId: true, location: { select: { cpoId: true } } },
  });
  return row ? { locationId: row.locationId, cpoId: row.location.cpoId } : null;
}

export async function findLocationCpo(tx: Tx, locationId: string): Promise<string | null> {
  const row = await tx.location.findUnique({ where: { id: locationId }, select: { cpoId: true } });
  return row?.cpoId ?? null;
}

export async function findLocationIds(tx: Tx, cpoId: string): Promise<string[]> {
  const rows = await tx.location.findMany({ where: { cpoId }, orderBy: { id: "asc" }, select: { id: true } });
  return rows.map(({ id }) => id);
}

/** Codes of the tariffs that partners may see: they are their ids on the wire. */
export async function findWholesaleCodes(tx: Tx, cpoId: string): Promise<string[]> {
  const rows = await tx.tariff.findMany({
    where: { cpoId, kind: "WHOLESALE" },
    orderBy: { code: "asc" },
    select: { code: true },
  });
  return rows.map(({ code }) => code);
}

export async function findDeadIds(tx: Tx, subscriptionId: string, limit: number): Promise<bigint[]> {
  const rows = await tx.ocpiPush.findMany({
    where: { subscriptionId, state: "DEAD", kind: { not: "command_result" } },
    orderBy: { id: "asc" },
    take: limit,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

export async function findPushKind(tx: Tx, subscriptionId: string, id: bigint): Promise<PushKind | null> {
  const row = await tx.ocpiPush.findFirst({ where: { id, subscriptionId }, select: { kind: true } });
  return row ? (row.kind as PushKind) : null;
}

/** Our row id of a CDR of the connection by its number, which is its id towards the partner. */
export async function findCdrIdOf(tx: Tx, subscriptionId: string, number: string): Promise<string | null> {
  const row = await tx.cdr.findFirst({
    where: { number, session: { subscriptionId } },
    select: { id: true },
  });
  return row?.id ?? null;
}
