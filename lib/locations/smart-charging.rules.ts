/** What a station has told of its smart charging (OCPP 1.6 §9.1.27, §9.4). */
export interface SmartCharging {
  /** SupportedFeatureProfiles names SmartCharging. Without a known configuration this is false. */
  readonly isSupported: boolean;
  /** Units that its schedules may have; both when it did not say. */
  readonly units: readonly ("W" | "A")[];
  /** Most periods of one schedule; null when it did not say. */
  readonly periodsMax: number | null;
}

/** Reads it from the stored configuration. Keys differ in case between stations, and so do the words of their lists. */
export function smartChargingOf(configuration: unknown): SmartCharging {
  const values = new Map(
    Object.entries(configuration ?? {}).map(([key, value]) => [key.toLowerCase(), String(value)]),
  );
  const list = (key: string): readonly string[] =>
    (values.get(key) ?? "")
      .split(",")
      .map((word) => word.trim().toLowerCase())
      .filter((word) => word !== "");
  const allowed = list("chargingscheduleallowedchargingrateunit");
  const units = [
    ...(allowed.includes("power") ? (["W"] as const) : []),
    ...(allowed.includes("current") ? (["A"] as const) : []),
  ];
  const periodsMax = Number(values.get("chargingschedulemaxperiods") ?? "");
  return {
    isSupported: list("supportedfeatureprofiles").includes("smartcharging"),
    units: units.length === 0 ? ["W", "A"] : units,
    periodsMax: Number.isInteger(periodsMax) && periodsMax > 0 ? periodsMax : null,
  };
}
