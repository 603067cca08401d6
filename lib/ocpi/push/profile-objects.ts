import type { Tx } from "@/lib/db/database";
import { findNewestSchedule, findReadSchedule } from "@/lib/sessions/schedule.queries";
import {
  type ActiveChargingProfile,
  PROFILE_RESULTS,
  type ProfileRequestType,
} from "../canonical/charging-profile.model";
import type { Encoded } from "../exchange/codec.model";
import { activeProfileOf } from "../modules/charging-profiles/active-profile.rules";
import type { OcpiCodec } from "../wire/codec.model";

/** The newest that is known of what the EVSE means to give in a running session; null when there is nothing. */
export async function findActiveProfile(tx: Tx, sessionId: string): Promise<ActiveChargingProfile | null> {
  const read = await findNewestSchedule(tx, sessionId);
  return read && activeProfileOf(read);
}

/** The result of a PUT, GET or DELETE about a charging profile; null when there is none. An accepted GET has its profile. */
export async function encodeProfileResult(
  tx: Tx,
  codec: OcpiCodec,
  request: {
    readonly type: ProfileRequestType;
    readonly result: string | null;
    readonly stationCommandId: string | null;
  },
): Promise<Encoded | null> {
  const { type, stationCommandId } = request;
  const result = PROFILE_RESULTS.find((word) => word === request.result);
  if (result === undefined || codec.chargingProfiles === null) return null;
  const isProfile = type === "GET_ACTIVE_CHARGING_PROFILE" && result === "ACCEPTED";
  const read = isProfile && stationCommandId ? await findReadSchedule(tx, stationCommandId) : null;
  return codec.chargingProfiles.result({ type, result, ...(read ? { active: activeProfileOf(read) } : {}) });
}
