import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import type { PushKind } from "../modules/push-coalescing.rules";
import { OCPI_EVENTS } from "../partner/ocpi-events.model";
import { insertPushes } from "./push.store";

interface PusherOf {
  readonly clientId: string;
  readonly subscriptionId: string;
}

export interface PushSubject {
  readonly kind: PushKind;
  /**
   * Our own row id: location, EVSE, session (also for its charging profile), CDR, terminal or command. Of a tariff (and its removal) the id that partners
   * see: a removed tariff has no row any more.
   */
  readonly objectId: string;
  /** Location of an EVSE, CPO of a tariff, act of a terminal; otherwise absent. */
  readonly parentId?: string | null;
}

export interface NewPush extends PushSubject, PusherOf {}

/**
 * Puts something that a partner must be told into the outbox of its connection, in the caller's transaction (REL-15). What is
 * sent is read when it is sent, so that only the newest state of an object goes out.
 */
export async function queuePush(tx: Tx, context: Pick<Context, "clock">, push: NewPush): Promise<void> {
  await queuePushes(tx, context, push, [push]);
}

/** Several at once, in this order. */
export async function queuePushes(
  tx: Tx,
  context: Pick<Context, "clock">,
  connection: PusherOf,
  subjects: readonly PushSubject[],
): Promise<void> {
  if (subjects.length === 0) return;
  const { clientId, subscriptionId } = connection;
  const now = context.clock.now();
  const rows = subjects.map(({ kind, objectId, parentId = null }) => ({ kind, objectId, parentId }));
  await insertPushes(
    tx,
    rows.map((row) => ({ ...row, clientId, subscriptionId, createdAt: now, nextTryAt: now })),
  );
  await wakePusher(tx, connection);
}

/** Lets the connection's pusher run now. All jobs of a connection share one queue: never two at once. */
export async function wakePusher(tx: Tx, connection: PusherOf): Promise<void> {
  await emit(tx, dueOf(connection), optionsOf(connection));
}

/** Lets it run at an instant; something that was queued meanwhile is not held up by that. */
export async function wakePusherAt(tx: Tx, connection: PusherOf, runAt: Date): Promise<void> {
  await emit(tx, dueOf(connection), { ...optionsOf(connection), runAt, keepTime: true });
}

function dueOf({ clientId, subscriptionId }: PusherOf) {
  return { type: OCPI_EVENTS.pushDue, payload: { clientId, subscriptionId } };
}

function optionsOf({ subscriptionId }: PusherOf) {
  return { key: `push:${subscriptionId}`, queue: `ocpi:${subscriptionId}`, priority: PRIORITY.start };
}
