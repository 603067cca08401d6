import type { Context } from "@/lib/db/context";
import type { Connection } from "@/lib/subscriptions/connection.model";
import { type MessageContext, partyOf } from "../../exchange/headers.rules";

/** Ids and parties of a request of ours that is about no single object: from the connection's first CPO. */
export function messageContext(
  context: Pick<Context, "ids">,
  connection: Pick<Connection, "cpos" | "countryCode" | "partyId">,
): MessageContext {
  const requestId = context.ids.next();
  const [cpo] = connection.cpos;
  return {
    requestId,
    correlationId: requestId,
    from: cpo ? partyOf(cpo.countryCode, cpo.partyId) : null,
    to: partyOf(connection.countryCode, connection.partyId),
  };
}
