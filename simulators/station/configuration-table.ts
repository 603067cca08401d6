import { PERIODS_MAX, PROFILES_MAX, STACK_LEVEL_MAX } from "./charging-profiles";

/** One row of GetConfiguration.conf (OCPP 1.6 §7.29). */
export interface ConfigurationRow {
  readonly key: string;
  readonly readonly: boolean;
  readonly value?: string;
}

export type ChangeStatus = "Accepted" | "Rejected" | "RebootRequired" | "NotSupported";

type Shape = "integer" | "boolean" | "text" | "secret";

interface Entry {
  readonly shape: Shape;
  readonly readonly: boolean;
  value: string;
}

const entry = (shape: Shape, value: string, readonly = false): Entry => ({ shape, value, readonly });

/**
 * Configuration keys of OCPP 1.6 §9 that the core and smart charging profiles need, plus AuthorizationKey of the security whitepaper.
 * Keys that the simulator cannot act on are read-only, so that it never accepts a value without effect.
 */
function defaults(): [string, Entry][] {
  return [
    ["AllowOfflineTxForUnknownId", entry("boolean", "true", true)],
    ["AuthorizationCacheEnabled", entry("boolean", "false", true)],
    ["AuthorizationKey", entry("secret", "")],
    ["AuthorizeRemoteTxRequests", entry("boolean", "false")],
    ["ChargeProfileMaxStackLevel", entry("integer", String(STACK_LEVEL_MAX), true)],
    ["ChargingScheduleAllowedChargingRateUnit", entry("text", "Current,Power", true)],
    ["ChargingScheduleMaxPeriods", entry("integer", String(PERIODS_MAX), true)],
    ["ClockAlignedDataInterval", entry("integer", "0")],
    ["ConnectionTimeOut", entry("integer", "60")],
    ["ConnectorPhaseRotation", entry("text", "NotApplicable", true)],
    ["GetConfigurationMaxKeys", entry("integer", "50", true)],
    ["HeartbeatInterval", entry("integer", "300")],
    ["LocalAuthorizeOffline", entry("boolean", "true", true)],
    ["LocalPreAuthorize", entry("boolean", "false", true)],
    ["MaxChargingProfilesInstalled", entry("integer", String(PROFILES_MAX), true)],
    ["MeterValuesAlignedData", entry("text", "Energy.Active.Import.Register")],
    [
      "MeterValuesSampledData",
      entry("text", "Energy.Active.Import.Register,Power.Active.Import,SoC,Current.Import,Voltage"),
    ],
    ["MeterValueSampleInterval", entry("integer", "30")],
    ["NumberOfConnectors", entry("integer", "1", true)],
    ["ResetRetries", entry("integer", "1", true)],
    ["SecurityProfile", entry("integer", "1", true)],
    ["StopTransactionOnEVSideDisconnect", entry("boolean", "true")],
    ["StopTransactionOnInvalidId", entry("boolean", "true")],
    ["StopTxnAlignedData", entry("text", "", true)],
    ["StopTxnSampledData", entry("text", "Energy.Active.Import.Register")],
    ["SupportedFeatureProfiles", entry("text", "Core,RemoteTrigger,SmartCharging", true)],
    ["TransactionMessageAttempts", entry("integer", "3")],
    ["TransactionMessageRetryInterval", entry("integer", "60")],
    ["UnlockConnectorOnEVSideDisconnect", entry("boolean", "true", true)],
  ];
}

/** The station's configuration: keys are case-insensitive, values are checked against the key's type. */
export class ConfigurationTable {
  private readonly rows = new Map<string, { key: string; entry: Entry }>();

  constructor(overrides: Readonly<Record<string, string>> = {}) {
    for (const [key, row] of defaults()) this.rows.set(key.toLowerCase(), { key, entry: row });
    for (const [key, value] of Object.entries(overrides)) this.seed(key, value);
  }

  /** Sets a value past the read-only mark, and adds unknown keys as text: for the station itself, not for the server. */
  seed(key: string, value: string): void {
    const row = this.rows.get(key.toLowerCase());
    if (row) row.entry.value = value;
    else this.rows.set(key.toLowerCase(), { key, entry: entry("text", value) });
  }

  /** Adds a key that the server can only read. */
  publish(key: string, value: string): void {
    this.rows.set(key.toLowerCase(), { key, entry: entry("text", value, true) });
  }

  text(key: string): string {
    return this.rows.get(key.toLowerCase())?.entry.value ?? "";
  }

  number(key: string): number {
    const value = Number(this.text(key));
    return Number.isFinite(value) ? value : 0;
  }

  flag(key: string): boolean {
    return this.text(key).toLowerCase() === "true";
  }

  list(key: string): string[] {
    return this.text(key)
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }

  /** ChangeConfiguration (OCPP 1.6 §5.3): unknown key NotSupported, read-only or ill-typed value Rejected. */
  change(key: string, value: string): ChangeStatus {
    const row = this.rows.get(key.toLowerCase());
    if (!row) return "NotSupported";
    const { shape, readonly } = row.entry;
    if (readonly) return "Rejected";
    if (shape === "integer" && !/^\d{1,9}$/.test(value)) return "Rejected";
    if (shape === "boolean" && !/^(true|false)$/i.test(value)) return "Rejected";
    if (shape === "secret" && (value.length < 16 || value.length > 40)) return "Rejected";
    row.entry.value = value;
    return "Accepted";
  }

  /** GetConfiguration (OCPP 1.6 §5.8): all rows, or the asked ones. A secret is named without its value. */
  read(keys: readonly string[]): { configurationKey: ConfigurationRow[]; unknownKey: string[] } {
    const asked = keys.length > 0 ? keys : [...this.rows.values()].map((row) => row.key);
    const configurationKey: ConfigurationRow[] = [];
    const unknownKey: string[] = [];
    for (const name of asked) {
      const row = this.rows.get(name.toLowerCase());
      if (!row) unknownKey.push(name);
      else {
        const { readonly, shape, value } = row.entry;
        configurationKey.push({ key: row.key, readonly, ...(shape === "secret" ? {} : { value }) });
      }
    }
    return { configurationKey, unknownKey };
  }
}
