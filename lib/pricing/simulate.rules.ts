import { DAY_MS, instantsOfWall, localTime, MINUTE_MS, minuteOfClock, zoneOffset } from "@/lib/core/time";
import { priceSession } from "./price-session.rules";
import type { PricedSession } from "./pricing.model";
import type { Tariff } from "./tariff.model";

/** "20 kWh in 40 min at 18:00, then 30 min without charging". */
export interface Simulation {
  readonly energyWh: number;
  /** Minutes of charging, at constant power. */
  readonly minutes: number;
  /** Minutes that the car stays connected afterwards. */
  readonly idleMinutes: number;
  readonly startedAt: Date;
  readonly timeZone: string;
}

/** What such a session would cost, line by line: the one engine that bills real sessions (REL-10). */
export function simulateSession(tariff: Tariff, simulation: Simulation): PricedSession {
  const { energyWh, minutes, idleMinutes, startedAt, timeZone } = simulation;
  const charged = new Date(startedAt.getTime() + minutes * MINUTE_MS);
  const until = new Date(charged.getTime() + idleMinutes * MINUTE_MS);
  const powerW = minutes > 0 ? (energyWh * 60) / minutes : 0;
  return priceSession({
    tariff,
    timeZone,
    startedAt,
    until,
    ended: true,
    readings: [
      { at: startedAt, registerWh: 0, powerW },
      { at: charged, registerWh: energyWh, powerW },
      ...(idleMinutes > 0 ? [{ at: until, registerWh: energyWh, powerW: 0 }] : []),
    ],
    changes: idleMinutes > 0 ? [{ at: charged, state: "SUSPENDED_EV" }] : [],
  });
}

/** The instant of today's "HH:MM" on the wall clock of the zone; in the hour that a clock change leaves out, the one after. */
export function todayAt(clock: string, now: Date, timeZone: string): Date {
  const wall = Date.parse(`${localTime(timeZone, now).date}T00:00:00Z`) + minuteOfClock(clock) * MINUTE_MS;
  return new Date(instantsOfWall(timeZone, wall)[0] ?? wall - zoneOffset(timeZone, wall - DAY_MS));
}
