import type { Tx } from "@/lib/db/database";
import { OPEN_STATES } from "@/lib/subscriptions/connection.model";

/** A confirmation of this connection as its provider sent it, by the provider's id; null when there is none. */
export async function findAdvice(
  tx: Tx,
  subscriptionId: string,
  adviceId: string,
): Promise<Readonly<Record<string, unknown>> | null> {
  const row = await tx.financialAdvice.findFirst({
    where: { subscriptionId, adviceId: { equals: adviceId, mode: "insensitive" } },
    select: { content: true },
  });
  return row ? (row.content as Record<string, unknown>) : null;
}

/** Which of these confirmations we have. */
export async function findKnownAdvices(
  tx: Tx,
  subscriptionId: string,
  adviceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.financialAdvice.findMany({
    where: { subscriptionId, adviceId: { in: [...adviceIds] } },
    select: { adviceId: true },
  });
  return new Set(rows.map((row) => row.adviceId));
}

/** Open connections whose partner has told an endpoint for payments; whether it may be used is looked at again then. */
export async function findPaymentConnections(
  tx: Tx,
): Promise<readonly { readonly clientId: string; readonly subscriptionId: string }[]> {
  const rows = await tx.subscription.findMany({
    where: {
      state: { in: [...OPEN_STATES] },
      peerTokenCipher: { not: null },
      peerEndpoints: { array_contains: [{ identifier: "payments" }] },
    },
    select: { id: true, clientId: true },
  });
  return rows.map(({ id, clientId }) => ({ clientId, subscriptionId: id }));
}
