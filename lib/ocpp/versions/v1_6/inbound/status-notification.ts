import type { ReportedStatus } from "../../../vocabulary/station.model";
import { id, own, text } from "../read.rules";
import { route } from "../route";
import { readTime, timeRemarks } from "../time.rules";

/** ChargePointStatus (OCPP 1.6 §7.7) in our words, by its lower-case spelling. `occupied` is what 1.5 stations still say. */
const STATUS: Readonly<Record<string, ReportedStatus>> = {
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

/** StatusNotification (OCPP 1.6 §4.9, §6.47). The timestamp is optional: without one the time of receipt counts, without doubt. */
export const statusNotification = route({
  kind: "StatusReported",
  decode: (payload, receivedAt) => {
    const word = (text(payload, "status", 40) ?? "").toLowerCase();
    const status = Object.hasOwn(STATUS, word) ? (STATUS[word] ?? "UNKNOWN") : "UNKNOWN";
    const time = readTime(own(payload, "timestamp"), receivedAt);
    return {
      fact: {
        kind: "StatusReported",
        ocppConnectorId: id(payload, "connectorId") ?? 0,
        status,
        errorCode: text(payload, "errorCode", 60) || "NoError",
        info: text(payload, "info", 200),
        vendorErrorCode: text(payload, "vendorErrorCode", 60),
        time,
      },
      remarks: time.doubt === "missing" ? [] : timeRemarks(time),
    };
  },
  encode: () => ({}),
});
