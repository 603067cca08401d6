import type { MeterSample } from "@/lib/sessions/station-facts.model";
import { idTagInfo } from "../authorisation.rules";
import { readMeterValues } from "../meter-values.rules";
import { id, integer, own, text } from "../read.rules";
import { route } from "../route";
import { readTime, timeRemarks } from "../time.rules";

/** The transaction id of a station that does not know its own (seen in the field as −1, 0 or nothing). */
const UNKNOWN_TRANSACTION = -1;

/**
 * StopTransaction (OCPP 1.6 §4.10, §6.49): always readable, because a refused stop blocks the station's queue. A missing
 * meterStop is taken from the end value of transactionData, else it counts as 0, which is implausible and goes to a person.
 */
export const stopTransaction = route({
  kind: "transactionStopped",
  decode: (payload, receivedAt) => {
    const time = readTime(own(payload, "timestamp"), receivedAt);
    const meterStop = integer(payload, "meterStop");
    const { samples, remarks } = readMeterValues(payload, "transactionData", receivedAt);
    return {
      fact: {
        kind: "transactionStopped",
        transactionId: id(payload, "transactionId") ?? UNKNOWN_TRANSACTION,
        meterStopWh: meterStop ?? endRegister(samples) ?? 0,
        at: time.at,
        reason: text(payload, "reason", 60) || null,
        idTag: text(payload, "idTag", 255),
        samples,
      },
      remarks: [
        ...timeRemarks(time),
        ...(meterStop === null ? ["meter: meterStop not readable"] : []),
        ...remarks,
      ],
    };
  },
  encode: ({ verdict }) => (verdict === null ? {} : { idTagInfo: idTagInfo(verdict) }),
});

function endRegister(samples: readonly MeterSample[]): number | undefined {
  return samples.findLast(
    ({ context, registerWh }) => context === "Transaction.End" && registerWh !== undefined,
  )?.registerWh;
}
