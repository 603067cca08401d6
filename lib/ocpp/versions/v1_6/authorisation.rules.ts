import type { JsonObject } from "../../rpc/frame.model";
import type { Authorisation } from "../../vocabulary/station.model";

/** AuthorizationStatus (OCPP 1.6 §7.2). */
const STATUS: Readonly<Record<Authorisation, string>> = {
  accepted: "Accepted",
  blocked: "Blocked",
  expired: "Expired",
  invalid: "Invalid",
  concurrent: "ConcurrentTx",
};

/** An IdTagInfo (OCPP 1.6 §7.28). No expiry date: our tokens live in no cache. */
export function idTagInfo(authorisation: Authorisation): JsonObject {
  return { status: STATUS[authorisation] };
}
