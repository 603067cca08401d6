import type { NoticeReceived } from "../../../vocabulary/station.model";
import { text } from "../read.rules";
import { type Route, route } from "../route";

/** A report that is acknowledged with an empty answer and kept in the journal. */
function notice(topic: NoticeReceived["topic"], statusField: string, detailField: string | null): Route {
  return route({
    kind: "noticeReceived",
    decode: (payload) => ({
      fact: {
        kind: "noticeReceived",
        topic,
        status: text(payload, statusField, 60) ?? "",
        detail: detailField === null ? null : text(payload, detailField, 255),
      },
    }),
    encode: () => ({}),
  });
}

/** FirmwareStatusNotification (OCPP 1.6 §4.5). */
export const firmwareStatusNotification = notice("firmware", "status", null);

/** SignedFirmwareStatusNotification (OCPP 1.6 security whitepaper, ed. 3). */
export const signedFirmwareStatusNotification = notice("firmware", "status", null);

/** DiagnosticsStatusNotification (OCPP 1.6 §4.4). */
export const diagnosticsStatusNotification = notice("diagnostics", "status", null);

/** LogStatusNotification (OCPP 1.6 security whitepaper, ed. 3). */
export const logStatusNotification = notice("log", "status", null);

/** SecurityEventNotification (OCPP 1.6 security whitepaper, ed. 3). */
export const securityEventNotification = notice("security", "type", "techInfo");

/** SignCertificate (OCPP 1.6 security whitepaper, ed. 3): understood and declined, we are no certificate authority. */
export const signCertificate = route({
  kind: "certificateRequested",
  decode: () => ({ fact: { kind: "certificateRequested" } }),
  encode: ({ accepted }) => ({ status: accepted ? "Accepted" : "Rejected" }),
});
