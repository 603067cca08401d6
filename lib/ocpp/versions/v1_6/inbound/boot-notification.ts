import { text } from "../read.rules";
import { route } from "../route";

const REGISTRATION = { accepted: "Accepted", pending: "Pending", rejected: "Rejected" } as const;

/** BootNotification (OCPP 1.6 §4.2, §6.7). Vendor and model may be missing; the station is known by its identity. */
export const bootNotification = route({
  kind: "booted",
  decode: (payload) => ({
    fact: {
      kind: "booted",
      vendor: text(payload, "chargePointVendor", 60),
      model: text(payload, "chargePointModel", 60),
      serialNumber:
        text(payload, "chargePointSerialNumber", 60) ?? text(payload, "chargeBoxSerialNumber", 60),
      firmwareVersion: text(payload, "firmwareVersion", 60),
    },
  }),
  encode: ({ registration, now, heartbeatSeconds }) => ({
    status: REGISTRATION[registration],
    currentTime: now.toISOString(),
    interval: heartbeatSeconds,
  }),
});
