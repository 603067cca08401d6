import type { Context } from "@/lib/db/context";
import type { Connection } from "./connection.model";
import { noteContact, updateSubscription } from "./subscription.store";

/**
 * Notes that we reached the partner (at most once a minute), and which spelling of the token it accepted. `encoding` null
 * means that it refused both, or was not reached: what was remembered stays.
 */
export async function noteOutbound(
  context: Context,
  connection: Pick<Connection, "subscriptionId" | "clientId" | "tokenEncoding" | "rememberedEncoding">,
  encoding: "base64" | "raw" | null,
): Promise<void> {
  const { subscriptionId, clientId, tokenEncoding, rememberedEncoding } = connection;
  const isNews = encoding !== null && tokenEncoding === "auto" && encoding !== rememberedEncoding;
  const at = context.clock.now();
  await context.db.withClient(clientId, async (tx) => {
    await noteContact(tx, subscriptionId, "lastOutboundAt", at);
    if (isNews) await updateSubscription(tx, subscriptionId, { rememberedEncoding: encoding });
  });
}
