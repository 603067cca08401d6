import { EventEmitter } from "node:events";
import type { ConnectorSession } from "./connector-session";
import { nextEvent } from "./next-event";
import type {
  CarOptions,
  ErrorCode,
  Frame,
  MeterUnit,
  RebootOptions,
  SentAction,
  SignedFault,
  StationEvents,
  StationOptions,
  StationSnapshot,
} from "./station.model";
import { StationRuntime } from "./station-runtime";
import type { Timer } from "./timers";
import type { Delivery } from "./transaction-queue";

/**
 * An OCPP 1.6J charging station with fault buttons. It speaks the real protocol to any server; every method below is
 * something that a person, a car, a network or bad firmware could do.
 */
export class StationSimulator {
  private readonly events = new EventEmitter<StationEvents>();
  private readonly runtime: StationRuntime;
  private offline: Timer | null = null;

  constructor(private readonly options: StationOptions) {
    this.events.setMaxListeners(0);
    this.runtime = new StationRuntime(options, {
      state: () =>
        this.events.listenerCount("state") === 0 ? null : () => this.events.emit("state", this.snapshot()),
      frame: () =>
        this.events.listenerCount("frame") === 0 ? null : (frame) => this.events.emit("frame", frame),
    });
  }

  get identity(): string {
    return this.options.identity;
  }

  /** Powers the station on: connects, boots and keeps trying. */
  start(): this {
    this.runtime.connection.connect();
    return this;
  }

  /** Powers it off for good: closes the socket, leaves no timer behind. */
  stop(): Promise<void> {
    return this.runtime.stop();
  }

  snapshot(): StationSnapshot {
    return this.runtime.snapshot();
  }

  /** Timers that are running, for tests. */
  get timerCount(): number {
    return this.runtime.timers.size;
  }

  /** Calls `listener` at every change ("state") or frame ("frame"); returns the way to unsubscribe. */
  on<K extends keyof StationEvents>(event: K, listener: (value: StationEvents[K][0]) => void): () => void {
    const typed = listener as (...args: unknown[]) => void;
    (this.events as EventEmitter).on(event, typed);
    return () => (this.events as EventEmitter).off(event, typed);
  }

  /** Resolves with the first snapshot, the present one included, that satisfies `predicate`. */
  waitFor(predicate: (state: StationSnapshot) => boolean, timeoutMs = 10_000): Promise<StationSnapshot> {
    const now = this.snapshot();
    return predicate(now) ? Promise.resolve(now) : this.next("state", predicate, timeoutMs);
  }

  /** Resolves with the next frame that satisfies `predicate`. */
  waitForFrame(predicate: (frame: Frame) => boolean, timeoutMs = 10_000): Promise<Frame> {
    return this.next("frame", predicate, timeoutMs);
  }

  /** Resolves when no transaction message waits for delivery. */
  drained(): Promise<void> {
    return this.runtime.queue.drained();
  }

  // The car and the driver

  /** Puts the cable in. A waiting authorised start begins to charge. */
  plugIn(connectorId: number, car: CarOptions = {}): void {
    this.session(connectorId).plugIn(car);
  }

  /** Pulls the cable; a running transaction stops with EVDisconnected. */
  unplug(connectorId: number): void {
    this.session(connectorId).unplug();
  }

  /** A car that is not ready draws nothing: SuspendedEV at once, 0 kWh (REL-78). */
  setCarReady(connectorId: number, ready: boolean): void {
    this.session(connectorId).connector.setCarReady(ready);
  }

  /** Lets energy flow `factor` times as fast on this connector; power readings stay as they are. */
  chargeFaster(connectorId: number, factor: number): void {
    this.session(connectorId).connector.setFactor(factor);
  }

  /** Holds a card to the reader. Resolves with false when the tag is refused or the connector is not free. */
  async startLocally(connectorId: number, idTag: string): Promise<boolean> {
    const proceed = this.session(connectorId).claim(idTag, true);
    return proceed === null ? false : proceed();
  }

  /** Stops at the station. Resolves when the server has the StopTransaction, or it was given up. */
  stopLocally(connectorId: number): Promise<void> {
    const session = this.session(connectorId);
    return session.stop("Local", session.connector.transaction?.idTag);
  }

  /** The red button: everything stops, and the connectors are faulted until `clearFault`. */
  emergencyStop(): void {
    for (const session of this.runtime.sessions()) {
      void session.stop("EmergencyStop");
      session.connector.setError("OtherError");
    }
  }

  // The station and its network

  /** The network is gone, for `ms` real milliseconds or until `comeOnline`. */
  goOffline(ms?: number): void {
    this.offline?.cancel();
    this.offline = ms === undefined ? null : this.runtime.timers.after(ms, () => this.comeOnline());
    this.runtime.connection.disconnect();
  }

  comeOnline(): void {
    this.offline?.cancel();
    this.offline = null;
    this.runtime.connection.connect();
  }

  /** Restarts the station (REL-80, REL-81); resolves when it begins to connect again. */
  reboot(options: RebootOptions = {}): Promise<void> {
    return this.runtime.reboot(options, "PowerLoss");
  }

  fault(connectorId: number, code: Exclude<ErrorCode, "NoError">): void {
    this.session(connectorId).connector.setError(code);
  }

  clearFault(connectorId: number): void {
    this.session(connectorId).connector.setError("NoError");
  }

