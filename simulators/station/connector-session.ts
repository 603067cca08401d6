import type { ChargingProfile, RateUnit } from "./charging-limits.rules";
import type {
  ChargingProfiles,
  CompositeSchedule,
  LimitedConnector,
  ProfileStatus,
} from "./charging-profiles";
import type { Connector, ConnectorHost, Transaction } from "./connector";
import type { MeterSample, SampleContext } from "./meter";
import type { CarOptions, StopReason } from "./station.model";
import type { Timer } from "./timers";
import type { TransactionMessage, TransactionQueue } from "./transaction-queue";

/** What the wire side of a connector needs from its station. */
export interface SessionHost extends ConnectorHost {
  readonly queue: TransactionQueue;
  readonly profiles: ChargingProfiles;
  readonly waitSpeed: number;
  /** Seconds of the station's clock per real second. */
  readonly clockSpeed: number;
  online(): boolean;
  call(action: string, payload: object): Promise<unknown>;
}

interface PendingStart {
  readonly idTag: string;
  authorised: boolean;
  timer: Timer | null;
}

/** A timer can not be set further ahead than this; it looks again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Seconds between looks at the battery when the station sends no periodic samples. */
const QUIET_TICK_S = 60;

function tagStatus(result: unknown): string {
  const info = (result as { idTagInfo?: { status?: unknown } } | null)?.idTagInfo;
  return typeof info?.status === "string" ? info.status : "Invalid";
}

/** The course of one connector's transactions: authorise, wait for the cable, start, sample, stop. */
export class ConnectorSession {
  private pending: PendingStart | null = null;
  private sampling: Timer | null = null;
  private aligned: Timer | null = null;
  private limitChange: Timer | null = null;
  private heldStart: TransactionMessage | null = null;
  private heldSample: TransactionMessage | null = null;

  constructor(
    readonly connector: Connector,
    private readonly host: SessionHost,
  ) {}

  /** A remote or local start can begin: free, no other start waits. */
  get canStart(): boolean {
    const { status } = this.connector;
    return this.pending === null && (status === "Available" || status === "Preparing");
  }

  /**
   * Takes the connector for a start, at once and silently, so that a second start is refused. Null when it is not
   * free. The returned function goes on: it checks the tag with the server when asked to, then charges, or waits for
   * the cable until ConnectionTimeOut. It resolves with true when the tag was accepted.
   */
  claim(idTag: string, authorise: boolean): (() => Promise<boolean>) | null {
    if (!this.canStart) return null;
    const pending: PendingStart = { idTag, authorised: !authorise, timer: null };
    this.pending = pending;
    return () => this.proceed(pending);
  }

  plugIn(car: CarOptions): void {
    if (this.connector.plugged) return;
    this.connector.plugIn(car);
    const { pending, connector } = this;
    if (pending?.authorised && connector.startPending && connector.usable) this.begin(pending.idTag);
  }

  unplug(): void {
    if (!this.connector.plugged) return;
    const stops = this.host.configuration.flag("StopTransactionOnEVSideDisconnect");
    if (this.connector.transaction !== null && stops) void this.stop("EVDisconnected");
    this.connector.unplug();
  }

  /** Opens a transaction and queues StartTransaction. */
  begin(idTag: string): void {
    this.forgetPending();
    const { connector, host } = this;
    const transaction = connector.open(idTag);
    const message: TransactionMessage = {
      action: "StartTransaction",
      build: () => ({
        connectorId: connector.id,
        idTag,
        meterStart: transaction.meterStart,
        timestamp: transaction.startedAt,
      }),
      delivered: (result) => this.started(transaction, result),
    };
    if (host.faults.take("stopBeforeStart") !== null) this.heldStart = message;
    else void host.queue.push(message);
    this.scheduleSample();
    this.scheduleAligned();
    this.applyLimit();
  }

  /** Ends the running transaction and queues StopTransaction. Resolves when the server has it, or it is given up. */
  async stop(reason: StopReason, idTag?: string): Promise<void> {
    const { connector, host } = this;
    const { transaction } = connector;
    this.cancelPending();
    if (transaction === null) return;
    this.cancelSamples();
    const { meterStop, end } = connector.close();
    this.forgetProfiles();
    const foreignId = host.faults.take("unknownTransactionId");
    const payload = {
      meterStop,
      timestamp: end.timestamp,
      reason,
      ...(idTag === undefined ? {} : { idTag }),
      ...this.transactionData(transaction, end),
    };
    const stopped = host.queue.push({
      action: "StopTransaction",
      build: () => ({ transactionId: foreignId ?? transaction.id ?? -1, ...payload }),
    });
    for (const held of [this.heldStart, this.heldSample]) if (held) void host.queue.push(held);
    this.heldStart = null;
    this.heldSample = null;
    await stopped;
  }

  /** Queues one sample of now. */
  async sample(context: SampleContext): Promise<void> {
    const { connector, host } = this;
    const { transaction } = connector;
    const key = context === "Sample.Clock" ? "MeterValuesAlignedData" : "MeterValuesSampledData";
    const meterValue = [connector.sample(context, key)];
    const message: TransactionMessage = {
      action: "MeterValues",
      build: () => ({
        connectorId: connector.id,
        ...(transaction?.id == null ? {} : { transactionId: transaction.id }),
        meterValue,
      }),
    };
    if (this.heldSample === null && host.faults.take("reorderMeterValues") !== null) {
      this.heldSample = message;
      return;
    }
    const sent = host.queue.push(message);
    if (this.heldSample) void host.queue.push(this.heldSample);
    this.heldSample = null;
    await sent;
  }

