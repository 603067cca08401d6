import { createHash } from "node:crypto";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { raiseException } from "@/lib/db/raise-exception";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import { lockEvse } from "@/lib/locations/lock-evse";
import { answerPartner } from "./answer-partner";
import { queueCommand } from "./queue-command";
import { applyOrphanStop } from "./record-transaction-stop";
import { ACTIVE_STATES, METER_RESET } from "./session.model";
import {
  appendEvent,
  claimAttempt,
  lockSession,
  moveSession,
  type SessionRow,
  updateSession,
} from "./session.store";
import { findMeterPlace, type MeterPlace, maxSessionS } from "./site.queries";
import { after } from "./start-flow";
import type { StationIdentity, TransactionStartAnswer, TransactionStartFact } from "./station-facts.model";
import { clockOffsetMs, correctedTime } from "./station-time.rules";
import { scheduleWatch } from "./stop-flow";
import { findRepeat, insertTransaction, type TransactionRow, updateTransaction } from "./transaction.store";

/**
 * A station has begun a transaction (OCPP 1.6 §4.8). Idempotent by content, never by message id: the same start sent again
 * gets the same transaction id and the same verdict (REL-13). Never throws for what a station says.
 */
export async function recordTransactionStart(
  context: Context,
  station: StationIdentity,
  fact: TransactionStartFact,
): Promise<TransactionStartAnswer> {
  const contentKey = createHash("sha256")
    .update([fact.ocppConnectorId, fact.idTag.toUpperCase(), fact.atText, fact.meterStartWh].join("|"))
    .digest("hex");
  const run = () =>
    context.db.withClient(station.clientId, (tx) => record(tx, context, station, fact, contentKey));
  try {
    return await run();
  } catch (error) {
    // Two sockets brought the same start at the same moment; the second run finds the first one's row.
    if (!isUniqueViolation(error)) throw error;
    return run();
  }
}

async function record(
  tx: Tx,
  context: Context,
  station: StationIdentity,
  fact: TransactionStartFact,
  contentKey: string,
): Promise<TransactionStartAnswer> {
  const repeat = await findRepeat(tx, station.stationId, contentKey);
  if (repeat)
    return { transactionId: repeat.id, verdict: repeat.verdict as TransactionStartAnswer["verdict"] };

  const evse = await tx.evse.findUnique({
    where: {
      stationId_ocppConnectorId: { stationId: station.stationId, ocppConnectorId: fact.ocppConnectorId },
    },
    select: { id: true },
  });
  if (evse) await lockEvse(tx, evse.id);
  const attempt = await tx.startAttempt.findUnique({ where: { idTag: fact.idTag.toUpperCase() } });
  const session = attempt ? await lockSession(tx, attempt.sessionId) : null;
  // A retry may have moved the visit to another EVSE: a late start at the old one has no right to it any more.
  const rightPlace = evse !== null && attempt?.evseId === evse.id && session?.evseId === evse.id;
  const receivedAt = context.clock.now();
  const offset = clockOffsetMs(
    fact.at,
    attempt?.createdAt ?? new Date(receivedAt.getTime() - DAY_MS),
    receivedAt,
  );
  const transaction = await insertTransaction(tx, {
    clientId: station.clientId,
    stationId: station.stationId,
    evseId: evse?.id ?? null,
    sessionId: null,
    ocppConnectorId: fact.ocppConnectorId,
    idTag: fact.idTag,
    contentKey,
    verdict: "INVALID",
    startedAt: correctedTime(fact.at, offset, receivedAt),
    receivedAt,
    meterStartWh: BigInt(fact.meterStartWh),
    clockOffsetMs: offset,
  });
  if (!session || !attempt) return { transactionId: transaction.id, verdict: "INVALID" };
  const answer = await attach(tx, context, session, transaction, { attemptId: attempt.id, rightPlace });
  await updateTransaction(tx, transaction.id, { verdict: answer });
  return { transactionId: transaction.id, verdict: answer };
}

const DAY_MS = 86_400_000;

/** Gives the transaction to the session that paid for it, or refuses it with a reason that a person can follow. */
async function attach(
  tx: Tx,
  context: Context,
  session: SessionRow,
  transaction: TransactionRow,
  how: { readonly attemptId: string; readonly rightPlace: boolean },
): Promise<TransactionStartAnswer["verdict"]> {
  const place = await findMeterPlace(tx, session.evseId);
  if (!place || !how.rightPlace) {
    await refuse(tx, context, session, transaction, "token_at_wrong_evse");
    return "INVALID";
  }
  if (session.state === "CHARGING" || session.state === "STOPPING") {
    await continueAfterReboot(tx, context, session, transaction);
    return "ACCEPTED";
  }
  const startable = ["AWAITING_PLUG", "STARTING", "START_FAILED"].includes(session.state);
  const free =
    ACTIVE_STATES.includes(session.state) ||
    (await tx.chargingSession.count({
      where: { evseId: session.evseId, state: { in: [...ACTIVE_STATES] } },
    })) === 0;
  if (!startable || !free || !(await claimAttempt(tx, how.attemptId, context.clock.now()))) {
    await refuse(tx, context, session, transaction, "started_after_release");
    return "INVALID";
  }
  await begin(tx, context, session, transaction, place);
  return "ACCEPTED";
}

