import { isDeepStrictEqual } from "node:util";
import type { Tx } from "@/lib/db/database";
import type { ProfileRequest, ProfileRequestType } from "../../canonical/charging-profile.model";
import { PROFILE_INTERVAL_MS, type ProfileFacts } from "./profile-request.rules";

const CHANGES: readonly ProfileRequestType[] = ["SET_CHARGING_PROFILE", "CLEAR_CHARGING_PROFILE"];
const READINGS: readonly ProfileRequestType[] = ["GET_ACTIVE_CHARGING_PROFILE"];

/** How the last request of this kind that went to the station, a moment ago, compares to this one. Read under the session's lock. */
export async function compareRecent(
  tx: Tx,
  sessionId: string,
  request: ProfileRequest,
  payload: { readonly kind: string },
  now: Date,
): Promise<ProfileFacts["recent"]> {
  const last = await tx.ocpiCommand.findFirst({
    where: {
      sessionId,
      type: { in: [...(READINGS.includes(request.type) ? READINGS : CHANGES)] },
      stationCommandId: { not: null },
      receivedAt: { gt: new Date(now.getTime() - PROFILE_INTERVAL_MS) },
    },
    orderBy: { receivedAt: "desc" },
  });
  if (!last?.stationCommandId) return "none";
  const sent = await tx.stationCommand.findUniqueOrThrow({ where: { id: last.stationCommandId } });
  const { kind, ...rest } = payload;
  const isSame =
    sent.kind === kind && last.responseUrl === request.responseUrl && isDeepStrictEqual(sent.payload, rest);
  return isSame ? "same" : "other";
}
