import type { ConfigurationTable } from "./configuration-table";
import { connectorStatus } from "./connector-status.rules";
import type { FaultPlan } from "./faults";
import { AC_VOLT, DC_VOLT, Meter, type MeterSample, type SampleContext, type SampledValue } from "./meter";
import { type Car, charge, powerW } from "./power.rules";
import type { SignedMeter } from "./signed-meter";
import type {
  CarOptions,
  ConnectorOptions,
  ConnectorSnapshot,
  ConnectorStatus,
  ErrorCode,
} from "./station.model";
import type { Timers } from "./timers";

/** What a connector needs from its station. */
export interface ConnectorHost {
  readonly configuration: ConfigurationTable;
  readonly faults: FaultPlan;
  readonly timers: Timers;
  readonly speed: number;
  /** Time as the station's clock shows it, ISO 8601 in UTC. */
  timestamp(): string;
  /** The same in milliseconds. */
  clockMs(): number;
  /** Something visible changed. */
  changed(): void;
}

/** A running transaction as the station knows it. */
export interface Transaction {
  /** The server's id; null until StartTransaction is answered. */
  id: number | null;
  readonly idTag: string;
  readonly meterStart: number;
  readonly startedAtMs: number;
  readonly startedAt: string;
  /** `startedAt` in milliseconds of the station's clock: where relative schedules begin. */
  readonly clockStartMs: number;
  readonly begin: MeterSample;
}

const DEFAULT_CAR = {
  AC: { batteryWh: 60_000, socPercent: 35, maxPowerW: 11_000 },
  DC: { batteryWh: 77_000, socPercent: 18, maxPowerW: 220_000 },
} as const;

/** The physical side of one connector: cable, car, meter and power. It knows nothing of the wire. */
export class Connector {
  readonly meter: Meter;
  private car: Car | null = null;
  private carReady = true;
  private stationHolds = false;
  private finishing = false;
  private factor = 1;
  /** What charging profiles leave, in watt; null: nothing limits it. */
  private limitW: number | null = null;
  private secondsOn = 0;
  private advancedMs: number;
  private lastSessionWh = 0;
  errorCode: ErrorCode = "NoError";
  operative = true;
  startPending = false;
  transaction: Transaction | null = null;

  constructor(
    readonly options: ConnectorOptions,
    private readonly host: ConnectorHost,
    /** Null: the meter signs nothing. */
    readonly signer: SignedMeter | null = null,
  ) {
    this.meter = new Meter(options);
    this.advancedMs = host.timers.now();
  }

  get id(): number {
    return this.options.id;
  }

  get plugged(): boolean {
    return this.car !== null;
  }

  /** Neither faulted nor set inoperative: a transaction may begin. */
  get usable(): boolean {
    return this.operative && this.errorCode === "NoError";
  }

  get status(): ConnectorStatus {
    return connectorStatus({
      faulted: this.errorCode !== "NoError",
      operative: this.operative,
      plugged: this.plugged,
      inTransaction: this.transaction !== null,
      startPending: this.startPending,
      finishing: this.finishing && this.plugged,
      stationHolds: this.stationHolds || this.limitW === 0,
      carTakes: this.carReady && this.car !== null && this.car.socPercent < 100,
    });
  }

  /** Power that flows now, in watt. */
  get powerW(): number {
    if (this.car === null || this.status !== "Charging") return 0;
    return powerW(this.options.kind, this.availableW, this.car, this.secondsOn);
  }

  private get availableW(): number {
    return Math.min(this.options.maxPowerW, this.limitW ?? Number.POSITIVE_INFINITY);
  }

  /** Watt per ampere of a charging schedule, whose amperes are those of one phase. */
  get wattPerAmpere(): number {
    const { kind, phases = 3 } = this.options;
    return kind === "DC" ? DC_VOLT : AC_VOLT * phases;
  }

  /** Puts the energy of the time since the last call into meter and car. */
  advance(): void {
    const now = this.host.timers.now();
    const seconds = Math.max(0, ((now - this.advancedMs) / 1000) * this.host.speed * this.factor);
    this.advancedMs = now;
    if (this.car === null || this.status !== "Charging") return;
    this.meter.add(charge(this.options.kind, this.availableW, this.car, this.secondsOn, seconds));
    this.secondsOn += seconds;
  }

  /** Changes something physical: first books what flowed until now, then tells the station. */
  change(apply: () => void): void {
    this.advance();
    const before = this.status;
    apply();
    if (before !== "Charging" && this.status === "Charging") this.secondsOn = 0;
    this.host.changed();
  }