  /** Power is gone: nothing runs any more; the transaction is forgotten without a word. */
  lose(): void {
    this.cancelPending();
    this.cancelSamples();
    this.heldStart = null;
    this.heldSample = null;
    if (this.connector.transaction !== null) this.connector.close();
    this.forgetProfiles();
  }

  /** SetChargingProfile for this connector. */
  setProfile(profile: ChargingProfile): ProfileStatus {
    const status = this.host.profiles.set(this.limited, this.connector.id, profile);
    this.applyLimit();
    return status;
  }

  compositeSchedule(durationS: number, unit: RateUnit): CompositeSchedule {
    return this.host.profiles.composite(this.limited, this.host.clockMs(), durationS, unit);
  }

  /** Lets the charging profiles limit the power from now on, and again when they say something else. */
  applyLimit(): void {
    this.limitChange?.cancel();
    this.limitChange = null;
    if (this.connector.transaction === null) return;
    const now = this.host.clockMs();
    const { limitW, untilMs } = this.host.profiles.limit(this.limited, now);
    this.connector.setLimit(limitW);
    if (untilMs === null) return;
    const waitMs = Math.min((untilMs - now) / this.host.clockSpeed, LONGEST_TIMER_MS);
    this.limitChange = this.host.timers.after(waitMs, () => this.applyLimit());
  }

  private get limited(): LimitedConnector {
    const { id, wattPerAmpere, options, transaction } = this.connector;
    return {
      id,
      wattPerAmpere,
      maxPowerW: options.maxPowerW,
      transaction: transaction && { id: transaction.id, startedAtMs: transaction.clockStartMs },
    };
  }

  private forgetProfiles(): void {
    this.limitChange?.cancel();
    this.limitChange = null;
    this.host.profiles.endTransaction(this.connector.id);
  }

  cancelPending(): void {
    if (this.pending === null) return;
    this.connector.change(() => this.forgetPending());
  }

  /** Starts the sampling anew, after the interval was changed. */
  scheduleSample(): void {
    this.sampling?.cancel();
    if (this.connector.transaction === null) return;
    const { configuration, timers, speed } = this.host;
    const interval = configuration.number("MeterValueSampleInterval");
    this.sampling = timers.after(((interval || QUIET_TICK_S) * 1000) / speed, () => {
      if (interval > 0) void this.sample("Sample.Periodic");
      else this.connector.advance();
      this.host.changed();
      this.scheduleSample();
    });
  }

  /** A reading at every multiple of ClockAlignedDataInterval of the real clock while a transaction runs (OCPP 1.6 §9.1.3). */
  scheduleAligned(): void {
    this.aligned?.cancel();
    const { configuration, timers } = this.host;
    const intervalMs = configuration.number("ClockAlignedDataInterval") * 1000;
    if (this.connector.transaction === null || intervalMs === 0) return;
    this.aligned = timers.after(intervalMs - (timers.now() % intervalMs), () => {
      void this.sample("Sample.Clock");
      this.scheduleAligned();
    });
  }

  private cancelSamples(): void {
    this.sampling?.cancel();
    this.sampling = null;
    this.aligned?.cancel();
    this.aligned = null;
  }

  private async proceed(pending: PendingStart): Promise<boolean> {
    this.connector.change(() => {
      this.connector.startPending = this.pending === pending;
    });
    if (!pending.authorised) pending.authorised = await this.isAccepted(pending.idTag);
    if (this.pending !== pending) return false;
    if (!pending.authorised || !this.connector.usable) this.cancelPending();
    else if (this.connector.plugged) this.begin(pending.idTag);
    else this.awaitCable(pending);
    return pending.authorised;
  }

  private forgetPending(): void {
    this.pending?.timer?.cancel();
    this.pending = null;
    this.connector.startPending = false;
  }

  private awaitCable(pending: PendingStart): void {
    const { configuration, timers, waitSpeed } = this.host;
    const waitMs = (configuration.number("ConnectionTimeOut") * 1000) / waitSpeed;
    pending.timer = timers.after(waitMs, () => this.cancelPending());
  }

  private async isAccepted(idTag: string): Promise<boolean> {
    if (!this.host.online()) return true;
    try {
      return tagStatus(await this.host.call("Authorize", { idTag })) === "Accepted";
    } catch {
      return false;
    }
  }

  private started(transaction: Transaction, result: unknown): void {
    const id = (result as { transactionId?: unknown } | null)?.transactionId;
    if (typeof id === "number") transaction.id = id;
    this.host.changed();
    const stops = this.host.configuration.flag("StopTransactionOnInvalidId");
    const still = this.connector.transaction === transaction;
    if (still && stops && tagStatus(result) !== "Accepted") void this.stop("DeAuthorized");
  }

  private transactionData(transaction: Transaction, end: MeterSample): { transactionData?: MeterSample[] } {
    const isSigned = this.connector.signer !== null;
    const wanted = isSigned || this.host.configuration.list("StopTxnSampledData").length > 0;
    return wanted ? { transactionData: [transaction.begin, end] } : {};
  }
}
