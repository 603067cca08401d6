import type { Tx } from "@/lib/db/database";
import { OPEN_STATES } from "@/lib/subscriptions/connection.model";
import type { PushKind } from "../modules/push-coalescing.rules";

/** A row of the outbox that waits. */
export interface WaitingPush {
  readonly id: bigint;
  readonly kind: PushKind;
  readonly objectId: string;
  readonly parentId: string | null;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly nextTryAt: Date;
  readonly lastStatus: number | null;
  readonly lastFault: string | null;
}

/** Most rows that one run looks at; after coalescing few are left, and the rest is read by the next run. */
const READ_MAX = 5_000;

/** What waits for a partner, in the order of the facts. */
export async function findWaiting(tx: Tx, subscriptionId: string): Promise<WaitingPush[]> {
  const rows = await tx.ocpiPush.findMany({
    where: { subscriptionId, state: "PENDING" },
    orderBy: { id: "asc" },
    take: READ_MAX,
  });
  return rows.map((row) => ({ ...row, kind: row.kind as PushKind }));
}

/** True when the partner has been sent this object before. */
export async function wasSent(
  tx: Tx,
  subscriptionId: string,
  kind: PushKind,
  objectId: string,
): Promise<boolean> {
  const sent = await tx.ocpiPush.findFirst({
    where: { subscriptionId, kind, objectId, state: "SENT" },
    select: { id: true },
  });
  return sent !== null;
}

/** Ids of the tariffs of a CPO that the partner has from us: sent, and not removed since. */
export async function findSentTariffs(tx: Tx, subscriptionId: string, cpoId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ object_id: string }[]>`
    SELECT object_id FROM (
      SELECT DISTINCT ON (object_id) object_id, kind FROM ocpi_pushes
      WHERE subscription_id = ${subscriptionId}::uuid AND parent_id = ${cpoId}
        AND kind IN ('tariff', 'tariff_removal') AND state = 'SENT'
      ORDER BY object_id, id DESC
    ) last WHERE kind = 'tariff' ORDER BY object_id`;
  return rows.map((row) => row.object_id);
}

/** Connections with a push that is due since `before`: their job was lost or died (REL-15). */
export async function findStuck(
  tx: Tx,
  before: Date,
): Promise<{ readonly clientId: string; readonly subscriptionId: string }[]> {
  const rows = await tx.ocpiPush.findMany({
    where: { state: "PENDING", nextTryAt: { lt: before }, subscription: { state: { in: [...OPEN_STATES] } } },
    distinct: ["subscriptionId"],
    select: { clientId: true, subscriptionId: true },
    take: 1_000,
  });
  return rows;
}
