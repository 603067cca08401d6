import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { AdminScope } from "@/lib/tenants/access.model";
import type { HandSet } from "./connection.model";

/**
 * Settings that people have changed, with the last who did: of this connection, and of the acceptance connection whose agreement
 * was copied.
 */
export async function findHandSet(tx: Tx, subscriptionId: string): Promise<Map<string, HandSet>> {
  const row = await tx.subscription.findUnique({
    where: { id: subscriptionId },
    select: { acceptanceId: true },
  });
  const events = await tx.subscriptionEvent.findMany({
    where: {
      subscriptionId: { in: [subscriptionId, ...(row?.acceptanceId ? [row.acceptanceId] : [])] },
      kind: "settings_changed",
    },
    orderBy: [{ at: "asc" }, { seq: "asc" }],
    select: { at: true, byName: true, data: true },
  });
  const found = new Map<string, HandSet>();
  for (const { at, byName, data } of events) {
    const { changed } = data as { changed?: unknown };
    if (Array.isArray(changed)) for (const name of changed) found.set(String(name), { at, byName });
  }
  return found;
}

/** The same for a page of the portal. */
export async function readHandSet(
  context: Context,
  scope: AdminScope,
  subscriptionId: string,
): Promise<ReadonlyMap<string, HandSet>> {
  return context.db.withClient(scope.clientId, (tx) => findHandSet(tx, subscriptionId));
}
