import { createHash } from "node:crypto";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import { raiseException } from "@/lib/db/raise-exception";
import { answerPartner } from "./answer-partner";
import { SESSION_EVENTS, type SessionReason } from "./session.model";
import { appendEvent, lockSession, moveSession, type SessionRow } from "./session.store";
import { findMeterPlace, UNKNOWN_EVSE_POWER_W } from "./site.queries";
import type { StationIdentity, TransactionStopFact } from "./station-facts.model";
import { clockOffsetMs, correctedTime } from "./station-time.rules";
import { storeSamples } from "./store-samples";
import {
  assignSignedValues,
  findRepeat,
  insertTransaction,
  type TransactionRow,
  updateTransaction,
} from "./transaction.store";

/**
 * A transaction has ended (OCPP 1.6 §4.10). Booked once; repeats, unknown ids, −1 and late stops change nothing that was
 * billed (REL-82, REL-25). Never throws for what a station says.
 */
export async function recordTransactionStop(
  context: Context,
  station: StationIdentity,
  fact: TransactionStopFact,
): Promise<void> {
  await context.db.withClient(station.clientId, async (tx) => {
    const transaction = await findTransaction(tx, station, fact);
    if (!transaction) {
      await keepOrphan(tx, context, station, fact);
      return;
    }
    await stopTransaction(tx, context, transaction, fact);
  });
}

/** By id, and it must be this station's own (SEC-34); otherwise the running transaction of the same token (REL-82). */
async function findTransaction(
  tx: Tx,
  station: StationIdentity,
  fact: TransactionStopFact,
): Promise<TransactionRow | null> {
  if (fact.transactionId > 0 && fact.transactionId <= 2_147_483_647) {
    const own = await tx.ocppTransaction.findFirst({
      where: { id: fact.transactionId, stationId: station.stationId },
    });
    if (own) return own;
  }
  if (!fact.idTag) return null;
  return tx.ocppTransaction.findFirst({
    where: {
      stationId: station.stationId,
      stoppedAt: null,
      idTag: { equals: fact.idTag, mode: "insensitive" },
      meterStartWh: { lte: BigInt(fact.meterStopWh) },
    },
    orderBy: { id: "desc" },
  });
}

async function stopTransaction(
  tx: Tx,
  context: Context,
  transaction: TransactionRow,
  fact: TransactionStopFact,
): Promise<void> {
  const session = transaction.sessionId ? await lockSession(tx, transaction.sessionId) : null;
  const now = context.clock.now();
  // Read again under the lock: the same stop may have come over two sockets at once.
  const stored = await tx.ocppTransaction.findUniqueOrThrow({ where: { id: transaction.id } });
  if (stored.stoppedAt) {
    await compareRepeat(tx, context, session, stored, fact);
    return;
  }
  const reported = correctedTime(fact.at, transaction.clockOffsetMs, now);
  const stoppedAt = reported < transaction.startedAt ? now : reported;
  const evseId = session?.evseId ?? transaction.evseId;
  const place = evseId ? await findMeterPlace(tx, evseId) : null;
  await storeSamples(tx, context, {
    transaction,
    session,
    samples: fact.samples,
    maxPowerW: place?.maxPowerW ?? UNKNOWN_EVSE_POWER_W,
  });
  await updateTransaction(tx, transaction.id, {
    stoppedAt,
    stopReceivedAt: now,
    meterStopWh: BigInt(fact.meterStopWh),
    stopReason: fact.reason,
  });
  if (!session) return;
  if (session.state !== "CHARGING" && session.state !== "STOPPING") {
    await lateStop(tx, context, session, transaction, fact.meterStopWh);
    return;
  }
  if (session.state === "STOPPING") await answerPartner(tx, session, "STOP_SESSION", "accepted");
  await moveSession(tx, context, session, {
    on: "transaction_stopped",
    actor: "station",
    data: { transactionId: transaction.id, meterStopWh: fact.meterStopWh, reason: fact.reason },
    set: {
      endedAt: stoppedAt,
      meterStopWh: BigInt(fact.meterStopWh),
      powerW: 0,
      connectionLostAt: null,
      reason: endReason(session, fact.reason),
    },
  });
  await emitEnded(tx, session);
}

/** Billing takes over. The job has the priority of money (REL-29). */
export async function emitEnded(tx: Tx, session: SessionRow): Promise<void> {
  await emit(
    tx,
    { type: SESSION_EVENTS.ended, payload: { clientId: session.clientId, sessionId: session.id } },
    { key: `ended:${session.id}`, priority: PRIORITY.money },
  );
}

/** Why the session ended: our own wish first, then the station's word (OCPP 1.6 Reason). */
function endReason(session: SessionRow, reason: string | null): SessionReason {
  if (session.stopCause) return session.stopCause as SessionReason;
  switch (reason) {
    case "EVDisconnected":
      return "vehicle_disconnected";
    case "PowerLoss":
    case "HardReset":
    case "SoftReset":
    case "Reboot":
      return "power_loss";
    default:
      return "stopped_at_station";
  }
}

