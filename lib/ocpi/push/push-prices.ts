import type { Context } from "@/lib/db/context";
import { findConnectionsOfCpo } from "@/lib/subscriptions/connection.queries";
import { findLocationIds, findSentTariffs, findWholesaleCodes } from "./push.queries";
import { type PushSubject, queuePushes } from "./queue-push";

/**
 * Something that decides a CPO's prices has changed: its partners get every wholesale tariff as it is now, then the locations,
 * whose connectors name the tariffs, then the removal of tariffs that they have and that no connector names any more
 * (OCPI tariffs, DELETE). What a partner does not want is left out when its turn comes.
 */
export async function pushPrices(
  context: Context,
  job: { readonly clientId: string; readonly cpoId: string },
): Promise<void> {
  const { clientId, cpoId } = job;
  await context.db.withClient(clientId, async (tx) => {
    const connections = await findConnectionsOfCpo(tx, cpoId);
    if (connections.length === 0) return;
    const codes = await findWholesaleCodes(tx, cpoId);
    const locationIds = await findLocationIds(tx, cpoId);
    for (const { subscriptionId } of connections) {
      const gone = (await findSentTariffs(tx, subscriptionId, cpoId)).filter((code) => !codes.includes(code));
      const subjects: PushSubject[] = [
        ...codes.map((code) => ({ kind: "tariff" as const, objectId: code, parentId: cpoId })),
        ...locationIds.map((id) => ({ kind: "location" as const, objectId: id })),
        ...gone.map((code) => ({ kind: "tariff_removal" as const, objectId: code, parentId: cpoId })),
      ];
      await queuePushes(tx, context, { clientId, subscriptionId }, subjects);
    }
  });
}
