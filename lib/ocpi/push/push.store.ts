import type { Tx } from "@/lib/db/database";
import type { PushKind } from "../modules/push-coalescing.rules";

export interface NewPushRow {
  readonly clientId: string;
  readonly subscriptionId: string;
  readonly kind: PushKind;
  readonly objectId: string;
  readonly parentId: string | null;
  readonly createdAt: Date;
  readonly nextTryAt: Date;
}

/** Writes intents to tell the partner something. Their ids are their places in the order. */
export async function insertPushes(tx: Tx, rows: readonly NewPushRow[]): Promise<void> {
  await tx.ocpiPush.createMany({ data: [...rows] });
}

/** How a try has failed, and when the next one is. */
export interface FailedTry {
  readonly attempts: number;
  readonly nextTryAt: Date;
  readonly lastStatus: number | null;
  readonly lastFault: string;
}

/** Overtaken by a newer state, or nothing that the partner wants: done without being sent. Only what still waits. */
export async function markSuperseded(
  tx: Tx,
  ids: readonly bigint[],
  why: string | null,
  at: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await tx.ocpiPush.updateMany({
    where: { id: { in: [...ids] }, state: "PENDING" },
    data: { state: "SUPERSEDED", finishedAt: at, ...(why === null ? {} : { lastFault: why }) },
  });
}

export async function markSent(
  tx: Tx,
  id: bigint,
  result: { readonly status: number; readonly peerLocation: string | null; readonly at: Date },
): Promise<void> {
  await tx.ocpiPush.updateMany({
    where: { id },
    data: {
      state: "SENT",
      attempts: { increment: 1 },
      finishedAt: result.at,
      lastStatus: result.status,
      lastFault: null,
      peerLocation: result.peerLocation,
    },
  });
}

export async function markFailed(tx: Tx, id: bigint, failed: FailedTry): Promise<void> {
  await tx.ocpiPush.updateMany({ where: { id, state: "PENDING" }, data: failed });
}

/** Given up: a person decides, and may replay it. */
export async function markDead(
  tx: Tx,
  id: bigint,
  last: Omit<FailedTry, "nextTryAt"> & { readonly at: Date },
): Promise<void> {
  const { at, ...rest } = last;
  await tx.ocpiPush.updateMany({
    where: { id, state: "PENDING" },
    data: { ...rest, state: "DEAD", finishedAt: at },
  });
}

/** Puts a dead push back in line, as if it were new. False when it is not dead (any more). */
export async function revivePush(
  tx: Tx,
  where: { readonly id: bigint; readonly subscriptionId: string },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.ocpiPush.updateMany({
    where: { ...where, state: "DEAD" },
    data: {
      state: "PENDING",
      attempts: 0,
      createdAt: now,
      nextTryAt: now,
      finishedAt: null,
      lastStatus: null,
      lastFault: null,
    },
  });
  return count === 1;
}

/** The result of a command has reached the partner, or never will. */
export async function markResult(
  tx: Tx,
  commandId: string,
  state: "SENT" | "FAILED",
  at: Date,
): Promise<void> {
  await tx.ocpiCommand.updateMany({
    where: { id: commandId, resultState: { in: ["WAITING", "FAILED"] } },
    data: { resultState: state, resultAt: at },
  });
}

/** Deletes finished pushes of states that nobody asks for again; CDRs, tariffs and terminals stay. Returns how many. */
export async function deleteFinishedBefore(tx: Tx, before: Date, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM ocpi_pushes WHERE id IN (
      SELECT id FROM ocpi_pushes
      WHERE state IN ('SENT', 'SUPERSEDED') AND finished_at < ${before}
        AND kind IN ('session', 'location', 'evse', 'command_result', 'charging_profile')
      ORDER BY id LIMIT ${limit}
    )`;
}
