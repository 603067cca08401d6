import type { JsonObject } from "../../../rpc/frame.model";
import type { AnswerOf } from "../../../vocabulary/station.model";
import { own, text } from "../read.rules";
import { route } from "../route";

const STATUS: Readonly<Record<AnswerOf["dataTransferred"]["status"], string>> = {
  accepted: "Accepted",
  rejected: "Rejected",
  "unknown-vendor": "UnknownVendorId",
  "unknown-message": "UnknownMessageId",
};

const STANDARD_FIELDS = new Set(["vendorId", "messageId", "data"]);

/** DataTransfer (OCPP 1.6 §4.3, §6.19). Fields beside the standard ones are handed on: Autel puts its payment result there. */
export const dataTransfer = route({
  kind: "dataTransferred",
  decode: (payload) => ({
    fact: {
      kind: "dataTransferred",
      vendorId: text(payload, "vendorId", 255) ?? "",
      messageId: text(payload, "messageId", 255),
      data: dataText(own(payload, "data")),
      extra: Object.fromEntries(Object.entries(payload).filter(([key]) => !STANDARD_FIELDS.has(key))),
    },
  }),
  encode: ({ status, data }): JsonObject => ({
    status: STATUS[status],
    ...(data === undefined ? {} : { data }),
  }),
});

function dataText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
