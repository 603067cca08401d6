import type { ChargingProfile, Limit, RateUnit } from "./charging-limits.rules";
import { limitAt, scheduleOf } from "./charging-limits.rules";

/** What a connector is that profiles are for. */
export interface LimitedConnector {
  readonly id: number;
  /** Watt per ampere of the schedule's unit "A": voltage times phases. */
  readonly wattPerAmpere: number;
  readonly maxPowerW: number;
  /** The running transaction, and when it began by the station's clock; null when none runs. */
  readonly transaction: { readonly id: number | null; readonly startedAtMs: number } | null;
}

export type ProfileStatus = "Accepted" | "Rejected" | "NotSupported";

/** Which profiles ClearChargingProfile means; what is absent fits all (OCPP 1.6 §5.5). */
export interface ProfileFilter {
  readonly id?: number | undefined;
  readonly connectorId?: number | undefined;
  readonly chargingProfilePurpose?: string | undefined;
  readonly stackLevel?: number | undefined;
}

export interface CompositeSchedule {
  readonly startMs: number;
  readonly durationS: number;
  readonly unit: RateUnit;
  readonly periods: readonly { readonly startPeriod: number; readonly limit: number }[];
}

interface Stored {
  readonly connectorId: number;
  readonly profile: ChargingProfile;
}

/** ChargeProfileMaxStackLevel. */
export const STACK_LEVEL_MAX = 8;
/** ChargingScheduleMaxPeriods. */
export const PERIODS_MAX = 24;
/** MaxChargingProfilesInstalled. */
export const PROFILES_MAX = 20;

/** The charging profiles of one station: TxProfile of a running transaction, and TxDefaultProfile (OCPP 1.6 §3.13). */
export class ChargingProfiles {
  private stored: Stored[] = [];

  /** SetChargingProfile (OCPP 1.6 §5.16): replaces what has the same id, or the same place and level. */
  set(connector: LimitedConnector | null, connectorId: number, profile: ChargingProfile): ProfileStatus {
    const { chargingProfilePurpose: purpose, chargingProfileKind: kind, chargingSchedule } = profile;
    if (purpose === "ChargePointMaxProfile" || kind === "Recurring") return "NotSupported";
    const { chargingSchedulePeriod: periods } = chargingSchedule;
    const isOrdered = periods.every(
      ({ startPeriod }, i) => startPeriod > (periods[i - 1]?.startPeriod ?? -1),
    );
    if (periods.length === 0 || periods.length > PERIODS_MAX || periods[0]?.startPeriod !== 0 || !isOrdered)
      return "Rejected";
    if (profile.stackLevel < 0 || profile.stackLevel > STACK_LEVEL_MAX) return "Rejected";
    if (kind === "Absolute" && chargingSchedule.startSchedule === undefined) return "Rejected";
    if (purpose === "TxProfile") {
      const { transaction } = connector ?? { transaction: null };
      if (transaction === null) return "Rejected";
      if (profile.transactionId !== undefined && profile.transactionId !== transaction.id) return "Rejected";
    }
    const kept = this.stored.filter(
      (other) =>
        other.profile.chargingProfileId !== profile.chargingProfileId &&
        !(
          other.connectorId === connectorId &&
          other.profile.stackLevel === profile.stackLevel &&
          other.profile.chargingProfilePurpose === purpose
        ),
    );
    if (kept.length >= PROFILES_MAX) return "Rejected";
    this.stored = [...kept, { connectorId, profile }];
    return "Accepted";
  }

  /** True when something was cleared. */
  clear(filter: ProfileFilter): boolean {
    const kept = this.stored.filter(({ connectorId, profile }) => {
      const isMeant =
        (filter.id === undefined || profile.chargingProfileId === filter.id) &&
        (filter.connectorId === undefined || connectorId === filter.connectorId) &&
        (filter.chargingProfilePurpose === undefined ||
          profile.chargingProfilePurpose === filter.chargingProfilePurpose) &&
        (filter.stackLevel === undefined || profile.stackLevel === filter.stackLevel);
      return !isMeant;
    });
    const isCleared = kept.length < this.stored.length;
    this.stored = kept;
    return isCleared;
  }

  /** A transaction is over: its profiles with it. */
  endTransaction(connectorId: number): void {
    this.stored = this.stored.filter(
      (other) => other.connectorId !== connectorId || other.profile.chargingProfilePurpose !== "TxProfile",
    );
  }

  /** The limit of a connector at an instant of the station's clock, in watt, and how long it stands. */
  limit(connector: LimitedConnector, atMs: number): Limit {
    return limitAt(this.of(connector), connector, atMs);
  }

  /** What the connector means to give from now on; without a profile, what it can give (OCPP 1.6 §5.7). */
  composite(
    connector: LimitedConnector,
    nowMs: number,
    durationS: number,
    unit: RateUnit,
  ): CompositeSchedule {
    const periods = scheduleOf(this.of(connector), connector, nowMs, durationS);
    const perUnit = unit === "W" ? 1 : connector.wattPerAmpere;
    return {
      startMs: nowMs,
      durationS,
      unit,
      periods: periods.map(({ startS, limitW }) => ({
        startPeriod: startS,
        limit: Math.floor((limitW / perUnit) * 10 + 1e-6) / 10,
      })),
    };
  }

  private of({ id }: LimitedConnector): ChargingProfile[] {
    return this.stored
      .filter(({ connectorId }) => connectorId === id || connectorId === 0)
      .map(({ profile }) => profile);
  }
}
