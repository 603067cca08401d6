import type { OpeningTime, StationPresence } from "./location.model";

/**
 * True when a command can be expected to reach the station: approved, a gateway holds its socket, and its last message is
 * not older than two heartbeat intervals (UX-41).
 */
export function isOnline(station: StationPresence, now: Date): boolean {
  const until = onlineUntil(station);
  return until !== null && now.getTime() <= until;
}

/**
 * Until when a station that says nothing more counts as online, in milliseconds since the epoch; may be over. Null when it does
 * not count at all.
 */
export function onlineUntil(station: StationPresence): number | null {
  if (station.state !== "ACTIVE" || station.gatewayId === null || station.lastSeenAt === null) return null;
  return station.lastSeenAt.getTime() + station.heartbeatIntervalS * 2_000;
}

/** True when the timetable has the local time open. An empty or missing timetable means around the clock. */
export function isOpen(
  times: readonly OpeningTime[] | null,
  local: { readonly weekday: number; readonly minuteOfDay: number },
): boolean {
  if (times === null || times.length === 0) return true;
  return times.some((time) => {
    if (time.weekday !== local.weekday) return false;
    const begin = minuteOf(time.begin);
    const end = time.end === "00:00" ? 24 * 60 : minuteOf(time.end);
    return local.minuteOfDay >= begin && local.minuteOfDay < end;
  });
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
