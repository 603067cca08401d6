import type { Context } from "@/lib/db/context";
import { findStationCredentials, recordBoot } from "@/lib/locations/station-presence";
import { authoriseToken } from "@/lib/sessions/authorise-token";
import { recordMeterValues } from "@/lib/sessions/record-meter-values";
import { recordStatus } from "@/lib/sessions/record-status";
import { recordTransactionStart } from "@/lib/sessions/record-transaction-start";
import { recordTransactionStop } from "@/lib/sessions/record-transaction-stop";
import type { ConnectedStation } from "./connected-station.model";
import type { FactHandlers } from "./handle-station-message";
import { type DataTransferRoute, findDataTransferRoute } from "./vocabulary/data-transfer.model";
import type { AnswerOf, Booted, DataTransferred } from "./vocabulary/station.model";

/** How often a station is asked to say that it is there; it counts as offline after twice this time (lib/locations). */
export const HEARTBEAT_SECONDS = 300;

/** How soon a station that waits for its approval may ask again. */
const PENDING_SECONDS = 60;

/** The answer to a start that has no right to exist; 0 and above are ids of real transactions. */
const NO_TRANSACTION = -1;

/** One use-case per fact. Facts of a quarantined station are kept in the journal and change nothing (SEC-32). */
export function createFactHandlers(
  context: Context,
  dataTransfer: readonly DataTransferRoute[],
): FactHandlers {
  const isActive = (station: ConnectedStation): boolean => station.approval === "ACTIVE";
  return {
    booted: (station, fact) => boot(context, station, fact),
    heartbeatReceived: async () => ({ now: context.clock.now() }),
    async statusReported(station, fact) {
      if (isActive(station)) await recordStatus(context, station, fact);
      return {};
    },
    tokenPresented: async (station, fact) => ({
      verdict: isActive(station) ? await authoriseToken(context, station, fact.idTag) : "INVALID",
    }),
    transactionStarted: async (station, fact) =>
      isActive(station)
        ? recordTransactionStart(context, station, fact)
        : { transactionId: NO_TRANSACTION, verdict: "INVALID" },
    async meterReported(station, fact) {
      if (isActive(station)) await recordMeterValues(context, station, fact);
      return {};
    },
    async transactionStopped(station, fact) {
      if (isActive(station)) await recordTransactionStop(context, station, fact);
      return { verdict: null };
    },
    dataTransferred: (station, fact) => transfer(dataTransfer, station, fact),
    async noticeReceived(station, { topic, status, detail }) {
      if (topic === "security") {
        const { stationId, clientId } = station;
        context.log.warn(
          { event: "station_security_event", stationId, clientId, status, detail },
          "security event",
        );
      }
      return {};
    },
    certificateRequested: async () => ({ accepted: false }),
  };
}

/** Stores what the station is; a waiting station learns here that it has been approved (OCPP 1.6 §4.2: Pending). */
async function boot(context: Context, station: ConnectedStation, fact: Booted): Promise<AnswerOf["booted"]> {
  await recordBoot(context, {
    stationId: station.stationId,
    vendor: fact.vendor ?? "",
    model: fact.model ?? "",
    serialNumber: fact.serialNumber,
    firmwareVersion: fact.firmwareVersion,
    heartbeatIntervalS: HEARTBEAT_SECONDS,
  });
  const now = context.clock.now();
  const current = await findStationCredentials(context, station.identity);
  if (!current || current.state === "RETIRED") {
    return { registration: "rejected", now, heartbeatSeconds: HEARTBEAT_SECONDS };
  }
  station.approval = current.state;
  return current.state === "ACTIVE"
    ? { registration: "accepted", now, heartbeatSeconds: HEARTBEAT_SECONDS }
    : { registration: "pending", now, heartbeatSeconds: PENDING_SECONDS };
}

async function transfer(
  table: readonly DataTransferRoute[],
  station: ConnectedStation,
  fact: DataTransferred,
): Promise<AnswerOf["dataTransferred"]> {
  const route = findDataTransferRoute(table, fact);
  if (typeof route === "string") return { status: route };
  return station.approval === "ACTIVE" ? route.handle(fact, station) : { status: "rejected" };
}
