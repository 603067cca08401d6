import { authorize } from "./inbound/authorize";
import { bootNotification } from "./inbound/boot-notification";
import { dataTransfer } from "./inbound/data-transfer";
import { heartbeat } from "./inbound/heartbeat";
import { meterValues } from "./inbound/meter-values";
import {
  diagnosticsStatusNotification,
  firmwareStatusNotification,
  logStatusNotification,
  securityEventNotification,
  signCertificate,
  signedFirmwareStatusNotification,
} from "./inbound/notices";
import { startTransaction } from "./inbound/start-transaction";
import { statusNotification } from "./inbound/status-notification";
import { stopTransaction } from "./inbound/stop-transaction";
import type { Route } from "./route";

/** Every message that an OCPP 1.6 station may send, Core profile and security extension. */
export const ROUTES: ReadonlyMap<string, Route> = new Map([
  ["Authorize", authorize],
  ["BootNotification", bootNotification],
  ["DataTransfer", dataTransfer],
  ["DiagnosticsStatusNotification", diagnosticsStatusNotification],
  ["FirmwareStatusNotification", firmwareStatusNotification],
  ["Heartbeat", heartbeat],
  ["LogStatusNotification", logStatusNotification],
  ["MeterValues", meterValues],
  ["SecurityEventNotification", securityEventNotification],
  ["SignCertificate", signCertificate],
  ["SignedFirmwareStatusNotification", signedFirmwareStatusNotification],
  ["StartTransaction", startTransaction],
  ["StatusNotification", statusNotification],
  ["StopTransaction", stopTransaction],
]);