async function compareRepeat(
  tx: Tx,
  context: Context,
  session: SessionRow | null,
  transaction: TransactionRow,
  fact: TransactionStopFact,
): Promise<void> {
  if (!session || transaction.meterStopWh === BigInt(fact.meterStopWh)) return;
  await lateStop(tx, context, session, transaction, fact.meterStopWh);
}

/** The session was settled, or another stop came before: the difference is told, nothing is re-billed (REL-25). */
async function lateStop(
  tx: Tx,
  context: Context,
  session: SessionRow,
  transaction: TransactionRow,
  meterStopWh: number,
): Promise<void> {
  const billed = Number(session.meterStopWh ?? session.meterLastWh ?? transaction.meterStopWh ?? 0n);
  await appendEvent(tx, context, session, {
    kind: "late_stop",
    actor: "station",
    data: { transactionId: transaction.id, meterStopWh, differenceWh: meterStopWh - billed },
  });
  if (meterStopWh === billed) return;
  await raiseException(tx, {
    clientId: session.clientId,
    code: "late_stop",
    key: `late_stop:${session.id}`,
    sessionId: session.id,
    stationId: session.stationId,
    detail: { billedWh: billed, reportedWh: meterStopWh, differenceWh: meterStopWh - billed },
  });
}

/** A stop for a transaction that nobody started here. It may be ahead of its own start (REL-83), so it is kept. */
async function keepOrphan(
  tx: Tx,
  context: Context,
  station: StationIdentity,
  fact: TransactionStopFact,
): Promise<void> {
  const now = context.clock.now();
  const hash = createHash("sha256")
    .update([fact.transactionId, fact.meterStopWh, fact.at.toISOString(), fact.idTag ?? ""].join("|"))
    .digest("hex");
  const contentKey = `${ORPHAN}${hash}`;
  if (await findRepeat(tx, station.stationId, contentKey)) return;
  const attempt = fact.idTag
    ? await tx.startAttempt.findUnique({ where: { idTag: fact.idTag.toUpperCase() } })
    : null;
  const offset = clockOffsetMs(fact.at, attempt?.createdAt ?? new Date(now.getTime() - ORPHAN_LIFE_MS), now);
  const at = correctedTime(fact.at, offset, now);
  const orphan = await insertTransaction(tx, {
    clientId: station.clientId,
    stationId: station.stationId,
    evseId: null,
    sessionId: null,
    ocppConnectorId: 0,
    idTag: fact.idTag ?? "",
    contentKey,
    verdict: "ORPHAN_STOP",
    startedAt: at,
    receivedAt: now,
    meterStartWh: BigInt(fact.meterStopWh),
    stoppedAt: at,
    stopReceivedAt: now,
    meterStopWh: BigInt(fact.meterStopWh),
    stopReason: fact.reason,
    clockOffsetMs: offset,
  });
  const { samples } = fact;
  await storeSamples(tx, context, {
    transaction: orphan,
    session: null,
    samples,
    maxPowerW: UNKNOWN_EVSE_POWER_W,
  });
  await raiseException(tx, {
    clientId: station.clientId,
    code: "unknown_transaction",
    key: `unknown_transaction:${station.stationId}:${hash.slice(0, 16)}`,
    stationId: station.stationId,
    sessionId: attempt?.sessionId ?? null,
    detail: { transactionId: fact.transactionId, meterStopWh: fact.meterStopWh },
  });
}

const ORPHAN = "orphan-stop:";
const ORPHAN_LIFE_MS = 86_400_000;

/** A start whose stop was already here: the session ends with it (REL-83). */
export async function applyOrphanStop(
  tx: Tx,
  context: Context,
  session: SessionRow,
  transaction: TransactionRow,
): Promise<void> {
  const orphan = await tx.ocppTransaction.findFirst({
    where: {
      stationId: transaction.stationId,
      verdict: "ORPHAN_STOP",
      sessionId: null,
      idTag: { equals: transaction.idTag, mode: "insensitive" },
      startedAt: { gte: transaction.startedAt },
      meterStopWh: { gte: transaction.meterStartWh },
    },
    orderBy: { id: "desc" },
  });
  if (!orphan?.stoppedAt || orphan.meterStopWh === null) return;
  await updateTransaction(tx, orphan.id, { sessionId: session.id });
  await assignSignedValues(tx, orphan.id, session.id);
  await stopTransaction(
    tx,
    context,
    { ...transaction, sessionId: session.id },
    {
      transactionId: transaction.id,
      meterStopWh: Number(orphan.meterStopWh),
      at: new Date(orphan.stoppedAt.getTime() - transaction.clockOffsetMs),
      reason: orphan.stopReason,
      idTag: orphan.idTag,
      samples: [],
    },
  );
}
