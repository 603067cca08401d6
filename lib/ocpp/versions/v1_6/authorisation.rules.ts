import type { TokenVerdict } from "@/lib/sessions/station-facts.model";
import type { JsonObject } from "../../rpc/frame.model";

/** AuthorizationStatus (OCPP 1.6 §7.2). */
const STATUS: Readonly<Record<TokenVerdict, string>> = {
  ACCEPTED: "Accepted",
  BLOCKED: "Blocked",
  EXPIRED: "Expired",
  INVALID: "Invalid",
};

/** An IdTagInfo (OCPP 1.6 §7.28). No expiry date: our tokens live in no cache. */
export function idTagInfo(verdict: TokenVerdict): JsonObject {
  return { status: STATUS[verdict] };
}
