import { idTagInfo } from "../authorisation.rules";
import { id, integer, own, text } from "../read.rules";
import { route, Unreadable } from "../route";
import { readTime, timeRemarks } from "../time.rules";

/**
 * StartTransaction (OCPP 1.6 §4.8, §6.45). Only a message without connector or without idTag is refused, because a refused start
 * is lost for good after the station's last retry (§3.7.1). A missing register counts as 0: the first real reading is then
 * implausible, so a person decides and nothing is billed on a guess (SEC-36).
 */
export const startTransaction = route({
  kind: "transactionStarted",
  decode: (payload, receivedAt) => {
    const ocppConnectorId = id(payload, "connectorId");
    const idTag = text(payload, "idTag", 255);
    if (ocppConnectorId === null) throw new Unreadable("occurrence", "connectorId is missing");
    if (idTag === null) throw new Unreadable("occurrence", "idTag is missing");
    const time = readTime(own(payload, "timestamp"), receivedAt);
    const meterStartWh = integer(payload, "meterStart");
    return {
      fact: {
        kind: "transactionStarted",
        ocppConnectorId,
        idTag,
        meterStartWh: meterStartWh ?? 0,
        at: time.at,
        atText: time.reported,
      },
      remarks: [...timeRemarks(time), ...(meterStartWh === null ? ["meter: meterStart not readable"] : [])],
    };
  },
  encode: ({ transactionId, verdict }) => ({ transactionId, idTagInfo: idTagInfo(verdict) }),
});