  plugIn(car: CarOptions): void {
    const usual = DEFAULT_CAR[this.options.kind];
    this.change(() => {
      this.car = {
        batteryWh: car.batteryWh ?? usual.batteryWh,
        socPercent: Math.min(100, Math.max(0, car.socPercent ?? usual.socPercent)),
        maxPowerW: car.maxPowerW ?? Math.max(usual.maxPowerW, this.options.maxPowerW),
      };
      this.finishing = false;
    });
  }

  unplug(): void {
    this.change(() => {
      this.car = null;
      this.finishing = false;
    });
  }

  setCarReady(ready: boolean): void {
    this.change(() => {
      this.carReady = ready;
    });
  }

  setStationHolds(holds: boolean): void {
    this.change(() => {
      this.stationHolds = holds;
    });
  }

  /** Sets what charging profiles leave; null: nothing limits it. */
  setLimit(limitW: number | null): void {
    if (this.limitW === limitW) return;
    this.change(() => {
      this.limitW = limitW;
    });
  }

  setFactor(factor: number): void {
    this.change(() => {
      this.factor = factor;
    });
  }

  setError(code: ErrorCode): void {
    this.change(() => {
      this.errorCode = code;
    });
  }

  /** Opens a transaction; charging begins when the car takes power. */
  open(idTag: string): Transaction {
    this.advance();
    const transaction: Transaction = {
      id: null,
      idTag,
      meterStart: this.meter.registerWh,
      startedAtMs: this.host.timers.now(),
      startedAt: this.host.timestamp(),
      clockStartMs: this.host.clockMs(),
      begin: this.signed(this.sample("Transaction.Begin", "StopTxnSampledData"), "B", idTag),
    };
    this.change(() => {
      this.transaction = transaction;
      this.startPending = false;
      this.finishing = false;
      this.stationHolds = false;
    });
    return transaction;
  }

  /**
   * Closes the running transaction; the cable stays. Register and last sample are of the very moment in which the power
   * goes off, so that nothing flows after the reported end.
   */
  close(): { meterStop: number; end: MeterSample } {
    const sample = this.sample("Transaction.End", "StopTxnSampledData");
    const end = this.signed(sample, "E", this.transaction?.idTag ?? "");
    this.lastSessionWh = this.sessionWh();
    this.transaction = null;
    this.limitW = null;
    this.finishing = true;
    this.host.changed();
    return { meterStop: this.meter.registerWh, end };
  }

  /** A sample of now, with the measurands of the configuration key. */
  sample(
    context: SampleContext,
    key:
      | "MeterValuesAlignedData"
      | "MeterValuesSampledData"
      | "StopTxnSampledData" = "MeterValuesSampledData",
  ): MeterSample {
    this.advance();
    const reading = {
      timestamp: this.host.timestamp(),
      context,
      powerW: this.powerW,
      socPercent: this.car?.socPercent ?? null,
    };
    return this.meter.sample(reading, this.host.configuration.list(key));
  }

  /** The sample and beside it what the calibrated meter signs of it. */
  private signed(sample: MeterSample, transaction: "B" | "E", idTag: string): MeterSample {
    const { faults } = this.host;
    if (!this.signer) return sample;
    const isEnd = transaction === "E";
    if (isEnd && faults.take("missingSignedEnd") !== null) return sample;
    const value = this.signer.record(
      { timestamp: sample.timestamp, transaction, registerWh: this.meter.registerWh, idTag },
      {
        badSignature: isEnd && faults.take("badSignature") !== null,
        pageGap: isEnd && faults.take("pageGap") !== null,
      },
    );
    const context = isEnd ? "Transaction.End" : "Transaction.Begin";
    const measurand = "Energy.Active.Import.Register";
    const signed: SampledValue = { value, context, format: "SignedData", measurand };
    return { ...sample, sampledValue: [...sample.sampledValue, signed] };
  }

  snapshot(): ConnectorSnapshot {
    this.advance();
    const { transaction, options } = this;
    return {
      id: options.id,
      kind: options.kind,
      maxPowerW: options.maxPowerW,
      status: this.status,
      errorCode: this.errorCode,
      plugged: this.plugged,
      carReady: this.carReady,
      socPercent: this.car === null ? null : Math.round(this.car.socPercent * 10) / 10,
      powerW: Math.round(this.powerW),
      limitW: this.limitW,
      registerWh: this.meter.registerWh,
      sessionWh: this.sessionWh(),
      inTransaction: transaction !== null,
      transactionId: transaction?.id ?? null,
      idTag: transaction?.idTag ?? null,
      awaitingCable: this.startPending && !this.plugged,
      startedAt: transaction?.startedAt ?? null,
      elapsedS: transaction === null ? null : (this.host.timers.now() - transaction.startedAtMs) / 1000,
    };
  }

  private sessionWh(): number {
    return this.transaction === null
      ? this.lastSessionWh
      : this.meter.registerWh - this.transaction.meterStart;
  }
}
