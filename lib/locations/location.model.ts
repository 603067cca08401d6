/** EVSE status in our words; the same list as the enum in prisma/schema/locations.prisma. */
export const EVSE_STATUSES = [
  "UNKNOWN",
  "AVAILABLE",
  "PREPARING",
  "CHARGING",
  "SUSPENDED_EV",
  "SUSPENDED_EVSE",
  "FINISHING",
  "RESERVED",
  "UNAVAILABLE",
  "FAULTED",
] as const;
export type EvseStatus = (typeof EVSE_STATUSES)[number];

/** What decides whether a station counts as reachable. */
export interface StationPresence {
  readonly state: "QUARANTINED" | "ACTIVE" | "RETIRED";
  readonly gatewayId: string | null;
  readonly lastSeenAt: Date | null;
  readonly heartbeatIntervalS: number;
}

/** One line of a weekly timetable: weekday 1 (Monday) to 7, times "HH:MM" in the location's zone. */
export interface OpeningTime {
  readonly weekday: number;
  readonly begin: string;
  readonly end: string;
}
