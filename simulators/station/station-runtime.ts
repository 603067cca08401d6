import { ChargingProfiles } from "./charging-profiles";
import { ConfigurationTable } from "./configuration-table";
import { StationConnection } from "./connection";
import { Connector } from "./connector";
import { ConnectorSession, type SessionHost } from "./connector-session";
import { COST_VENDOR, displayText } from "./display.rules";
import { FaultPlan } from "./faults";
import { type HandlerHost, handleCall } from "./message-handlers";
import { Registration } from "./registration";
import { SignedMeter } from "./signed-meter";
import type {
  ConnectorOptions,
  Frame,
  RebootOptions,
  StationOptions,
  StationSnapshot,
  StopReason,
} from "./station.model";
import { SYSTEM_TIMERS, Timers } from "./timers";
import { isoTimestamp } from "./timestamp.rules";
import { TransactionQueue } from "./transaction-queue";

/** Who watches the station. Null: nobody, so nothing is built. */
export interface Observers {
  state(): (() => void) | null;
  frame(): ((frame: Frame) => void) | null;
}

/** Seconds from power-off to the first attempt to connect. */
const REBOOT_S = 8;
/** A soft reboot waits at most so long for the delivery of its stops. */
const SOFT_REBOOT_PATIENCE_S = 10;

/** The running station: boot, heartbeat, status reports and reboot around its connectors. */
export class StationRuntime implements SessionHost, HandlerHost {
  readonly configuration: ConfigurationTable;
  readonly faults = new FaultPlan(() => this.changed());
  readonly timers: Timers;
  readonly queue: TransactionQueue;
  readonly profiles = new ChargingProfiles();
  readonly connection: StationConnection;
  readonly speed: number;
  readonly waitSpeed: number;
  clockSkewS = 0;
  /** Offset from UTC in which timestamps are written; 0 writes them in UTC. */
  clockZoneMinutes = 0;
  private readonly registration: Registration;
  private readonly all: ConnectorSession[];
  private readonly reported = new Map<number, string>();
  private readonly bornMs: number;
  private password: string;
  private stopped = false;
  private flushing = false;
  private display: string | null = null;
  private rebooting = false;
  private afterBoot: (() => void)[] = [];

  constructor(
    private readonly options: StationOptions,
    private readonly observers: Observers,
  ) {
    this.timers = new Timers(options.timerHost ?? SYSTEM_TIMERS);
    this.bornMs = this.timers.now();
    this.speed = options.speed ?? 1;
    this.waitSpeed = options.waitSpeed ?? 1;
    this.password = options.password ?? "";
    this.configuration = new ConfigurationTable({
      NumberOfConnectors: String(options.connectors.length),
      MeterValueSampleInterval: String(options.meterIntervalS ?? 30),
      ConnectionTimeOut: String(options.connectionTimeoutS ?? 60),
      AuthorizationKey: this.password,
      SecurityProfile: this.password === "" ? "0" : "1",
      ...options.configuration,
    });
    this.connection = this.makeConnection();
    this.registration = new Registration({
      options,
      configuration: this.configuration,
      connection: this.connection,
      timers: this.timers,
      waitSpeed: this.waitSpeed,
      onAccepted: () => this.bootAccepted(),
    });
    this.queue = new TransactionQueue({
      configuration: this.configuration,
      timers: this.timers,
      waitSpeed: this.waitSpeed,
      ready: () => this.registration.accepted && this.connection.online,
      call: (action, payload) => this.connection.call(action, payload),
      onChange: () => this.changed(),
    });
    this.all = options.connectors.map(
      (connector) => new ConnectorSession(new Connector(connector, this, this.signer(connector)), this),
    );
  }

  /** A calibrated meter names its key in MeterPublicKey<connector> (Open Charge Alliance, "Signed meter values in OCPP"). */
  private signer({ id, kind }: ConnectorOptions): SignedMeter | null {
    if (this.options.signedMeter !== true) return null;
    const meter = new SignedMeter(`${this.options.identity}/${id}`, kind);
    this.configuration.publish(`MeterPublicKey${id}`, meter.publicKey);
    return meter;
  }

  online(): boolean {
    return this.registration.accepted && this.connection.online;
  }

  call(action: string, payload: object): Promise<unknown> {
    return this.connection.call(action, payload);
  }

  get clockSpeed(): number {
    return this.options.timestamps === "simulated" ? this.speed : 1;
  }

  clockMs(): number {
    return this.bornMs + (this.timers.now() - this.bornMs) * this.clockSpeed + this.clockSkewS * 1000;
  }

  timestamp(): string {
    return isoTimestamp(this.clockMs(), this.clockZoneMinutes);
  }

  sessions(): readonly ConnectorSession[] {
    return this.all;
  }

  session(connectorId: number): ConnectorSession | null {
    return this.all.find(({ connector }) => connector.id === connectorId) ?? null;
  }

  /** Tells the watchers and the server what changed, once for all changes of this turn. */
  changed(): void {
    if (this.flushing || this.stopped) return;
    this.flushing = true;
    queueMicrotask(() => {
      this.flushing = false;
      if (this.stopped) return;
      if (this.online()) this.reportChanges();
      this.observers.state()?.();
    });
  }

