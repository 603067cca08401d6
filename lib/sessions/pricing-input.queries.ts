import type { Tx } from "@/lib/db/database";
import type { ChargingState, PricingInput } from "@/lib/pricing/pricing.model";
import { findFrozenTariff } from "./frozen-tariff.queries";
import type { SessionRow } from "./session.store";

/**
 * Everything that the price of the session depends on, from stored facts only (REL-10): the frozen tariff, the accepted
 * readings, the phases. Null before the station has started a transaction.
 */
export async function findPricingInput(
  tx: Tx,
  session: SessionRow,
  until: Date,
  zeroEnergyWh: number,
): Promise<PricingInput | null> {
  if (!session.startedAt || session.meterStartWh === null) return null;
  // One after the other: a transaction has one connection.
  const tariff = await findFrozenTariff(tx, session.clientId, session.tariffHash);
  const readings = await tx.meterReading.findMany({
    where: { sessionId: session.id, problem: null, registerWh: { not: null } },
    orderBy: [{ at: "asc" }, { id: "asc" }],
    select: { at: true, registerWh: true, powerW: true, currentA: true },
  });
  const phases = await tx.sessionPhase.findMany({
    where: { sessionId: session.id },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  return {
    tariff,
    timeZone: session.timeZone,
    startedAt: session.startedAt,
    until: until < session.startedAt ? session.startedAt : until,
    ended: session.endedAt !== null,
    readings: [
      { at: session.startedAt, registerWh: Number(session.meterStartWh) },
      ...readings
        .filter((reading) => session.startedAt && reading.at > session.startedAt && reading.at <= until)
        .map((reading) => ({
          at: reading.at,
          registerWh: Number(reading.registerWh),
          ...(reading.powerW === null ? {} : { powerW: reading.powerW }),
          ...(reading.currentA === null ? {} : { currentA: Number(reading.currentA) }),
        })),
      ...(session.endedAt && session.meterStopWh !== null
        ? [{ at: until < session.endedAt ? until : session.endedAt, registerWh: Number(session.meterStopWh) }]
        : []),
    ],
    changes: phases.map((phase) => ({ at: phase.at, state: CHARGING_STATES[phase.state] ?? "CHARGING" })),
    waiveBelowWh: zeroEnergyWh,
  };
}

/** EVSE status as the price engine knows it. Finishing: the car takes nothing any more. */
const CHARGING_STATES: Readonly<Partial<Record<string, ChargingState>>> = {
  CHARGING: "CHARGING",
  SUSPENDED_EV: "SUSPENDED_EV",
  SUSPENDED_EVSE: "SUSPENDED_EVSE",
  FINISHING: "IDLE",
};