  /** The station withholds power (SuspendedEVSE), for example by load management. */
  holdPower(connectorId: number, holds: boolean): void {
    this.session(connectorId).connector.setStationHolds(holds);
  }

  /** The station's clock is wrong by so many seconds (REL-85). */
  clockSkew(seconds: number): void {
    this.runtime.clockSkewS = seconds;
    this.runtime.changed();
  }

  /** Any call of the station, for onboarding and vendor messages (DataTransfer). Rejects with `CallFailed`. */
  call(action: string, payload: object): Promise<unknown> {
    return this.runtime.call(action, payload);
  }

  /** Writes timestamps in a zone so many minutes east of UTC, as local-time firmware does on a DST night (REL-85). */
  clockZone(minutes: number): void {
    this.runtime.clockZoneMinutes = minutes;
  }

  // Remote commands that go wrong

  /** Answers the next remote starts with Rejected (REL-74). */
  refuseNextStart(times = 1): void {
    this.runtime.faults.arm("refuseStart", times);
  }

  /** Accepts the next remote starts and does nothing (REL-75), or does not even answer. */
  ignoreNextStart(answer: "accepted" | "none" = "accepted", times = 1): void {
    this.runtime.faults.arm(answer === "none" ? "muteStart" : "acceptStartOnly", times);
  }

  /** Answers the next remote start after `ms` real milliseconds (REL-73). */
  delayNextStart(ms: number): void {
    this.runtime.faults.arm("lateStart", 1, ms);
  }

  /** Answers the next remote stops with Rejected (REL-86). */
  rejectRemoteStop(times = 1): void {
    this.runtime.faults.arm("rejectStop", times);
  }

  /** Leaves the next remote stops without an answer, or accepts them and charges on (REL-86). */
  ignoreRemoteStop(answer: "none" | "accepted" = "none", times = 1): void {
    this.runtime.faults.arm(answer === "none" ? "muteStop" : "acceptStopOnly", times);
  }

  /** Answers the next charging profiles with Rejected. */
  refuseNextProfile(times = 1): void {
    this.runtime.faults.arm("refuseProfile", times);
  }

  // Messages that go wrong

  /** Sends the next call of this action twice: same content, new id, or the very same id (REL-82, REL-84). */
  duplicateNext(action: SentAction, { sameMessageId = false, times = 1 } = {}): void {
    this.runtime.faults.arm(`${sameMessageId ? "duplicateSameId" : "duplicate"}:${action}`, times);
  }

  /** Loses the reply to the next call of this action and the connection with it: the server acted, the station does not know. */
  dropNextReply(action: SentAction = "StartTransaction"): void {
    this.runtime.faults.arm(`dropReply:${action}`);
  }

  /** The next sample is held back and sent after its successor, or after the stop (REL-84). */
  reorderMeterValues(): void {
    this.runtime.faults.arm("reorderMeterValues");
  }

  /** The next transaction is delivered stop first, start last (REL-83). Its stop carries −1. */
  stopBeforeStart(): void {
    this.runtime.faults.arm("stopBeforeStart");
  }

  /** The next StopTransaction carries this id instead of its own (REL-82). */
  useUnknownTransactionId(id = -1): void {
    this.runtime.faults.arm("unknownTransactionId", 1, id);
  }

  /** A StopTransaction for a transaction that this station does not run (REL-82). */
  sendStrayStop(connectorId: number, transactionId: number): Promise<Delivery> {
    const { connector } = this.session(connectorId);
    const payload = {
      transactionId,
      meterStop: connector.snapshot().registerWh,
      timestamp: this.runtime.timestamp(),
      reason: "Other",
    };
    return this.runtime.queue.push({ action: "StopTransaction", build: () => payload });
  }

  // The meter

  /** Sends one sample now; resolves when the server has it, or it was given up. */
  sampleMeter(connectorId: number): Promise<void> {
    return this.session(connectorId).sample("Sample.Periodic");
  }

  setMeterUnit(connectorId: number, unit: MeterUnit): void {
    this.session(connectorId).connector.meter.unit = unit;
  }

  /** The register jumps by `wh` for good, or only in the next sample (REL-84). */
  jumpMeter(connectorId: number, wh: number, { once = false } = {}): void {
    const { connector } = this.session(connectorId);
    connector.change(() => (once ? connector.meter.jumpOnce(wh) : connector.meter.jump(wh)));
  }

  /** The register runs backwards by `wh`, not below zero. */
  decreaseMeter(connectorId: number, wh: number): void {
    this.jumpMeter(connectorId, -wh);
  }

  /** What is wrong with the next signed end value of a calibrated meter (LAW-30, LAW-33). */
  spoilSignedEnd(fault: SignedFault): void {
    this.runtime.faults.arm(fault);
  }

  /** Disarms every fault that has not happened yet. */
  clearFaults(): void {
    this.runtime.faults.clear();
  }

  private session(connectorId: number): ConnectorSession {
    const session = this.runtime.session(connectorId);
    if (session === null) throw new RangeError(`${this.identity} has no connector ${connectorId}`);
    return session;
  }

  private next<K extends keyof StationEvents>(
    event: K,
    predicate: (value: StationEvents[K][0]) => boolean,
    timeoutMs: number,
  ): Promise<StationEvents[K][0]> {
    const late = () => `${this.identity}: no ${event} in ${timeoutMs} ms: ${JSON.stringify(this.snapshot())}`;
    return nextEvent((listener) => this.on(event, listener), predicate, timeoutMs, late);
  }
}
