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
  const tariff = await findFrozenTariff(tx, session.clientId, session.tariffHash);
  const { readings, phases } = await findFacts(tx, session.id);
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
          ...(reading.currentA === null ? {} : { currentA: reading.currentA }),
        })),
      ...(session.endedAt && session.meterStopWh !== null
        ? [{ at: until < session.endedAt ? until : session.endedAt, registerWh: Number(session.meterStopWh) }]
        : []),
    ],
    changes: phases.map((phase) => ({ at: phase.at, state: CHARGING_STATES[phase.state] ?? "CHARGING" })),
    waiveBelowWh: zeroEnergyWh,
  };
}

interface FactRow {
  readonly at: Date;
  readonly registerWh: bigint | null;
  readonly powerW: number | null;
  readonly currentA: number | null;
  /** Null for a reading. */
  readonly state: string | null;
}

/** The accepted readings and the phases in their order; one statement, because it runs at every meter value. */
async function findFacts(tx: Tx, sessionId: string) {
  const rows = await tx.$queryRaw<FactRow[]>`
    SELECT id, at, register_wh AS "registerWh", power_w AS "powerW", current_a::float8 AS "currentA", NULL AS state
    FROM meter_readings WHERE session_id = ${sessionId}::uuid AND problem IS NULL AND register_wh IS NOT NULL
    UNION ALL
    SELECT id, at, NULL, NULL, NULL, state::text FROM session_phases WHERE session_id = ${sessionId}::uuid
    ORDER BY at, id`;
  return {
    readings: rows.filter(({ state }) => state === null),
    phases: rows.flatMap(({ at, state }) => (state === null ? [] : [{ at, state }])),
  };
}

/** EVSE status as the price engine knows it. Finishing: the car takes nothing any more. */
const CHARGING_STATES: Readonly<Partial<Record<string, ChargingState>>> = {
  CHARGING: "CHARGING",
  SUSPENDED_EV: "SUSPENDED_EV",
  SUSPENDED_EVSE: "SUSPENDED_EVSE",
  FINISHING: "IDLE",
};
