import { z } from "zod";
import type { StationSimulator } from "./station";
import { ERROR_CODES, SIGNED_FAULTS } from "./station.model";

/** A fault button or an act of the driver, by name: what it takes, and what it does. */
export interface ControlAction {
  /** "connector" needs a connector in the address; "station" ignores it. */
  readonly scope: "connector" | "station";
  /** Throws `z.ZodError` when the input does not fit. */
  run(station: StationSimulator, connectorId: number, input: unknown): void;
}

/** Forms send text, JSON sends values: both are read. */
const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);
const whole = z.coerce.number().int();
const times = z.coerce.number().int().min(1).max(1_000).default(1);
const milliseconds = z.coerce.number().int().min(0).max(86_400_000);
const sentAction = z.enum([
  "Authorize",
  "BootNotification",
  "Heartbeat",
  "MeterValues",
  "StartTransaction",
  "StatusNotification",
  "StopTransaction",
]);

function action<T>(
  scope: ControlAction["scope"],
  input: z.ZodType<T>,
  run: (station: StationSimulator, connectorId: number, input: T) => unknown,
): ControlAction {
  return { scope, run: (station, connectorId, raw) => void run(station, connectorId, input.parse(raw)) };
}

const nothing = z.object({});
const positive = z.coerce.number().positive().max(10_000_000);

const CONNECTOR_ACTIONS: readonly [string, ControlAction][] = [
  [
    "plug-in",
    action(
      "connector",
      z.object({
        batteryWh: positive.optional(),
        socPercent: z.coerce.number().min(0).max(100).optional(),
        maxPowerW: positive.optional(),
      }),
      (station, id, { batteryWh, socPercent, maxPowerW }) =>
        station.plugIn(id, {
          ...(batteryWh === undefined ? {} : { batteryWh }),
          ...(socPercent === undefined ? {} : { socPercent }),
          ...(maxPowerW === undefined ? {} : { maxPowerW }),
        }),
    ),
  ],
  ["unplug", action("connector", nothing, (station, id) => station.unplug(id))],
  [
    "car-ready",
    action("connector", z.object({ ready: flag }), (station, id, { ready }) =>
      station.setCarReady(id, ready),
    ),
  ],
  [
    "charge-faster",
    action("connector", z.object({ factor: z.coerce.number().min(0.01).max(10_000) }), (station, id, input) =>
      station.chargeFaster(id, input.factor),
    ),
  ],
  [
    "start-locally",
    action("connector", z.object({ idTag: z.string().min(1).max(20) }), (station, id, { idTag }) =>
      station.startLocally(id, idTag),
    ),
  ],
  ["stop-locally", action("connector", nothing, (station, id) => station.stopLocally(id))],
  [
    "fault",
    action(
      "connector",
      z.object({ code: z.enum(ERROR_CODES).exclude(["NoError"]).default("GroundFailure") }),
      (station, id, { code }) => station.fault(id, code),
    ),
  ],
  ["clear-fault", action("connector", nothing, (station, id) => station.clearFault(id))],
  [
    "hold-power",
    action("connector", z.object({ holds: flag }), (station, id, { holds }) => station.holdPower(id, holds)),
  ],
  [
    "meter-unit",
    action("connector", z.object({ unit: z.enum(["Wh", "kWh", "none"]) }), (station, id, { unit }) =>
      station.setMeterUnit(id, unit),
    ),
  ],
  [
    "jump-meter",
    action("connector", z.object({ wh: whole, once: flag.default(false) }), (station, id, { wh, once }) =>
      station.jumpMeter(id, wh, { once }),
    ),
  ],
  [
    "decrease-meter",
    action("connector", z.object({ wh: whole.min(0) }), (station, id, { wh }) =>
      station.decreaseMeter(id, wh),
    ),
  ],
  ["sample-meter", action("connector", nothing, (station, id) => station.sampleMeter(id))],
  [
    "stray-stop",
    action("connector", z.object({ transactionId: whole }), (station, id, { transactionId }) =>
      station.sendStrayStop(id, transactionId),
    ),
  ],
];

const STATION_ACTIONS: readonly [string, ControlAction][] = [
  [
    "go-offline",
    action("station", z.object({ ms: milliseconds.optional() }), (station, _id, { ms }) =>
      station.goOffline(ms),
    ),
  ],
  ["come-online", action("station", nothing, (station) => station.comeOnline())],
  [
    "reboot",
    action(
      "station",
      z.object({
        kind: z.enum(["soft", "hard"]).default("hard"),
        meter: z.enum(["keep", "reset"]).default("keep"),
        newTransactionId: flag.default(false),
      }),
      (station, _id, input) => station.reboot(input),
    ),
  ],
  ["emergency-stop", action("station", nothing, (station) => station.emergencyStop())],
  [
    "clock-skew",
    action(
      "station",
      z.object({ seconds: whole.min(-1_000_000_000).max(1_000_000_000) }),
      (station, _id, { seconds }) => station.clockSkew(seconds),
    ),
  ],
  [
    "clock-zone",
    action("station", z.object({ minutes: whole.min(-840).max(840) }), (station, _id, { minutes }) =>
      station.clockZone(minutes),
    ),
  ],
  [
    "refuse-next-start",
    action("station", z.object({ times }), (station, _id, input) => station.refuseNextStart(input.times)),
  ],
  [
    "ignore-next-start",
    action(
      "station",
      z.object({ answer: z.enum(["accepted", "none"]).default("accepted"), times }),
      (station, _id, input) => station.ignoreNextStart(input.answer, input.times),
    ),
  ],
  [
    "delay-next-start",
    action("station", z.object({ ms: milliseconds }), (station, _id, { ms }) => station.delayNextStart(ms)),
  ],
  [
    "reject-remote-stop",
    action("station", z.object({ times }), (station, _id, input) => station.rejectRemoteStop(input.times)),
  ],
  [
    "ignore-remote-stop",
    action(
      "station",
      z.object({ answer: z.enum(["none", "accepted"]).default("none"), times }),
      (station, _id, input) => station.ignoreRemoteStop(input.answer, input.times),
    ),
  ],
  [
    "refuse-next-profile",
    action("station", z.object({ times }), (station, _id, input) => station.refuseNextProfile(input.times)),
  ],
  [
    "duplicate-next",
    action(
      "station",
      z.object({ action: sentAction, sameMessageId: flag.default(false), times }),
      (station, _id, input) => station.duplicateNext(input.action, input),
    ),
  ],
  [
    "drop-next-reply",
    action("station", z.object({ action: sentAction.default("StartTransaction") }), (station, _id, input) =>
      station.dropNextReply(input.action),
    ),
  ],
  ["reorder-meter-values", action("station", nothing, (station) => station.reorderMeterValues())],
  ["stop-before-start", action("station", nothing, (station) => station.stopBeforeStart())],
  [
    "unknown-transaction-id",
    action("station", z.object({ id: whole.default(-1) }), (station, _id, { id }) =>
      station.useUnknownTransactionId(id),
    ),
  ],
  [
    "spoil-signed-end",
    action("station", z.object({ fault: z.enum(SIGNED_FAULTS) }), (station, _id, { fault }) =>
      station.spoilSignedEnd(fault),
    ),
  ],
  ["clear-faults", action("station", nothing, (station) => station.clearFaults())],
];

/** Every control by its name in the address. */
export const CONTROL_ACTIONS: ReadonlyMap<string, ControlAction> = new Map([
  ...CONNECTOR_ACTIONS,
  ...STATION_ACTIONS,
]);
