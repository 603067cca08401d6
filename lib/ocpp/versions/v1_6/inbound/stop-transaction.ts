import { idTagInfo } from "../authorisation.rules";
import { readMeterValues } from "../meter-values.rules";
import { id, integer, own, text } from "../read.rules";
import { route } from "../route";
import { readTime, timeRemarks } from "../time.rules";

/** The transaction id of a station that does not know its own (seen in the field as −1, 0 or nothing). */
const UNKNOWN_TRANSACTION = -1;

/** StopTransaction (OCPP 1.6 §4.10, §6.49): always readable, because a refused stop blocks the station's queue. */
export const stopTransaction = route({
  kind: "TransactionStopped",
  decode: (payload, receivedAt) => {
    const time = readTime(own(payload, "timestamp"), receivedAt);
    const meterStopWh = integer(payload, "meterStop");
    const samples = readMeterValues(payload, "transactionData", receivedAt);
    return {
      fact: {
        kind: "TransactionStopped",
        transactionId: id(payload, "transactionId") ?? UNKNOWN_TRANSACTION,
        meterStopWh,
        time,
        reason: text(payload, "reason", 60) || "Local",
        idToken: text(payload, "idTag", 255),
        samples,
      },
      remarks: [
        ...timeRemarks(time),
        ...(meterStopWh === null ? ["meter: meterStop not readable"] : []),
        ...samples.flatMap((sample) => sample.remarks),
      ],
    };
  },
  encode: ({ authorisation }) => (authorisation === null ? {} : { idTagInfo: idTagInfo(authorisation) }),
});
