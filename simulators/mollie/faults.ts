import { type Fault, type FaultInput, type FaultKind, faultSchema } from "./fault.model";

const ENGINE_KINDS: ReadonlySet<FaultKind> = new Set(["capture_stuck", "capture_fails", "release_ignored"]);
const MAX_FAULTS = 200;

interface Armed {
  readonly id: string;
  readonly fault: Fault;
  seen: number;
  struck: number;
}

/** A fault that waits for its call. */
export interface ArmedFault extends Fault {
  readonly id: string;
  /** How often it has struck already. */
  readonly struck: number;
}

/** True when the path fits the pattern, segment by segment. */
export function pathMatches(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const parts = path.split("/");
  for (const [index, segment] of wanted.entries()) {
    if (segment === "**") return true;
    const part = parts[index];
    if (part === undefined || (segment !== "*" && segment !== part)) return false;
  }
  return wanted.length === parts.length;
}

/** The faults that somebody asked for, in order of arrival. */
export class FaultBook {
  private armed: Armed[] = [];
  private counter = 0;

  /** Arms a fault and returns its id. Throws a `ZodError` on a wrong one, a `RangeError` when there are too many. */
  add(input: FaultInput): string {
    const fault = faultSchema.parse(input);
    if (this.armed.length >= MAX_FAULTS) throw new RangeError(`more than ${MAX_FAULTS} faults`);
    this.counter += 1;
    const id = `fault_${this.counter}`;
    this.armed.push({ id, fault, seen: 0, struck: 0 });
    return id;
  }

  /** Removes one fault, or all. */
  clear(id?: string): void {
    this.armed = id === undefined ? [] : this.armed.filter((entry) => entry.id !== id);
  }

  list(): ArmedFault[] {
    return this.armed.map(({ id, fault, struck }) => ({ ...fault, id, struck }));
  }

  /** The fault that strikes this HTTP call, if any; counts the call for all that match. */
  takeForCall(method: string, path: string): Fault | null {
    return this.take(
      ({ fault }) =>
        !ENGINE_KINDS.has(fault.kind) &&
        (fault.method === undefined || fault.method === method) &&
        pathMatches(fault.path, path),
    );
  }

  /** True when the engine has to misbehave in this way now. */
  takeForEngine(kind: FaultKind): boolean {
    return this.take(({ fault }) => fault.kind === kind) !== null;
  }

  private take(matches: (entry: Armed) => boolean): Fault | null {
    let strike: Fault | null = null;
    for (const entry of this.armed.filter(matches)) {
      entry.seen += 1;
      if (strike !== null || entry.seen < entry.fault.nth) continue;
      entry.struck += 1;
      strike = entry.fault;
    }
    this.armed = this.armed.filter(({ fault, struck }) => fault.times === 0 || struck < fault.times);
    return strike;
  }
}
