import type { Tx } from "@/lib/db/database";

/** The sealed token with which we call the partner; null when there is none. */
export async function findPeerTokenCipher(tx: Tx, subscriptionId: string): Promise<string | null> {
  const row = await tx.subscription.findUnique({
    where: { id: subscriptionId },
    select: { peerTokenCipher: true },
  });
  return row?.peerTokenCipher ?? null;
}