async function begin(
  tx: Tx,
  context: Context,
  session: SessionRow,
  transaction: TransactionRow,
  place: MeterPlace,
): Promise<void> {
  const now = context.clock.now();
  const payment = session.paymentId
    ? await tx.payment.findUnique({ where: { id: session.paymentId } })
    : null;
  const limit = after(transaction.startedAt, maxSessionS(place.parameters, place.currentType));
  const holdLimit = payment?.captureBefore
    ? after(payment.captureBefore, -place.parameters.captureSafetyMarginS)
    : after(now, 5 * 86_400);
  const moved = await moveSession(tx, context, session, {
    on: "transaction_started",
    actor: "station",
    data: {
      transactionId: transaction.id,
      meterStartWh: Number(transaction.meterStartWh),
      clockOffsetMs: transaction.clockOffsetMs,
    },
    set: {
      reason: null,
      startedAt: transaction.startedAt,
      meterStartWh: transaction.meterStartWh,
      meterLastWh: transaction.meterStartWh,
      meterLastAt: transaction.startedAt,
      plugDeadlineAt: null,
      startDeadlineAt: null,
      retryUntil: null,
      settleBy: new Date(Math.min(limit.getTime() + FINAL_WAIT_MS, holdLimit.getTime())),
    },
  });
  await updateTransaction(tx, transaction.id, { sessionId: session.id });
  await answerPartner(tx, moved, "START_SESSION", "accepted");
  await scheduleWatch(tx, moved, after(now, WATCH_S));
  await applyOrphanStop(tx, context, moved, transaction);
}

/** How often a running session is looked at even when its station is silent. */
export const WATCH_S = 30;
/** After the longest session, this long for the last reading to come in. */
const FINAL_WAIT_MS = 15 * 60_000;

/**
 * The station came back from a reboot with a new transaction for the same token (REL-80). The meter goes on; the old
 * transaction ends where the new one begins, so that nothing is billed twice.
 */
async function continueAfterReboot(
  tx: Tx,
  context: Context,
  session: SessionRow,
  transaction: TransactionRow,
): Promise<void> {
  const meter = transaction.meterStartWh;
  await tx.ocppTransaction.updateMany({
    where: { sessionId: session.id, stoppedAt: null },
    data: {
      stoppedAt: transaction.startedAt,
      meterStopWh: meter,
      stopReason: "Superseded",
      stopReceivedAt: context.clock.now(),
    },
  });
  await updateTransaction(tx, transaction.id, { sessionId: session.id });
  await appendEvent(tx, context, session, {
    kind: "transaction_continued",
    actor: "station",
    data: { transactionId: transaction.id, meterStartWh: Number(meter) },
  });
  const last = session.meterLastWh ?? session.meterStartWh ?? 0n;
  if (meter < last) {
    // The register was reset (REL-81): what comes after can not be compared with what was before.
    await appendEvent(tx, context, session, {
      kind: METER_RESET,
      actor: "station",
      data: { before: Number(last), after: Number(meter) },
    });
    await raiseException(tx, {
      clientId: session.clientId,
      code: "meter_reset",
      key: `meter_reset:${session.id}`,
      sessionId: session.id,
      stationId: session.stationId,
      detail: { before: Number(last), after: Number(meter) },
    });
    return;
  }
  await updateSession(tx, session.id, { connectionLostAt: null });
}

/** The transaction has no right to run: it is stopped at once, its energy is written off, a person is told (REL-73, REL-76). */
async function refuse(
  tx: Tx,
  context: Context,
  session: SessionRow,
  transaction: TransactionRow,
  code: "started_after_release" | "token_at_wrong_evse",
): Promise<void> {
  await appendEvent(tx, context, session, {
    kind: code,
    actor: "station",
    data: { transactionId: transaction.id },
  });
  await queueCommand(tx, context, {
    clientId: session.clientId,
    stationId: transaction.stationId,
    payload: { kind: "REMOTE_STOP", transactionId: transaction.id },
    deadlineS: 60,
    createdBy: "session",
  });
  await raiseException(tx, {
    clientId: session.clientId,
    code,
    key: `${code}:${transaction.id}`,
    sessionId: session.id,
    stationId: transaction.stationId,
    detail: { transactionId: transaction.id, sessionState: session.state },
  });
}
