import { coalescePushes, type PendingPush, type PushKind } from "../modules/push-coalescing.rules";
import { restsModule } from "./push-outcome.rules";
import { moduleOf } from "./push-request.rules";

/** What the plan needs to know of a row that waits. */
export interface PlannedPush {
  readonly id: bigint;
  readonly kind: PushKind;
  readonly objectId: string;
  readonly parentId: string | null;
  readonly attempts: number;
  readonly nextTryAt: Date;
  readonly lastStatus: number | null;
  readonly lastFault: string | null;
}

/** How the tries of a whole module stand: kept when the row that carried it is overtaken. */
export interface Rest {
  readonly attempts: number;
  readonly nextTryAt: Date;
  readonly lastStatus: number | null;
  readonly lastFault: string;
}

export interface PushPlan<T> {
  /** To be sent, in order. */
  readonly send: readonly T[];
  readonly superseded: readonly bigint[];
  /** Rows that take over a pause: while a partner is down, newer states do not start its tries anew. */
  readonly inherits: ReadonlyMap<bigint, Rest>;
}

/** What must still be said to one partner (`coalescePushes`), and how long each module has to wait. */
export function planPushes<T extends PlannedPush>(connectionId: string, waiting: readonly T[]): PushPlan<T> {
  const byId = new Map(waiting.map((push) => [String(push.id), push]));
  const plan = coalescePushes(waiting.map((push) => pendingOf(connectionId, push)));
  const pick = (pending: readonly PendingPush[]): T[] =>
    pending.flatMap(({ id }) => {
      const push = byId.get(id);
      return push === undefined ? [] : [push];
    });
  const send = pick(plan.send);
  const superseded = pick(plan.superseded);
  return { send, superseded: superseded.map(({ id }) => id), inherits: inheritedRests(send, superseded) };
}

/** A row of the outbox in the words of the coalescing rules. */
export function pendingOf(connectionId: string, push: PlannedPush): PendingPush {
  const { kind, objectId, parentId } = push;
  return { id: String(push.id), connectionId, kind, objectId, parentId, sequence: Number(push.id) };
}

/** The pause of a row whose last try failed for its whole module; null when it failed alone, or not at all. */
export function restOf(push: PlannedPush): Rest | null {
  const { kind, attempts, nextTryAt, lastStatus, lastFault } = push;
  if (lastFault === null || !restsModule(kind, lastStatus, lastFault)) return null;
  return { attempts, nextTryAt, lastStatus, lastFault };
}

function inheritedRests<T extends PlannedPush>(
  send: readonly T[],
  superseded: readonly T[],
): ReadonlyMap<bigint, Rest> {
  const inherits = new Map<bigint, Rest>();
  for (const lost of superseded) {
    const rest = restOf(lost);
    if (rest === null) continue;
    const heir = send.find((push) => moduleOf(push.kind) === moduleOf(lost.kind));
    const known = heir && (inherits.get(heir.id) ?? restOf(heir));
    if (heir && (known === null || known === undefined || known.attempts < rest.attempts))
      inherits.set(heir.id, rest);
  }
  return inherits;
}
