import { idTagInfo } from "../authorisation.rules";
import { id, integer, own, text } from "../read.rules";
import { route, Unreadable } from "../route";
import { readTime, timeRemarks } from "../time.rules";

/**
 * StartTransaction (OCPP 1.6 §4.8, §6.45). Only a message without connector or without idTag is refused; the register and the
 * time may be missing, because a refused start is lost for good after the station's last retry (§3.7.1).
 */
export const startTransaction = route({
  kind: "TransactionStarted",
  decode: (payload, receivedAt) => {
    const ocppConnectorId = id(payload, "connectorId");
    const idToken = text(payload, "idTag", 255);
    if (ocppConnectorId === null) throw new Unreadable("occurrence", "connectorId is missing");
    if (idToken === null) throw new Unreadable("occurrence", "idTag is missing");
    const time = readTime(own(payload, "timestamp"), receivedAt);
    const meterStartWh = integer(payload, "meterStart");
    return {
      fact: { kind: "TransactionStarted", ocppConnectorId, idToken, meterStartWh, time },
      remarks: [...timeRemarks(time), ...(meterStartWh === null ? ["meter: meterStart not readable"] : [])],
    };
  },
  encode: ({ transactionId, authorisation }) => ({ transactionId, idTagInfo: idTagInfo(authorisation) }),
});
