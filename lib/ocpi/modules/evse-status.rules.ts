import type { EvseStatus } from "@/lib/locations/location.model";
import type { OcpiEvseStatus } from "../canonical/words.model";

/** OCPI has no word for "a cable is in, nothing flows": CHARGING says that nobody else can start. */
const STATUSES: Readonly<Record<EvseStatus, OcpiEvseStatus>> = {
  UNKNOWN: "UNKNOWN",
  AVAILABLE: "AVAILABLE",
  PREPARING: "CHARGING",
  CHARGING: "CHARGING",
  SUSPENDED_EV: "CHARGING",
  SUSPENDED_EVSE: "CHARGING",
  FINISHING: "CHARGING",
  RESERVED: "RESERVED",
  UNAVAILABLE: "INOPERATIVE",
  FAULTED: "OUTOFORDER",
};

/**
 * The status that a partner sees (OCPI locations, Status). `preparingAs`: some terminals refuse to start at an EVSE that is
 * CHARGING while the driver has only plugged in; for them it is AVAILABLE. Without a connection the status is UNKNOWN, and
 * an EVSE that was taken away stays in the list as REMOVED.
 */
export function evseStatusFor(
  status: EvseStatus,
  station: { readonly isConnected: boolean; readonly isRemoved: boolean },
  preparingAs: "CHARGING" | "AVAILABLE",
): OcpiEvseStatus {
  if (station.isRemoved) return "REMOVED";
  if (!station.isConnected) return "UNKNOWN";
  return status === "PREPARING" ? preparingAs : STATUSES[status];
}
