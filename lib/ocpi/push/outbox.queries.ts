import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";

export const OUTBOX_STATES = ["PENDING", "DEAD", "SENT", "SUPERSEDED"] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];

/** A push as people see it. */
export interface OutboxRow {
  readonly id: bigint;
  readonly kind: string;
  /** What it is about, by a name that people know. */
  readonly subject: string;
  readonly act: string | null;
  readonly state: OutboxState;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly nextTryAt: Date;
  readonly finishedAt: Date | null;
  readonly lastStatus: number | null;
  readonly lastFault: string | null;
}

/** What waits for a partner, what is dead, what was sent: newest first, with how many there are of each state. */
export async function readOutbox(
  context: Context,
  clientId: string,
  subscriptionId: string,
  filter: { readonly state: OutboxState | null; readonly before: bigint | null },
  size: number,
): Promise<{
  readonly rows: readonly OutboxRow[];
  readonly next: string | null;
  readonly counts: Readonly<Record<OutboxState, number>>;
}> {
  return context.db.withClient(clientId, async (tx) => {
    const { state, before } = filter;
    const found = await tx.ocpiPush.findMany({
      where: {
        subscriptionId,
        ...(state === null ? {} : { state }),
        ...(before === null ? {} : { id: { lt: before } }),
      },
      orderBy: { id: "desc" },
      take: size + 1,
    });
    const grouped = await tx.ocpiPush.groupBy({ by: ["state"], where: { subscriptionId }, _count: true });
    const counts = { PENDING: 0, DEAD: 0, SENT: 0, SUPERSEDED: 0 };
    for (const group of grouped) counts[group.state] = group._count;
    const shown = found.slice(0, size);
    const names = await namesOf(tx, shown);
    const rows = shown.map((row) => ({
      ...row,
      subject: names.get(row.objectId) ?? row.objectId,
      act: row.kind === "terminal" ? row.parentId : null,
    }));
    return { rows, next: found.length > size ? String(shown.at(-1)?.id ?? "") : null, counts };
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function namesOf(tx: Tx, rows: readonly { readonly objectId: string }[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.map(({ objectId }) => objectId).filter((id) => UUID.test(id)))];
  const where = { id: { in: ids } };
  const evses = await tx.evse.findMany({ where, select: { id: true, label: true } });
  const locations = await tx.location.findMany({ where, select: { id: true, name: true } });
  const sessions = await tx.chargingSession.findMany({ where, select: { id: true, reference: true } });
  const cdrs = await tx.cdr.findMany({ where, select: { id: true, number: true } });
  const terminals = await tx.terminal.findMany({ where, select: { id: true, label: true } });
  const commands = await tx.ocpiCommand.findMany({ where, select: { id: true, type: true, result: true } });
  return new Map([
    ...evses.map(({ id, label }): [string, string] => [id, label]),
    ...locations.map(({ id, name }): [string, string] => [id, name]),
    ...sessions.map(({ id, reference }): [string, string] => [id, reference]),
    ...cdrs.map(({ id, number }): [string, string] => [id, number]),
    ...terminals.map(({ id, label }): [string, string] => [id, label]),
    ...commands.map(({ id, type, result }): [string, string] => [id, `${type} ${result ?? ""}`.trim()]),
  ]);
}
