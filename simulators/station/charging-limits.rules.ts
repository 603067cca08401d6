export type RateUnit = "W" | "A";

/** csChargingProfiles of OCPP 1.6 §7.8, as far as the simulator reads it. */
export interface ChargingProfile {
  readonly chargingProfileId: number;
  readonly transactionId?: number | undefined;
  readonly stackLevel: number;
  readonly chargingProfilePurpose: "ChargePointMaxProfile" | "TxDefaultProfile" | "TxProfile";
  readonly chargingProfileKind: "Absolute" | "Recurring" | "Relative";
  readonly validFrom?: string | undefined;
  readonly validTo?: string | undefined;
  readonly chargingSchedule: {
    readonly duration?: number | undefined;
    readonly startSchedule?: string | undefined;
    readonly chargingRateUnit: RateUnit;
    readonly chargingSchedulePeriod: readonly {
      readonly startPeriod: number;
      readonly limit: number;
      readonly numberPhases?: number | undefined;
    }[];
  };
}

interface Place {
  readonly wattPerAmpere: number;
  readonly maxPowerW: number;
  readonly transaction: { readonly startedAtMs: number } | null;
}

/** A limit in watt; null: none. `untilMs`: when it may be another one, by the station's clock; null: never. */
export interface Limit {
  readonly limitW: number | null;
  readonly untilMs: number | null;
}

/** The same of one profile, and whether it stands at all: a schedule that has not begun or is over says nothing. */
function profileAt(profile: ChargingProfile, place: Place, atMs: number): Limit {
  const none: Limit = { limitW: null, untilMs: null };
  const { chargingSchedule: schedule, chargingProfileKind: kind } = profile;
  if (place.transaction === null) return none;
  const fromMs = profile.validFrom === undefined ? null : Date.parse(profile.validFrom);
  const toMs = profile.validTo === undefined ? null : Date.parse(profile.validTo);
  if (fromMs !== null && atMs < fromMs) return { limitW: null, untilMs: fromMs };
  if (toMs !== null && atMs >= toMs) return none;
  const startMs =
    kind === "Absolute" && schedule.startSchedule !== undefined
      ? Date.parse(schedule.startSchedule)
      : place.transaction.startedAtMs;
  const atS = (atMs - startMs) / 1000;
  if (atS < 0) return { limitW: null, untilMs: startMs };
  if (schedule.duration !== undefined && atS >= schedule.duration) return none;
  const index = schedule.chargingSchedulePeriod.findLastIndex(({ startPeriod }) => startPeriod <= atS);
  const period = schedule.chargingSchedulePeriod[index];
  if (period === undefined) return none;
  const next = schedule.chargingSchedulePeriod[index + 1]?.startPeriod;
  const ends = [
    next === undefined ? null : startMs + next * 1000,
    schedule.duration === undefined ? null : startMs + schedule.duration * 1000,
    toMs,
  ].filter((end): end is number => end !== null);
  const perUnit = schedule.chargingRateUnit === "W" ? 1 : place.wattPerAmpere;
  return { limitW: period.limit * perUnit, untilMs: ends.length === 0 ? null : Math.min(...ends) };
}

const earliest = (instants: readonly (number | null)[]): number | null => {
  const known = instants.filter((instant): instant is number => instant !== null);
  return known.length === 0 ? null : Math.min(...known);
};

/**
 * The limit at an instant: a TxProfile counts before every TxDefaultProfile, then the highest level that has something to say
 * (OCPP 1.6 §3.13.2).
 */
export function limitAt(profiles: readonly ChargingProfile[], place: Place, atMs: number): Limit {
  const ranked = [...profiles].sort(
    (a, b) =>
      Number(b.chargingProfilePurpose === "TxProfile") - Number(a.chargingProfilePurpose === "TxProfile") ||
      b.stackLevel - a.stackLevel,
  );
  const all = ranked.map((profile) => profileAt(profile, place, atMs));
  const first = all.find(({ limitW }) => limitW !== null);
  return { limitW: first?.limitW ?? null, untilMs: earliest(all.map(({ untilMs }) => untilMs)) };
}

/** Most steps of a composite schedule. */
const STEPS_MAX = 200;

/** The steps of the limit from `nowMs` on; where nothing limits, what the connector can give. */
export function scheduleOf(
  profiles: readonly ChargingProfile[],
  place: Place,
  nowMs: number,
  durationS: number,
): { startS: number; limitW: number }[] {
  const steps: { startS: number; limitW: number }[] = [];
  let atMs: number | null = nowMs;
  for (let i = 0; i < STEPS_MAX && atMs !== null && atMs < nowMs + durationS * 1000; i++) {
    const { limitW, untilMs } = limitAt(profiles, place, atMs);
    const watt = Math.min(limitW ?? place.maxPowerW, place.maxPowerW);
    if (steps.at(-1)?.limitW !== watt)
      steps.push({ startS: Math.round((atMs - nowMs) / 1000), limitW: watt });
    atMs = untilMs;
  }
  return steps;
}
