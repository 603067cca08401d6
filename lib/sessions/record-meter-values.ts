import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { priceSession } from "@/lib/pricing/price-session.rules";
import { shouldStop } from "@/lib/pricing/project-limit.rules";
import { findPricingInput } from "./pricing-input.queries";
import { appendEvent, insertPhase, lockSession, type SessionRow, updateSession } from "./session.store";
import { findSite, type Site, staleAfterS } from "./site.queries";
import type { MeterFact, StationIdentity } from "./station-facts.model";
import { requestStop } from "./stop-flow";
import { storeSamples } from "./store-samples";
import type { TransactionRow } from "./transaction.store";

/** Seconds from our stop command until no energy flows any more, for the ceiling (REL-21). */
const STOP_LATENCY_S = 10;
/** Mean power below which a car counts as full, W. */
const IDLE_BELOW_W = 50;

/**
 * Meter values of a transaction (OCPP 1.6 §4.7): stored, priced live, and the session is stopped in time before its ceiling.
 * Values of a foreign or unknown transaction are left to the journal; they change nothing (SEC-34).
 */
export async function recordMeterValues(
  context: Context,
  station: StationIdentity,
  fact: MeterFact,
): Promise<void> {
  if (fact.samples.length === 0) return;
  await context.db.withClient(station.clientId, async (tx) => {
    const transaction = await findTransaction(tx, station, fact);
    if (!transaction) return;
    const session = transaction.sessionId ? await lockSession(tx, transaction.sessionId) : null;
    const stored = await storeSamples(tx, context, { transaction, session, samples: fact.samples });
    if (!session || (session.state !== "CHARGING" && session.state !== "STOPPING")) return;
    const site = await findSite(tx, session.evseId);
    if (!site) return;
    await notePower(tx, session, site, stored.powerW, stored.meter.at);
    const updated = await updateSession(tx, session.id, {
      meterLastWh: BigInt(stored.meter.registerWh),
      meterLastAt: stored.meter.at,
      ...(stored.powerW === null ? {} : { powerW: stored.powerW }),
      ...(stored.socPercent === null ? {} : { socPercent: stored.socPercent }),
      ...(session.connectionLostAt ? { connectionLostAt: null } : {}),
    });
    if (session.connectionLostAt)
      await appendEvent(tx, context, session, { kind: "connection_back", actor: "station" });
    await priceLive(tx, context, updated, site);
  });
}

async function findTransaction(
  tx: Tx,
  station: StationIdentity,
  fact: MeterFact,
): Promise<TransactionRow | null> {
  if (fact.transactionId !== null) {
    if (fact.transactionId <= 0 || fact.transactionId > 2_147_483_647) return null;
    return tx.ocppTransaction.findFirst({ where: { id: fact.transactionId, stationId: station.stationId } });
  }
  return tx.ocppTransaction.findFirst({
    where: {
      stationId: station.stationId,
      ocppConnectorId: fact.ocppConnectorId,
      stoppedAt: null,
      verdict: "ACCEPTED",
    },
    orderBy: { id: "desc" },
  });
}

/** Charging and standing, from the power that flows: for stations that never report SuspendedEV. */
async function notePower(
  tx: Tx,
  session: SessionRow,
  site: Site,
  powerW: number | null,
  at: Date,
): Promise<void> {
  if (powerW === null || site.evse.status === "SUSPENDED_EV" || site.evse.status === "SUSPENDED_EVSE") return;
  const wasIdle = session.powerW !== null && session.powerW < IDLE_BELOW_W;
  const isIdle = powerW < IDLE_BELOW_W;
  if (session.powerW === null || wasIdle !== isIdle) {
    await insertPhase(tx, session, { at, state: isIdle ? "SUSPENDED_EV" : "CHARGING", source: "meter" });
  }
}

/** The running price, and the stop before the ceiling. A price that can not be computed never stops the readings. */
export async function priceLive(
  tx: Tx,
  context: Context,
  session: SessionRow,
  site: Site,
): Promise<SessionRow> {
  const until = session.meterLastAt ?? context.clock.now();
  let costMinor = session.costMinor;
  let stop = false;
  try {
    const input = await findPricingInput(tx, session, until, site.parameters.zeroEnergyWh);
    if (!input) return session;
    const priced = priceSession(input);
    costMinor = Math.max(session.costMinor, priced.total.grossMinor);
    stop = shouldStop({
      input,
      priced,
      holdMinor: session.ceilingMinor,
      nowPowerW: session.powerW,
      maxPowerW: site.evse.maxPowerW,
      // While the station is silent the power is assumed to go on, so that the ceiling holds without readings too.
      intervalS: meterIntervalS(site) + Math.max(0, (context.clock.now().getTime() - until.getTime()) / 1000),
      stopLatencyS: STOP_LATENCY_S,
    });
  } catch (error) {
    context.log.error(
      { sessionId: session.id, error: String(error) },
      "the running price could not be computed",
    );
  }
  const priced =
    costMinor === session.costMinor ? session : await updateSession(tx, session.id, { costMinor });
  return stop ? requestStop(tx, context, priced, "stopped_at_ceiling", "system") : priced;
}

/** How long until the next reading: what the station is configured to, else half the time after which readings are old. */
export function meterIntervalS(site: Site): number {
  const configured = Number(
    (site.evse.station.configuration as Record<string, unknown>).MeterValueSampleInterval,
  );
  if (Number.isInteger(configured) && configured > 0 && configured <= 900) return configured;
  return Math.ceil(staleAfterS(site.parameters, site.evse.currentType) / 2);
}
