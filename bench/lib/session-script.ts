import { performance } from "node:perf_hooks";
import type { LoadStation } from "./load-station";
import { PAID_MINUTES_AGO } from "./prepared-sessions";

/** Messages of one session: boot, status, start, five meter values, stop. */
export const MESSAGES_PER_SESSION = 9;
const METER_VALUES = 5;
const MINUTES_BETWEEN = 5;
const WH_BETWEEN = 900;
/** The register goes on from one session to the next, as a meter's does. */
let registerWh = 1_000_000;

/** How long each message waited for its answer, ms. */
export type Latencies = Map<string, number[]>;

/**
 * One whole OCPP 1.6 session of about 27 minutes at 11 kW, told afterwards in one go, as a station does that was offline. Each
 * message waits for the answer to the one before. Throws when the start is refused.
 */
export async function playSession(station: LoadStation, idTag: string, latencies: Latencies): Promise<void> {
  const timed = async (action: string, payload: unknown): Promise<Record<string, unknown>> => {
    const from = performance.now();
    const answer = await station.call(action, payload);
    const list = latencies.get(action);
    const took = performance.now() - from;
    if (list) list.push(took);
    else latencies.set(action, [took]);
    return answer;
  };
  const startedAt = Date.now() - (PAID_MINUTES_AGO - 5) * 60_000;
  const at = (minutes: number): string => new Date(startedAt + minutes * 60_000).toISOString();
  const meterStart = registerWh;
  registerWh += (METER_VALUES + 1) * WH_BETWEEN;

  await timed("BootNotification", { chargePointVendor: "Bench", chargePointModel: "One" });
  await timed("StatusNotification", {
    connectorId: 1,
    errorCode: "NoError",
    status: "Preparing",
    timestamp: at(0),
  });
  const started = await timed("StartTransaction", { connectorId: 1, idTag, meterStart, timestamp: at(0) });
  const { transactionId } = started;
  for (let reading = 1; reading <= METER_VALUES; reading++) {
    await timed("MeterValues", {
      connectorId: 1,
      transactionId,
      meterValue: [
        {
          timestamp: at(reading * MINUTES_BETWEEN),
          sampledValue: [
            {
              value: String(meterStart + reading * WH_BETWEEN),
              measurand: "Energy.Active.Import.Register",
              unit: "Wh",
              context: "Sample.Periodic",
            },
            { value: "10800", measurand: "Power.Active.Import", unit: "W", context: "Sample.Periodic" },
          ],
        },
      ],
    });
  }
  await timed("StopTransaction", {
    transactionId,
    idTag,
    meterStop: meterStart + (METER_VALUES + 1) * WH_BETWEEN - 200,
    timestamp: at(METER_VALUES * MINUTES_BETWEEN + 2),
    reason: "EVDisconnected",
  });
}
