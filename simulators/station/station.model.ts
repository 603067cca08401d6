/** What a StatusNotification of OCPP 1.6 can say (§7.7); Reserved is never sent, reservations are not supported. */
export type ConnectorStatus =
  | "Available"
  | "Preparing"
  | "Charging"
  | "SuspendedEV"
  | "SuspendedEVSE"
  | "Finishing"
  | "Unavailable"
  | "Faulted";

/** Error codes of a StatusNotification (OCPP 1.6 §7.6). */
export const ERROR_CODES = [
  "NoError",
  "ConnectorLockFailure",
  "EVCommunicationError",
  "GroundFailure",
  "HighTemperature",
  "InternalError",
  "OtherError",
  "OverCurrentFailure",
  "OverVoltage",
  "PowerMeterFailure",
  "PowerSwitchFailure",
  "ReaderFailure",
  "ResetFailure",
  "UnderVoltage",
  "WeakSignal",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Why a transaction stopped (OCPP 1.6 §7.36). */
export type StopReason =
  | "EmergencyStop"
  | "EVDisconnected"
  | "HardReset"
  | "Local"
  | "Other"
  | "PowerLoss"
  | "Reboot"
  | "Remote"
  | "SoftReset"
  | "UnlockCommand"
  | "DeAuthorized";

/** Unit written into the energy readings; "none" leaves the unit out, which means Wh (OCPP 1.6 §7.43). */
export type MeterUnit = "Wh" | "kWh" | "none";

/** The machine's clock and timers as a port, so that tests can drive time by hand. */
export interface TimerHost {
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

export interface ConnectorOptions {
  readonly id: number;
  readonly kind: "AC" | "DC";
  /** What the hardware can deliver, in watt. */
  readonly maxPowerW: number;
  /** AC only; three unless told. */
  readonly phases?: 1 | 3;
  /** Register of the meter at the start, in Wh. */
  readonly meterWh?: number;
}

/** The car at the plug. */
export interface CarOptions {
  /** Usable battery, in Wh. */
  readonly batteryWh?: number;
  /** State of charge when it is plugged in, 0..100. */
  readonly socPercent?: number;
  /** What the car accepts at most, in watt. */
  readonly maxPowerW?: number;
}

export interface StationOptions {
  /** Base address, for example `ws://127.0.0.1:4001/ocpp`; the identity is appended. */
  readonly url: string;
  readonly identity: string;
  /** Basic-auth password (security profile 1); the user name is the identity. */
  readonly password?: string;
  readonly vendor?: string;
  readonly model?: string;
  readonly serialNumber?: string;
  readonly firmwareVersion?: string;
  readonly connectors: readonly ConnectorOptions[];
  /** Simulated seconds per real second for charging and meter sampling. Default 1. */
  readonly speed?: number;
  /** The same for waiting: heartbeat, ConnectionTimeOut, retries, back-off, reboot. Default 1. */
  readonly waitSpeed?: number;
  /** "wall" (default): messages carry the real time. "simulated": their clock runs `speed` times as fast. */
  readonly timestamps?: "wall" | "simulated";
  /** MeterValueSampleInterval in simulated seconds. Default 30; 0 sends none. */
  readonly meterIntervalS?: number;
  /** Its meters are calibrated: they sign the register at the begin and end of a transaction (OCMF). Default false. */
  readonly signedMeter?: boolean;
  /** ConnectionTimeOut in seconds. Default 60. */
  readonly connectionTimeoutS?: number;
  /** Sends Heartbeat at the interval the server gives. Default true. */
  readonly heartbeat?: boolean;
  /** Answer time that the station allows the server, in real milliseconds. Default 30,000. */
  readonly callTimeoutMs?: number;
  /** Sends BootNotification at every reconnect, as some firmware does. Default false. */
  readonly bootOnReconnect?: boolean;
  /** More or other configuration keys than the built-in table. */
  readonly configuration?: Readonly<Record<string, string>>;
  readonly timerHost?: TimerHost;
  /** Source of jitter, 0..1. */
  readonly random?: () => number;
}

/** Everything one can see on a connector. */
export interface ConnectorSnapshot {
  readonly id: number;
  readonly kind: "AC" | "DC";
  readonly maxPowerW: number;
  readonly status: ConnectorStatus;
  readonly errorCode: ErrorCode;
  readonly plugged: boolean;
  readonly carReady: boolean;
  readonly socPercent: number | null;
  readonly powerW: number;
  /** What charging profiles leave, in watt; null: nothing limits it. */
  readonly limitW: number | null;
  readonly registerWh: number;
  /** Energy of the running or the last transaction. */
  readonly sessionWh: number;
  /** A transaction runs. Its id is null until the server has answered StartTransaction. */
  readonly inTransaction: boolean;
  readonly transactionId: number | null;
  readonly idTag: string | null;
  /** A start was authorised; the cable is awaited. */
  readonly awaitingCable: boolean;
  readonly startedAt: string | null;
  /** Real seconds since the transaction started; null when none runs. */
  readonly elapsedS: number | null;
}

export interface StationSnapshot {
  readonly identity: string;
  readonly vendor: string;
  readonly model: string;
  readonly online: boolean;
  /** Why the last attempt to connect failed; null while connected. */
  readonly connectionError: string | null;
  /** The server accepted the BootNotification. */
  readonly accepted: boolean;
  readonly stopped: boolean;
  /** Transaction messages that wait for delivery. */
  readonly queueLength: number;
  readonly clockSkewS: number;
  /** What the server last wrote on the station's display by DataTransfer; null when nothing. */
  readonly display: string | null;
  readonly signedMeter: boolean;
  readonly armedFaults: readonly string[];
  readonly connectors: readonly ConnectorSnapshot[];
}

export interface RebootOptions {
  /** "soft" stops transactions and delivers them first; "hard" is a loss of power. Default hard. */
  readonly kind?: "soft" | "hard";
  /** "reset": the energy register starts again at 0. Default keep. */
  readonly meter?: "keep" | "reset";
  /** Goes on charging afterwards in a new transaction; after a hard reboot the old one is never stopped. */
  readonly newTransactionId?: boolean;
}

/** One frame on the wire, as seen by the station. */
export interface Frame {
  readonly at: Date;
  readonly identity: string;
  readonly direction: "sent" | "received";
  readonly kind: "call" | "result" | "error" | "unreadable";
  /** Action of the call, also for its result. Empty when it is not known. */
  readonly action: string;
  readonly messageId: string;
  readonly payload: unknown;
  readonly raw: string;
  /** What a fault button did to it. */
  readonly note?: string;
}

export interface StationEvents {
  state: [StationSnapshot];
  frame: [Frame];
}

/** Actions whose copies and lost replies can be arranged. */
export type SentAction =
  | "Authorize"
  | "BootNotification"
  | "Heartbeat"
  | "MeterValues"
  | "StartTransaction"
  | "StatusNotification"
  | "StopTransaction";

/** A signature that does not fit, no signed end value at all, a page of the meter's log left out before it. */
export const SIGNED_FAULTS = ["badSignature", "missingSignedEnd", "pageGap"] as const;
export type SignedFault = (typeof SIGNED_FAULTS)[number];