  afterAnswer(run: () => void): void {
    setImmediate(() => {
      if (!this.stopped) run();
    });
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.timers.after(ms, resolve));
  }

  trigger(message: "BootNotification" | "Heartbeat"): void {
    if (message === "BootNotification") void this.registration.boot();
    else this.registration.heartbeat();
  }

  /** Sends the status of a connector, or of the station itself (connector 0). */
  reportStatus(session: ConnectorSession | null): void {
    const id = session?.connector.id ?? 0;
    const status = session?.connector.status ?? "Available";
    const errorCode = session?.connector.errorCode ?? "NoError";
    this.reported.set(id, `${status} ${errorCode}`);
    this.connection
      .call("StatusNotification", { connectorId: id, errorCode, status, timestamp: this.timestamp() })
      .catch(() => this.reported.delete(id));
  }

  reset(kind: "Hard" | "Soft"): void {
    void this.reboot({ kind: kind === "Soft" ? "soft" : "hard" }, "HardReset");
  }

  configurationChanged(key: string): void {
    const name = key.toLowerCase();
    if (name === "heartbeatinterval") this.registration.scheduleHeartbeat();
    if (name === "metervaluesampleinterval") for (const session of this.all) session.scheduleSample();
    if (name === "clockaligneddatainterval") for (const session of this.all) session.scheduleAligned();
    if (name === "authorizationkey") {
      this.password = this.configuration.text(key);
      this.connection.cut();
    }
    this.changed();
  }

  dataTransfer(vendorId: string, messageId?: string, data?: string): object | null {
    if (vendorId !== COST_VENDOR) return null;
    this.display = displayText(messageId, data) ?? this.display;
    this.changed();
    return { status: "Accepted" };
  }

  /** Restarts the station; resolves when it begins to connect again. Does nothing while a restart is under way. */
  async reboot(options: RebootOptions, hardReason: StopReason): Promise<void> {
    if (this.rebooting) return;
    this.rebooting = true;
    const soft = options.kind === "soft";
    const running = this.all.filter(({ connector }) => connector.transaction !== null);
    const tags = running.map(({ connector }) => connector.transaction?.idTag ?? "");
    if (soft) {
      for (const session of running) void session.stop("SoftReset");
      const patience = this.wait((SOFT_REBOOT_PATIENCE_S * 1000) / this.waitSpeed);
      await Promise.race([this.queue.drained(), patience]);
    }
    this.powerOff();
    for (const session of this.all) {
      // Without power nothing flows between the reset of the register and the end of the transaction.
      session.connector.setStationHolds(true);
      if (options.meter === "reset") session.connector.meter.reset();
      if (!soft && options.newTransactionId !== true) void session.stop(hardReason);
      session.lose();
    }
    if (options.newTransactionId === true) {
      running.forEach((session, index) => {
        this.afterBoot.push(() => session.begin(tags[index] ?? ""));
      });
    }
    await this.wait((REBOOT_S * 1000) / this.waitSpeed);
    this.rebooting = false;
    if (!this.stopped) this.connection.connect();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.timers.close();
    await this.connection.close();
  }

  snapshot(): StationSnapshot {
    const { identity, vendor = "Kerbwatt", model = "Simulator" } = this.options;
    return {
      identity,
      vendor,
      model,
      online: this.connection.online,
      connectionError: this.connection.online ? null : this.connection.lastError,
      accepted: this.registration.accepted,
      stopped: this.stopped,
      queueLength: this.queue.length,
      clockSkewS: this.clockSkewS,
      display: this.display,
      signedMeter: this.options.signedMeter === true,
      armedFaults: this.faults.list(),
      connectors: this.all.map(({ connector }) => connector.snapshot()),
    };
  }

  private makeConnection(): StationConnection {
    const { url, identity, callTimeoutMs = 30_000, random = Math.random } = this.options;
    return new StationConnection({
      url,
      identity,
      callTimeoutMs,
      random,
      waitSpeed: this.waitSpeed,
      timers: this.timers,
      faults: this.faults,
      password: () => this.password,
      onOpen: () => this.opened(),
      onChange: () => this.changed(),
      onCall: (action, payload) => handleCall(this, action, payload),
      frameListener: () => this.observers.frame(),
    });
  }

  private powerOff(): void {
    this.registration.forget();
    this.reported.clear();
    this.connection.disconnect();
  }

  private opened(): void {
    if (!this.registration.accepted || this.options.bootOnReconnect === true) void this.registration.boot();
    else this.resume();
    this.changed();
  }

  private bootAccepted(): void {
    this.reported.clear();
    this.reportStatus(null);
    this.resume();
    for (const run of this.afterBoot.splice(0)) run();
    this.changed();
  }

  private resume(): void {
    this.reportChanges();
    this.registration.scheduleHeartbeat();
    this.queue.wake();
  }

  private reportChanges(): void {
    for (const session of this.all) {
      const { id, status, errorCode } = session.connector;
      if (this.reported.get(id) !== `${status} ${errorCode}`) this.reportStatus(session);
    }
  }
}
