import { z } from "zod";
import type { ChargingProfiles } from "./charging-profiles";
import type { ConfigurationTable } from "./configuration-table";
import { NO_ANSWER } from "./connection";
import type { ConnectorSession } from "./connector-session";
import type { FaultPlan } from "./faults";
import { CallRefused } from "./wire";

/** What the answers to the server's calls need from the station. */
export interface HandlerHost {
  readonly configuration: ConfigurationTable;
  readonly faults: FaultPlan;
  readonly profiles: ChargingProfiles;
  session(connectorId: number): ConnectorSession | null;
  sessions(): readonly ConnectorSession[];
  /** Runs after the answer has gone out. */
  afterAnswer(run: () => void): void;
  /** Waits real milliseconds. */
  wait(ms: number): Promise<void>;
  trigger(message: "BootNotification" | "Heartbeat"): void;
  reportStatus(session: ConnectorSession | null): void;
  reset(kind: "Hard" | "Soft"): void;
  configurationChanged(key: string): void;
  /** DataTransfer of a vendor that the station knows, or null. */
  dataTransfer(vendorId: string, messageId: string | undefined, data: string | undefined): object | null;
}

type Handler = (host: HandlerHost, payload: unknown) => Promise<object | typeof NO_ANSWER> | object | symbol;

function handler<T>(schema: z.ZodType<T>, run: (host: HandlerHost, request: T) => object | symbol) {
  return (host: HandlerHost, payload: unknown) => {
    const parsed = schema.safeParse(payload);
    if (!parsed.success) {
      throw new CallRefused("TypeConstraintViolation", parsed.error.issues[0]?.message ?? "bad payload");
    }
    return run(host, parsed.data);
  };
}

const accepted = { status: "Accepted" } as const;
const rejected = { status: "Rejected" } as const;

const remoteStart = handler(
  z.object({ connectorId: z.int().optional(), idTag: z.string().max(20) }),
  (host, { connectorId, idTag }) => {
    if (host.faults.take("muteStart") !== null) return NO_ANSWER;
    if (host.faults.take("refuseStart") !== null) return rejected;
    if (host.faults.take("acceptStartOnly") !== null) return accepted;
    const free = host.sessions().find((session) => session.canStart) ?? null;
    const session = connectorId === undefined ? free : host.session(connectorId);
    const proceed = session?.claim(idTag, host.configuration.flag("AuthorizeRemoteTxRequests"));
    if (proceed == null) return rejected;
    host.afterAnswer(() => void proceed());
    return accepted;
  },
);

/** A start whose answer comes late: the decision is made when the answer goes out (REL-73). */
const remoteStartMaybeLate: Handler = async (host, payload) => {
  const lateMs = host.faults.take("lateStart");
  if (lateMs !== null) await host.wait(lateMs);
  return remoteStart(host, payload);
};

const remoteStop = handler(z.object({ transactionId: z.int() }), (host, { transactionId }) => {
  if (host.faults.take("muteStop") !== null) return NO_ANSWER;
  if (host.faults.take("rejectStop") !== null) return rejected;
  if (host.faults.take("acceptStopOnly") !== null) return accepted;
  const session = host.sessions().find(({ connector }) => connector.transaction?.id === transactionId);
  if (session === undefined) return rejected;
  host.afterAnswer(() => void session.stop("Remote"));
  return accepted;
});

const triggerMessage = handler(
  z.object({ requestedMessage: z.string(), connectorId: z.int().optional() }),
  (host, { requestedMessage, connectorId }) => {
    const one = connectorId === undefined ? null : host.session(connectorId);
    if (connectorId !== undefined && connectorId !== 0 && one === null) return rejected;
    const targets = one === null ? host.sessions() : [one];
    switch (requestedMessage) {
      case "BootNotification":
      case "Heartbeat":
        host.afterAnswer(() => host.trigger(requestedMessage));
        return accepted;
      case "StatusNotification":
        host.afterAnswer(() => {
          if (one === null) host.reportStatus(null);
          for (const target of targets) host.reportStatus(target);
        });
        return accepted;
      case "MeterValues":
        host.afterAnswer(() => {
          for (const target of targets) void target.sample("Trigger");
        });
        return accepted;
      default:
        return { status: "NotImplemented" };
    }
  },
);

const changeAvailability = handler(
  z.object({ connectorId: z.int(), type: z.enum(["Operative", "Inoperative"]) }),
  (host, { connectorId, type }) => {
    const one = host.session(connectorId);
    if (connectorId !== 0 && one === null) return rejected;
    const targets = one === null ? host.sessions() : [one];
    const busy = targets.some(({ connector }) => connector.transaction !== null);
    host.afterAnswer(() => {
      for (const { connector } of targets) {
        connector.change(() => {
          connector.operative = type === "Operative";
        });
      }
    });
    return busy && type === "Inoperative" ? { status: "Scheduled" } : accepted;
  },
);

