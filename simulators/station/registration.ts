import type { ConfigurationTable } from "./configuration-table";
import type { StationConnection } from "./connection";
import type { StationOptions } from "./station.model";
import type { Timer, Timers } from "./timers";

/** Pause before the next BootNotification when the server names none. */
const BOOT_RETRY_S = 60;

export interface RegistrationHost {
  readonly options: StationOptions;
  readonly configuration: ConfigurationTable;
  readonly connection: StationConnection;
  readonly timers: Timers;
  readonly waitSpeed: number;
  /** The server accepted the station: it may send everything now. */
  onAccepted(): void;
}

/** The station's standing with the server: BootNotification until accepted (OCPP 1.6 §4.2), then heartbeats. */
export class Registration {
  private bootTimer: Timer | null = null;
  private heartbeatTimer: Timer | null = null;
  accepted = false;

  constructor(private readonly host: RegistrationHost) {}

  /** Power is gone: the next connection begins with a boot. */
  forget(): void {
    this.accepted = false;
    this.bootTimer?.cancel();
    this.heartbeatTimer?.cancel();
  }

  async boot(): Promise<void> {
    const { connection, options } = this.host;
    const { vendor = "Kerbwatt", model = "Simulator", serialNumber, firmwareVersion } = options;
    try {
      const answer = (await connection.call("BootNotification", {
        chargePointVendor: vendor,
        chargePointModel: model,
        ...(serialNumber === undefined ? {} : { chargePointSerialNumber: serialNumber }),
        ...(firmwareVersion === undefined ? {} : { firmwareVersion }),
      })) as { status?: unknown; interval?: unknown } | null;
      const interval = typeof answer?.interval === "number" ? answer.interval : 0;
      if (answer?.status === "Accepted") this.accept(interval);
      else this.bootLater(interval);
    } catch {
      if (connection.online) this.bootLater(0);
    }
  }

  /** Begins the heartbeat anew, at the configured interval. */
  scheduleHeartbeat(): void {
    const { configuration, options, timers, waitSpeed } = this.host;
    this.heartbeatTimer?.cancel();
    const seconds = configuration.number("HeartbeatInterval");
    if (options.heartbeat === false || seconds === 0) return;
    this.heartbeatTimer = timers.after((seconds * 1000) / waitSpeed, () => {
      if (this.accepted && this.host.connection.online) this.heartbeat();
      this.scheduleHeartbeat();
    });
  }

  heartbeat(): void {
    this.host.connection.call("Heartbeat", {}).catch(() => undefined);
  }

  private accept(interval: number): void {
    if (interval > 0) this.host.configuration.seed("HeartbeatInterval", String(interval));
    this.accepted = true;
    this.host.onAccepted();
  }

  private bootLater(seconds: number): void {
    const { connection, timers, waitSpeed } = this.host;
    this.bootTimer?.cancel();
    this.bootTimer = timers.after(((seconds || BOOT_RETRY_S) * 1000) / waitSpeed, () => {
      if (connection.online) void this.boot();
    });
  }
}
