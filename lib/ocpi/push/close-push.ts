import type { Tx } from "@/lib/db/database";
import { raiseException } from "@/lib/db/raise-exception";
import type { Connection } from "@/lib/subscriptions/connection.model";
import { retryDelay } from "../modules/push-coalescing.rules";
import type { PartnerDeps } from "../partner/journaled-call";
import { findCommandResult, type WaitingPush } from "./push.queries";
import { markDead, markFailed, markResult, markSent } from "./push.store";
import type { PushOutcome } from "./push-outcome.rules";

/** A result is kept for a while beyond the time that the partner was told to wait: it may be late, then it is worthless. */
const RESULT_GRACE_MS = 120_000;

export interface ClosedPush {
  /** It is sent or dead; otherwise it waits for its next try. */
  readonly isOver: boolean;
  /** The whole module waits until here. */
  readonly restUntil: Date | null;
}

/** Records how a push has ended: sent, to be tried again, or dead and a person's case (REL-15, SEC-47). */
export async function closePush(
  deps: PartnerDeps,
  connection: Connection,
  push: WaitingPush,
  outcome: PushOutcome,
): Promise<ClosedPush> {
  const { context } = deps;
  return context.db.withClient(connection.clientId, async (tx) => {
    const now = context.clock.now();
    if (outcome.done) {
      const { status, peerLocation } = outcome;
      await markSent(tx, push.id, { status, peerLocation, at: now });
      if (push.kind === "command_result") await markResult(tx, push.objectId, "SENT", now);
      return { isOver: true, restUntil: null };
    }
    const attempts = push.attempts + 1;
    const failed = { attempts, lastStatus: outcome.status, lastFault: outcome.fault };
    const delay = outcome.isFinal ? null : await delayOf(tx, deps, push, attempts, now);
    if (delay === null) {
      await markDead(tx, push.id, { ...failed, at: now });
      if (push.kind === "command_result") await markResult(tx, push.objectId, "FAILED", now);
      await reportDead(tx, connection, push, outcome.fault);
      return { isOver: true, restUntil: null };
    }
    const nextTryAt = new Date(now.getTime() + delay);
    await markFailed(tx, push.id, { ...failed, nextTryAt });
    return { isOver: false, restUntil: outcome.reach === "module" ? nextTryAt : null };
  });
}

/** Milliseconds until the next try; null: give up. A day for everything but a command result, which has its own time. */
async function delayOf(
  tx: Tx,
  { context }: PartnerDeps,
  push: WaitingPush,
  attempts: number,
  now: Date,
): Promise<number | null> {
  const random = fraction(context.random.bytes(4));
  if (push.kind !== "command_result")
    return retryDelay(attempts, now.getTime() - push.createdAt.getTime(), random);
  const command = await findCommandResult(tx, push.objectId);
  if (!command) return null;
  const ageMs = now.getTime() - command.receivedAt.getTime();
  return retryDelay(attempts, ageMs, random, command.timeoutS * 1_000 + RESULT_GRACE_MS);
}

/** A number in [0, 1) from four random bytes: the jitter, from a port so that a seeded run repeats itself. */
function fraction(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) / 2 ** 32;
}

/** Money hangs on a CDR, so that each is a case of its own; of the rest one case per kind is enough. */
async function reportDead(tx: Tx, connection: Connection, push: WaitingPush, fault: string): Promise<void> {
  const { clientId, subscriptionId, name } = connection;
  const subject = push.kind === "cdr" ? `cdr:${push.objectId}` : push.kind;
  await raiseException(tx, {
    clientId,
    code: "push_dead",
    key: `push_dead:${subscriptionId}:${subject}`,
    sessionId: push.kind === "session" ? push.objectId : null,
    detail: {
      subscriptionId,
      connection: name,
      kind: push.kind,
      objectId: push.objectId,
      pushId: String(push.id),
      fault,
    },
  });
}
