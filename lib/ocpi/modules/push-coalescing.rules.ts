/** What can be pushed. Only the newest state of a session, its charging profile, a location or a tariff matters; CDRs and terminals are facts. */
export type PushKind =
  | "location"
  | "evse"
  | "tariff"
  | "tariff_removal"
  | "session"
  | "cdr"
  | "terminal"
  | "charging_profile"
  | "command_result";

export interface PendingPush {
  readonly id: string;
  readonly connectionId: string;
  readonly kind: PushKind;
  readonly objectId: string;
  /** Location of an EVSE; null for everything else. */
  readonly parentId: string | null;
  /** Order of the facts behind the pushes, ascending, per connection. */
  readonly sequence: number;
}

/** Every one of these must arrive, in the order in which it happened. */
const KEPT: ReadonlySet<PushKind> = new Set(["cdr", "terminal", "command_result"]);

const slot = (push: PendingPush): string => {
  // Publishing and removing a tariff speak about the same object: the last word counts.
  const kind = push.kind === "tariff_removal" ? "tariff" : push.kind;
  return JSON.stringify([push.connectionId, kind, push.parentId, push.objectId]);
};

export interface CoalescedPushes {
  /** To be sent, in order. */
  readonly send: readonly PendingPush[];
  /** Overtaken by a newer state: done without being sent. */
  readonly superseded: readonly PendingPush[];
}

/**
 * Reduces what waits for a partner to what must still be said: of sessions, locations, EVSEs and tariffs the newest state,
 * read when it is sent; an EVSE is contained in a newer push of its location; CDRs, terminals and command results all stay.
 */
export function coalescePushes(pending: readonly PendingPush[]): CoalescedPushes {
  const ordered = [...pending].sort((a, b) => a.sequence - b.sequence);
  const newest = new Map<string, PendingPush>();
  const locations = new Map<string, number>();
  for (const push of ordered) {
    if (KEPT.has(push.kind)) continue;
    newest.set(slot(push), push);
    if (push.kind === "location")
      locations.set(JSON.stringify([push.connectionId, push.objectId]), push.sequence);
  }
  const isNeeded = (push: PendingPush): boolean => {
    if (KEPT.has(push.kind)) return true;
    if (newest.get(slot(push)) !== push) return false;
    const containing = locations.get(JSON.stringify([push.connectionId, push.parentId]));
    return push.kind !== "evse" || containing === undefined || containing < push.sequence;
  };
  return { send: ordered.filter(isNeeded), superseded: ordered.filter((push) => !isNeeded(push)) };
}

/** A CDR may only follow its session's last state: true while that push still waits. */
export function mustWait(
  cdr: { readonly sessionId: string | null },
  pending: readonly PendingPush[],
): boolean {
  return (
    cdr.sessionId !== null &&
    pending.some(({ kind, objectId }) => kind === "session" && objectId === cdr.sessionId)
  );
}

const FIRST_MS = 5_000;
const LONGEST_MS = 3_600_000;
/** After a day a person decides: dead letter, with replay (SEC-47). */
const GIVE_UP_MS = 86_400_000;

/**
 * Milliseconds until attempt `attempt + 1` of a push that failed `attempt` times since `ageMs` ago: doubling, at most an hour,
 * with jitter from half to the whole (`random` in [0, 1)). Null: give up. A command result is old after its own timeout and
 * is not kept for a day; the caller sets its bound with `giveUpMs`.
 */
export function retryDelay(
  attempt: number,
  ageMs: number,
  random: number,
  giveUpMs: number = GIVE_UP_MS,
): number | null {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 20));
  const delay = Math.round(longest * (0.5 + random / 2));
  return ageMs + delay > giveUpMs ? null : delay;
}
