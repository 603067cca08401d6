import type { Context } from "@/lib/db/context";
import { emit, PRIORITY } from "@/lib/db/emit";
import { OCPI_EVENTS } from "../../partner/ocpi-events.model";
import { findPaymentConnections } from "./payments.queries";

/**
 * Orders a reading of every provider that offers payments: its terminals, or its confirmations. One job per connection, in the
 * queue of its pushes, so that a slow provider is never asked two things at once. Returns how many were ordered.
 */
export async function requestFetch(context: Context, what: "terminals" | "advices"): Promise<number> {
  const type = what === "terminals" ? OCPI_EVENTS.terminalsDue : OCPI_EVENTS.advicesDue;
  return context.db.withSystem(async (tx) => {
    const connections = await findPaymentConnections(tx);
    for (const { clientId, subscriptionId } of connections) {
      await emit(
        tx,
        { type, payload: { clientId, subscriptionId } },
        { key: `${what}:${subscriptionId}`, queue: `ocpi:${subscriptionId}`, priority: PRIORITY.report },
      );
    }
    return connections.length;
  });
}
