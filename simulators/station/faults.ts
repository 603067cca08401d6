import type { SignedFault } from "./station.model";

/** Faults that wait for their moment and are used up. `<Action>` is an OCPP action that the station sends. */
export type FaultName =
  | "refuseStart"
  | "refuseProfile"
  | "acceptStartOnly"
  | "muteStart"
  | "lateStart"
  | "rejectStop"
  | "acceptStopOnly"
  | "muteStop"
  | "stopBeforeStart"
  | "unknownTransactionId"
  | "reorderMeterValues"
  | SignedFault
  | `duplicate:${string}`
  | `duplicateSameId:${string}`
  | `dropReply:${string}`;

interface Armed {
  times: number;
  readonly value: number;
}

/** The armed faults of one station: each is taken `times` times, then the station behaves again. */
export class FaultPlan {
  private readonly armed = new Map<FaultName, Armed>();

  constructor(private readonly changed: () => void) {}

  /** Arms a fault; `times` 0 disarms it. `value` is a parameter of the fault (milliseconds, an id). */
  arm(name: FaultName, times = 1, value = 0): void {
    if (times > 0) this.armed.set(name, { times, value });
    else this.armed.delete(name);
    this.changed();
  }

  /** True when the fault is armed, without using it up. */
  has(name: FaultName): boolean {
    return this.armed.has(name);
  }

  /** Uses the fault once. Null when it is not armed, else its parameter. */
  take(name: FaultName): number | null {
    const fault = this.armed.get(name);
    if (fault === undefined) return null;
    fault.times -= 1;
    if (fault.times === 0) this.armed.delete(name);
    this.changed();
    return fault.value;
  }

  clear(): void {
    this.armed.clear();
    this.changed();
  }

  /** For people: `refuseStart ×2`. */
  list(): string[] {
    return [...this.armed].map(([name, { times }]) => (times > 1 ? `${name} ×${times}` : name));
  }
}
