import { readMeterValues } from "../meter-values.rules";
import { id } from "../read.rules";
import { route } from "../route";

/** MeterValues (OCPP 1.6 §4.7, §6.31): always readable; the answer is empty whatever the values are. */
export const meterValues = route({
  kind: "meterReported",
  decode: (payload, receivedAt) => {
    const { samples, remarks } = readMeterValues(payload, "meterValue", receivedAt);
    return {
      fact: {
        kind: "meterReported",
        ocppConnectorId: id(payload, "connectorId") ?? 0,
        transactionId: id(payload, "transactionId"),
        samples,
      },
      remarks,
    };
  },
  encode: () => ({}),
});
