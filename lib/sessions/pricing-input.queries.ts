import type { Tx } from "@/lib/db/database";
import type { ChargingState, PricingInput } from "@/lib/pricing/pricing.model";
import type { Tariff } from "@/lib/pricing/tariff.model";
import { findFrozenTariff } from "./frozen-tariff.queries";
import type { SessionRow } from "./session.store";

/** A price that is wanted: by which frozen version, up to when, and below which energy nothing is charged. */
export interface PriceQuestion {
  readonly session: SessionRow;
  readonly until: Date;
  readonly zeroEnergyWh: number;
  readonly tariffHash: string;
}

/**
 * The version by which a running session is shown and stopped: what the driver was promised. At a payment terminal that is
 * the wholesale tariff; the retail price is what the CPO's books know (decision 0013).
 */
export function shownHash({ channel, tariffHash, wholesaleHash }: SessionRow): string {
  return channel === "OCPI_TERMINAL" && wholesaleHash !== null ? wholesaleHash : tariffHash;
}

/**
 * Everything that the price of the session depends on, from stored facts only (REL-10): the frozen tariff, the accepted
 * readings, the phases. Null before the station has started a transaction. `tariffHash`: another frozen version than retail.
 */
export async function findPricingInput(
  tx: Tx,
  session: SessionRow,
  until: Date,
  zeroEnergyWh: number,
  tariffHash: string = session.tariffHash,
): Promise<PricingInput | null> {
  const found = await findPricingInputs(tx, [{ session, until, zeroEnergyWh, tariffHash }]);
  return found.get(session.id) ?? null;
}

/** The same for many sessions, by their id, from two statements. */
export async function findPricingInputs(
  tx: Tx,
  questions: readonly PriceQuestion[],
): Promise<ReadonlyMap<string, PricingInput>> {
  const begun = questions.filter(({ session }) => session.startedAt && session.meterStartWh !== null);
  const inputs = new Map<string, PricingInput>();
  if (begun.length === 0) return inputs;
  const rows = await findFacts(
    tx,
    begun.map(({ session }) => session.id),
  );
  for (const question of begun) {
    const { session, tariffHash } = question;
    const tariff = await findFrozenTariff(tx, session.clientId, tariffHash);
    const input = inputOf(question, tariff, rows.get(session.id) ?? []);
    if (input) inputs.set(session.id, input);
  }
  return inputs;
}

function inputOf(
  { session, until, zeroEnergyWh }: PriceQuestion,
  tariff: Tariff,
  facts: readonly FactRow[],
): PricingInput | null {
  const { startedAt, endedAt, meterStartWh, meterStopWh } = session;
  if (!startedAt || meterStartWh === null) return null;
  const readings = facts.filter(({ at, state }) => state === null && at > startedAt && at <= until);
  return {
    tariff,
    timeZone: session.timeZone,
    startedAt,
    until: until < startedAt ? startedAt : until,
    ended: endedAt !== null,
    readings: [
      { at: startedAt, registerWh: Number(meterStartWh) },
      ...readings.map((reading) => ({
        at: reading.at,
        registerWh: Number(reading.registerWh),
        ...(reading.powerW === null ? {} : { powerW: reading.powerW }),
        ...(reading.currentA === null ? {} : { currentA: reading.currentA }),
      })),
      ...(endedAt && meterStopWh !== null
        ? [{ at: until < endedAt ? until : endedAt, registerWh: Number(meterStopWh) }]
        : []),
    ],
    changes: facts.flatMap(({ at, state, source }) =>
      state === null
        ? []
        : [{ at, state: CHARGING_STATES[state] ?? "CHARGING", ...(source === "meter" ? FOUND : {}) }],
    ),
    waiveBelowWh: zeroEnergyWh,
  };
}

interface FactRow {
  readonly sessionId: string;
  readonly at: Date;
  readonly registerWh: bigint | null;
  readonly powerW: number | null;
  readonly currentA: number | null;
  /** Null for a reading. */
  readonly state: string | null;
  /** Where a phase was learnt: `status` or `meter`. */
  readonly source: string | null;
}

/** A phase that only the power in the readings has shown. */
const FOUND = { source: "METER" } as const;

/** Accepted readings and phases of sessions in their order; one statement, because it runs at every meter value. */
async function findFacts(tx: Tx, sessionIds: readonly string[]): Promise<ReadonlyMap<string, FactRow[]>> {
  const rows = await tx.$queryRaw<FactRow[]>`
    SELECT id, session_id AS "sessionId", at, register_wh AS "registerWh", power_w AS "powerW",
           current_a::float8 AS "currentA", NULL AS state, NULL AS source
    FROM meter_readings
    WHERE session_id = ANY(${[...sessionIds]}::uuid[]) AND problem IS NULL AND register_wh IS NOT NULL
    UNION ALL
    SELECT id, session_id, at, NULL, NULL, NULL, state::text, source
    FROM session_phases WHERE session_id = ANY(${[...sessionIds]}::uuid[])
    ORDER BY at, id`;
  const bySession = new Map<string, FactRow[]>(sessionIds.map((id) => [id, []]));
  for (const row of rows) bySession.get(row.sessionId)?.push(row);
  return bySession;
}

/** EVSE status as the price engine knows it. Finishing: the car takes nothing any more. */
const CHARGING_STATES: Readonly<Partial<Record<string, ChargingState>>> = {
  CHARGING: "CHARGING",
  SUSPENDED_EV: "SUSPENDED_EV",
  SUSPENDED_EVSE: "SUSPENDED_EVSE",
  FINISHING: "IDLE",
};
