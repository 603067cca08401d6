import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { isOnline } from "@/lib/locations/location.rules";
import { queueCommand } from "./queue-command";
import { raiseStopTrouble } from "./record-command-outcome";
import { priceLive } from "./record-meter-values";
import { WATCH_S } from "./record-transaction-start";
import { emitEnded } from "./record-transaction-stop";
import type { SessionReason } from "./session.model";
import { appendEvent, lockSession, moveSession, type SessionRow, updateSession } from "./session.store";
import { findMeterPlace, findSite, maxSessionS, type Site, staleAfterS } from "./site.queries";
import { after } from "./start-flow";
import { requestStop, scheduleWatch, sendStop } from "./stop-flow";

/** RemoteStops that are sent before a person is told; more follow all the same. */
const STOPS_BEFORE_ALARM = 3;

/**
 * The regular look at a running session; its timer is a job, so it survives every crash (REL-41). Silence is noticed and
 * asked about, stops are repeated until proved, and a session that will never report again is closed at its last reading
 * while the hold still lives (REL-26, REL-79).
 */
export async function watchSession(
  context: Context,
  input: { readonly clientId: string; readonly sessionId: string },
): Promise<void> {
  await context.db.withClient(input.clientId, async (tx) => {
    const locked = await lockSession(tx, input.sessionId);
    if (!locked || (locked.state !== "CHARGING" && locked.state !== "STOPPING")) return;
    const site = await findSite(tx, locked.evseId);
    if (!site) return;
    const now = context.clock.now();
    if (await closeWhenOver(tx, context, locked, site, now)) return;
    let session = await noticeSilence(tx, context, locked, site, now);
    if (session.state === "CHARGING") session = await stopWhenTooLong(tx, context, session, site, now);
    else await repeatStop(tx, context, session, site, now);
    await scheduleWatch(tx, session, after(now, session.state === "STOPPING" ? 15 : WATCH_S));
  });
}

/** The hold's last safe moment has come, or a stopping station has been silent for too long. */
async function closeWhenOver(
  tx: Tx,
  context: Context,
  session: SessionRow,
  site: Site,
  now: Date,
): Promise<boolean> {
  if (session.settleBy && session.settleBy <= now) {
    await closeAtLastReading(tx, context, session, "hold_deadline");
    return true;
  }
  if (isForgotten(session, site, now)) {
    await closeAtLastReading(tx, context, session, "connection_lost");
    return true;
  }
  if (session.state !== "STOPPING" || !session.stopRequestedAt) return false;
  const lastSign = Math.max(session.stopRequestedAt.getTime(), session.meterLastAt?.getTime() ?? 0);
  if (now.getTime() - lastSign < site.parameters.finalMeterWaitS * 1000) return false;
  await closeAtLastReading(tx, context, session, "connection_lost");
  return true;
}

/**
 * A station that lost its transaction, in a reboot say, reports its connector as free and never sends the stop. The status
 * alone ends nothing, for a queued stop may still come; status, silence and time together do.
 */
function isForgotten(session: SessionRow, site: Site, now: Date): boolean {
  const { status, statusAt } = site.evse;
  if (status !== "AVAILABLE" || statusAt === null || !session.startedAt) return false;
  const lastReading = session.meterLastAt ?? session.startedAt;
  const waited = now.getTime() - statusAt.getTime() >= site.parameters.finalMeterWaitS * 1000;
  return statusAt > lastReading && statusAt > session.startedAt && waited;
}

/** Ends the session at what is proved. What a late stop tells afterwards becomes an exception, never a second charge. */
export async function closeAtLastReading(
  tx: Tx,
  context: Context,
  session: SessionRow,
  reason: SessionReason,
): Promise<void> {
  const endedAt = session.meterLastAt ?? session.startedAt ?? context.clock.now();
  await moveSession(tx, context, session, {
    on: "closed_at_last_reading",
    actor: "timer",
    data: { reason, meterStopWh: Number(session.meterLastWh ?? 0n) },
    set: { reason, endedAt, meterStopWh: session.meterLastWh ?? session.meterStartWh, powerW: 0 },
  });
  await emitEnded(tx, session);
}

async function noticeSilence(
  tx: Tx,
  context: Context,
  session: SessionRow,
  site: Site,
  now: Date,
): Promise<SessionRow> {
  const staleMs = staleAfterS(site.parameters, site.evse.currentType) * 1000;
  const lastReadingAt = session.meterLastAt ?? session.startedAt ?? now;
  const silent = now.getTime() - lastReadingAt.getTime() > staleMs;
  const online = isOnline(site.evse.station, now);
  if (!silent && online)
    return session.connectionLostAt ? updateSession(tx, session.id, { connectionLostAt: null }) : session;
  if (online) {
    // Connected but mute: ask for the meter (OCPP 1.6 §5.17).
    await queueCommand(tx, context, {
      clientId: session.clientId,
      stationId: session.stationId,
      payload: {
        kind: "TRIGGER_MESSAGE",
        message: "METER_VALUES",
        ocppConnectorId: site.evse.ocppConnectorId,
      },
      deadlineS: 20,
      createdBy: "watch",
    });
  }
  if (session.connectionLostAt) return session;
  await appendEvent(tx, context, session, { kind: "connection_lost", actor: "timer", data: { online } });
  return updateSession(tx, session.id, { connectionLostAt: lastReadingAt });
}

async function stopWhenTooLong(
  tx: Tx,
  context: Context,
  session: SessionRow,
  site: Site,
  now: Date,
): Promise<SessionRow> {
  const limit = session.startedAt
    ? after(session.startedAt, maxSessionS(site.parameters, site.evse.currentType))
    : now;
  if (limit <= now) return requestStop(tx, context, session, "stopped_by_time_limit", "timer");
  // Prices per minute go on while no reading comes in.
  const place = await findMeterPlace(tx, session.evseId);
  const price = place ? await priceLive(tx, context, session, place) : null;
  return price?.stop ? requestStop(tx, context, session, "stopped_at_ceiling", "timer") : session;
}

/** A stop without proof is sent again; the third one tells a person, for the ceiling still holds but the charger does not. */
async function repeatStop(
  tx: Tx,
  context: Context,
  session: SessionRow,
  site: Site,
  now: Date,
): Promise<void> {
  const stops = await tx.stationCommand.findMany({
    where: { sessionId: session.id, kind: "REMOTE_STOP" },
    orderBy: { createdAt: "desc" },
    select: { state: true, createdAt: true },
  });
  const last = stops[0];
  const waiting = last && (last.state === "QUEUED" || last.state === "SENT");
  const believed =
    last?.state === "ACCEPTED" &&
    now.getTime() - last.createdAt.getTime() < site.parameters.stopConfirmTimeoutS * 1000;
  if (waiting || believed) return;
  if (stops.length >= STOPS_BEFORE_ALARM) await raiseStopTrouble(tx, session);
  await sendStop(tx, context, session);
}