const unlockConnector = handler(z.object({ connectorId: z.int() }), (host, { connectorId }) => {
  const session = host.session(connectorId);
  if (session === null) return { status: "NotSupported" };
  host.afterAnswer(() => void session.stop("UnlockCommand"));
  return { status: "Unlocked" };
});

const reset = handler(z.object({ type: z.enum(["Hard", "Soft"]) }), (host, { type }) => {
  host.afterAnswer(() => host.reset(type));
  return accepted;
});

const getConfiguration = handler(z.object({ key: z.array(z.string()).optional() }), (host, { key = [] }) =>
  host.configuration.read(key),
);

const changeConfiguration = handler(
  z.object({ key: z.string(), value: z.string() }),
  (host, { key, value }) => {
    const status = host.configuration.change(key, value);
    if (status === "Accepted") host.afterAnswer(() => host.configurationChanged(key));
    return { status };
  },
);

const dataTransfer = handler(
  z.object({ vendorId: z.string(), messageId: z.string().optional(), data: z.string().optional() }),
  (host, { vendorId, messageId, data }) =>
    host.dataTransfer(vendorId, messageId, data) ?? { status: "UnknownVendorId" },
);

const schedule = z.object({
  duration: z.int().optional(),
  startSchedule: z.iso.datetime({ offset: true }).optional(),
  chargingRateUnit: z.enum(["A", "W"]),
  chargingSchedulePeriod: z.array(
    z.object({ startPeriod: z.int(), limit: z.number().min(0), numberPhases: z.int().optional() }),
  ),
});

const setChargingProfile = handler(
  z.object({
    connectorId: z.int(),
    csChargingProfiles: z.object({
      chargingProfileId: z.int(),
      transactionId: z.int().optional(),
      stackLevel: z.int(),
      chargingProfilePurpose: z.enum(["ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"]),
      chargingProfileKind: z.enum(["Absolute", "Recurring", "Relative"]),
      validFrom: z.iso.datetime({ offset: true }).optional(),
      validTo: z.iso.datetime({ offset: true }).optional(),
      chargingSchedule: schedule,
    }),
  }),
  (host, { connectorId, csChargingProfiles: profile }) => {
    if (host.faults.take("refuseProfile") !== null) return rejected;
    const session = host.session(connectorId);
    if (session !== null) return { status: session.setProfile(profile) };
    if (connectorId !== 0 || profile.chargingProfilePurpose === "TxProfile") return rejected;
    const status = host.profiles.set(null, 0, profile);
    for (const each of host.sessions()) each.applyLimit();
    return { status };
  },
);

const clearChargingProfile = handler(
  z.object({
    id: z.int().optional(),
    connectorId: z.int().optional(),
    chargingProfilePurpose: z.string().optional(),
    stackLevel: z.int().optional(),
  }),
  (host, filter) => {
    const isCleared = host.profiles.clear(filter);
    for (const each of host.sessions()) each.applyLimit();
    return { status: isCleared ? "Accepted" : "Unknown" };
  },
);

const getCompositeSchedule = handler(
  z.object({
    connectorId: z.int(),
    duration: z.int().min(1),
    chargingRateUnit: z.enum(["A", "W"]).default("W"),
  }),
  (host, { connectorId, duration, chargingRateUnit }) => {
    const session = host.session(connectorId);
    if (session === null) return rejected;
    const { startMs, periods } = session.compositeSchedule(duration, chargingRateUnit);
    const scheduleStart = new Date(startMs).toISOString();
    const chargingSchedule = {
      duration,
      startSchedule: scheduleStart,
      chargingRateUnit,
      chargingSchedulePeriod: periods,
    };
    return { status: "Accepted", connectorId, scheduleStart, chargingSchedule };
  },
);

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["RemoteStartTransaction", remoteStartMaybeLate],
  ["RemoteStopTransaction", remoteStop],
  ["TriggerMessage", triggerMessage],
  ["ChangeAvailability", changeAvailability],
  ["UnlockConnector", unlockConnector],
  ["Reset", reset],
  ["GetConfiguration", getConfiguration],
  ["ChangeConfiguration", changeConfiguration],
  ["DataTransfer", dataTransfer],
  ["ClearCache", () => accepted],
  ["SetChargingProfile", setChargingProfile],
  ["ClearChargingProfile", clearChargingProfile],
  ["GetCompositeSchedule", getCompositeSchedule],
]);

/** Answers a call of the server. Throws `CallRefused`: NotImplemented for actions that the station does not know. */
export async function handleCall(host: HandlerHost, action: string, payload: unknown) {
  const known = HANDLERS.get(action);
  if (known === undefined) throw new CallRefused("NotImplemented", `${action} is not implemented`);
  const result = await known(host, payload);
  return typeof result === "symbol" ? NO_ANSWER : result;
}
