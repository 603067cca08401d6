import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { lockEvse } from "@/lib/locations/lock-evse";
import { recordEvseStatus } from "@/lib/locations/record-evse-status";
import { appendEvent, insertPhase, lockSession, moveSession } from "./session.store";
import { findActiveSession, findSite } from "./site.queries";
import { after, emitDeadline, sendStart } from "./start-flow";
import type { StationIdentity, StatusFact } from "./station-facts.model";

const PHASES = ["CHARGING", "SUSPENDED_EV", "SUSPENDED_EVSE", "FINISHING"] as const;

/**
 * A connector's status (OCPP 1.6 §4.9). It wakes a session that waits for its plug, and marks when a car charged and when it
 * only stood there. It never ends a session: money follows transactions, not status.
 */
export async function recordStatus(
  context: Context,
  station: StationIdentity,
  fact: StatusFact,
): Promise<void> {
  const now = context.clock.now();
  const evseIds = await context.db.withClient(station.clientId, (tx) =>
    recordEvseStatus(tx, {
      stationId: station.stationId,
      ocppConnectorId: fact.ocppConnectorId,
      status: fact.status,
      errorCode: fact.errorCode,
      at: now,
    }),
  );
  if (fact.ocppConnectorId === 0) return;
  for (const evseId of evseIds) {
    await context.db.withClient(station.clientId, (tx) => react(tx, context, evseId, fact));
  }
}

async function react(tx: Tx, context: Context, evseId: string, fact: StatusFact): Promise<void> {
  await lockEvse(tx, evseId);
  const active = await findActiveSession(tx, evseId);
  const session = active ? await lockSession(tx, active.id) : null;
  if (!session) return;
  const now = context.clock.now();
  if (session.state === "AWAITING_PLUG" && fact.status === "PREPARING") {
    await startNow(tx, context, session);
    return;
  }
  const phase = PHASES.find((state) => state === fact.status);
  if (phase && (session.state === "CHARGING" || session.state === "STOPPING")) {
    await insertPhase(tx, session, { at: phaseTime(fact.at, now), state: phase, source: "status" });
    await appendEvent(tx, context, session, {
      kind: "status",
      actor: "station",
      data: { status: fact.status },
    });
  }
}

/** The cable is in: send the start, unless one that the station has accepted is still waiting for just this. */
async function startNow(
  tx: Tx,
  context: Context,
  session: NonNullable<Awaited<ReturnType<typeof lockSession>>>,
): Promise<void> {
  const site = await findSite(tx, session.evseId);
  if (!site) return;
  const now = context.clock.now();
  const startDeadlineAt = after(now, site.parameters.startAckTimeoutS + site.parameters.startConfirmTimeoutS);
  const moved = await moveSession(tx, context, session, {
    on: "plugged_in",
    actor: "station",
    set: { plugDeadlineAt: null, startDeadlineAt },
  });
  const pending = await tx.stationCommand.findFirst({
    where: {
      sessionId: session.id,
      kind: "REMOTE_START",
      OR: [
        { state: { in: ["QUEUED", "SENT"] } },
        {
          state: "ACCEPTED",
          answeredAt: { gt: after(now, -connectionTimeoutS(site.evse.station.configuration)) },
        },
      ],
    },
  });
  if (pending) await emitDeadline(tx, moved, startDeadlineAt);
  else await sendStart(tx, context, moved, site);
}

/** How long an accepted start waits for its plug at the station (OCPP 1.6 ConnectionTimeOut). */
function connectionTimeoutS(configuration: unknown): number {
  const value = Number((configuration as Record<string, unknown> | null)?.ConnectionTimeOut);
  return Number.isInteger(value) && value > 0 ? value : 60;
}

/** The station's time when it is believable, ours otherwise. */
function phaseTime(at: Date | null, now: Date): Date {
  return at && Math.abs(at.getTime() - now.getTime()) < 5 * 60_000 && at <= now ? at : now;
}
