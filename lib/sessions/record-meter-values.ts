import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { priceSession } from "@/lib/pricing/price-session.rules";
import { shouldStop } from "@/lib/pricing/project-limit.rules";
import { findPricingInput, shownHash } from "./pricing-input.queries";
import { appendEvent, insertPhase, lockSession, type SessionRow, updateSession } from "./session.store";
import { findMeterPlace, type MeterPlace, staleAfterS, UNKNOWN_EVSE_POWER_W } from "./site.queries";
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
    const evseId = session?.evseId ?? transaction.evseId;
    const place = evseId ? await findMeterPlace(tx, evseId) : null;
    const maxPowerW = place?.maxPowerW ?? UNKNOWN_EVSE_POWER_W;
    const stored = await storeSamples(tx, context, {
      transaction,
      session,
      samples: fact.samples,
      maxPowerW,
    });
    if (!session || !place || (session.state !== "CHARGING" && session.state !== "STOPPING")) return;
    await notePower(tx, session, place, stored.powerW, stored.meter.at);
    const set = {
      meterLastWh: BigInt(stored.meter.registerWh),
      meterLastAt: stored.meter.at,
      powerW: stored.powerW ?? session.powerW,
      socPercent: stored.socPercent ?? session.socPercent,
      connectionLostAt: null,
    };
    const price = await priceLive(tx, context, { ...session, ...set }, place);
    const updated = await updateSession(tx, session.id, { ...set, costMinor: price.costMinor });
    if (session.connectionLostAt) {
      await appendEvent(tx, context, session, { kind: "connection_back", actor: "station" });
    }
    if (price.stop) await requestStop(tx, context, updated, "stopped_at_ceiling", "system");
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
  place: MeterPlace,
  powerW: number | null,
  at: Date,
): Promise<void> {
  if (powerW === null || place.status === "SUSPENDED_EV" || place.status === "SUSPENDED_EVSE") return;
  const wasIdle = session.powerW !== null && session.powerW < IDLE_BELOW_W;
  const isIdle = powerW < IDLE_BELOW_W;
  if (session.powerW === null || wasIdle !== isIdle) {
    await insertPhase(tx, session, { at, state: isIdle ? "SUSPENDED_EV" : "CHARGING", source: "meter" });
  }
}

/** The running price of a session, and whether it must stop now to stay below its ceiling (REL-21). */
export interface LivePrice {
  /** Never less than what was shown before (UX-20). */
  readonly costMinor: number;
  readonly stop: boolean;
}

/** Prices a running session from its stored readings. A price that can not be computed never stops the readings. */
export async function priceLive(
  tx: Tx,
  context: Context,
  session: SessionRow,
  place: MeterPlace,
): Promise<LivePrice> {
  const until = session.meterLastAt ?? context.clock.now();
  try {
    const { zeroEnergyWh } = place.parameters;
    const input = await findPricingInput(tx, session, until, zeroEnergyWh, shownHash(session));
    if (!input) return { costMinor: session.costMinor, stop: false };
    const priced = priceSession(input);
    const stop = shouldStop({
      input,
      priced,
      holdMinor: session.ceilingMinor,
      nowPowerW: session.powerW,
      maxPowerW: place.maxPowerW,
      // While the station is silent the power is assumed to go on, so that the ceiling holds without readings too.
      intervalS:
        meterIntervalS(place) + Math.max(0, (context.clock.now().getTime() - until.getTime()) / 1000),
      stopLatencyS: STOP_LATENCY_S,
    });
    return { costMinor: Math.max(session.costMinor, priced.total.grossMinor), stop };
  } catch (error) {
    context.log.error(
      { sessionId: session.id, error: String(error) },
      "the running price could not be computed",
    );
    return { costMinor: session.costMinor, stop: false };
  }
}

/** How long until the next reading: what the station is configured to, else half the time after which readings are old. */
export function meterIntervalS(place: MeterPlace): number {
  const configured = Number(place.configuration.MeterValueSampleInterval);
  if (Number.isInteger(configured) && configured > 0 && configured <= 900) return configured;
  return Math.ceil(staleAfterS(place.parameters, place.currentType) / 2);
}
