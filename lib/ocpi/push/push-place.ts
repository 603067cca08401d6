import type { Context } from "@/lib/db/context";
import { findConnectionsOfCpo } from "@/lib/subscriptions/connection.queries";
import { findEvsePlace, findLocationCpo } from "./push.queries";
import { queuePush } from "./queue-push";

/** The status of an EVSE has changed: every partner of its CPO hears it. */
export async function pushEvse(
  context: Context,
  job: { readonly clientId: string; readonly evseId: string },
): Promise<void> {
  const { clientId, evseId } = job;
  await context.db.withClient(clientId, async (tx) => {
    const place = await findEvsePlace(tx, evseId);
    if (!place) return;
    for (const { subscriptionId } of await findConnectionsOfCpo(tx, place.cpoId)) {
      const evse = { kind: "evse" as const, objectId: evseId, parentId: place.locationId };
      await queuePush(tx, context, { clientId, subscriptionId, ...evse });
    }
  });
}

/** A location, or something in it, is another now: every partner of its CPO gets it whole. */
export async function pushLocation(
  context: Context,
  job: { readonly clientId: string; readonly locationId: string },
): Promise<void> {
  const { clientId, locationId } = job;
  await context.db.withClient(clientId, async (tx) => {
    const cpoId = await findLocationCpo(tx, locationId);
    if (cpoId === null) return;
    for (const { subscriptionId } of await findConnectionsOfCpo(tx, cpoId))
      await queuePush(tx, context, { clientId, subscriptionId, kind: "location", objectId: locationId });
  });
}
