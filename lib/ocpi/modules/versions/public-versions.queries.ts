import type { Tx } from "@/lib/db/database";
import { OPEN_STATES } from "@/lib/subscriptions/connection.model";

/** True while some open connection wants versions and details without a token: its partner probes them so. */
export async function arePublic(tx: Tx): Promise<boolean> {
  const found = await tx.subscription.findFirst({
    where: {
      state: { in: ["APPROVED", ...OPEN_STATES] },
      settings: { path: ["publicVersions"], equals: true },
    },
    select: { id: true },
  });
  return found !== null;
}
