import type { EvseStatus } from "@/lib/locations/location.model";
import type { JsonObject } from "../../../rpc/frame.model";
import { id, own, text } from "../read.rules";
import { route } from "../route";
import { readTime, timeRemarks } from "../time.rules";

/** ChargePointStatus (OCPP 1.6 §7.7) in our words, by its lower-case spelling. `occupied` is what 1.5 stations still say. */
const STATUS: Readonly<Record<string, EvseStatus>> = {
  available: "AVAILABLE",
  preparing: "PREPARING",
  charging: "CHARGING",
  suspendedev: "SUSPENDED_EV",
  suspendedevse: "SUSPENDED_EVSE",
  finishing: "FINISHING",
  reserved: "RESERVED",
  unavailable: "UNAVAILABLE",
  faulted: "FAULTED",
  occupied: "PREPARING",
};

/** StatusNotification (OCPP 1.6 §4.9, §6.47). The timestamp is optional, so its absence is no remark. */
export const statusNotification = route({
  kind: "statusReported",
  decode: (payload, receivedAt) => {
    const word = (text(payload, "status", 40) ?? "").toLowerCase();
    const status = Object.hasOwn(STATUS, word) ? (STATUS[word] ?? "UNKNOWN") : "UNKNOWN";
    const time = readTime(own(payload, "timestamp"), receivedAt);
    return {
      fact: {
        kind: "statusReported",
        ocppConnectorId: id(payload, "connectorId") ?? 0,
        status,
        errorCode: errorCode(payload),
        at: time.doubt === null || time.doubt === "no-zone" ? time.at : null,
      },
      remarks: time.doubt === "missing" ? [] : timeRemarks(time),
    };
  },
  encode: () => ({}),
});

/** The standard code and the vendor's own, `OtherError/E42`; null when all is well. */
function errorCode(payload: JsonObject): string | null {
  const standard = text(payload, "errorCode", 60) ?? "";
  const vendor = text(payload, "vendorErrorCode", 60) ?? "";
  const codes = [standard === "NoError" ? "" : standard, vendor].filter((code) => code !== "");
  return codes.length === 0 ? null : codes.join("/");
}
