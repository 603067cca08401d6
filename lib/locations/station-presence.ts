import type { Context } from "@/lib/db/context";
import { emit } from "@/lib/db/emit";
import { announceEvses, announceLocation } from "./announce-change";
import {
  countUnknownStations,
  deleteUnknownStationsBefore,
  releaseGateway,
  touchStations,
  updateStation,
  upsertUnknownStation,
} from "./location.store";

/** What a gateway needs to know before it accepts a socket. */
export interface StationCredentials {
  readonly stationId: string;
  readonly clientId: string;
  readonly state: "QUARANTINED" | "ACTIVE" | "RETIRED";
  readonly securityProfile: number;
  /** SHA-256 of the secret, hex; null when the station has none yet. */
  readonly passwordHash: string | null;
  /** The next secret, while it is being replaced (SEC-29). */
  readonly pendingPasswordHash: string | null;
}

/** Finds a station by its OCPP identity; null when there is none. */
export async function findStationCredentials(
  context: Context,
  identity: string,
): Promise<StationCredentials | null> {
  return context.db.withSystem(async (tx) => {
    const station = await tx.station.findUnique({
      where: { identity },
      select: {
        id: true,
        clientId: true,
        state: true,
        securityProfile: true,
        passwordHash: true,
        pendingPasswordHash: true,
      },
    });
    if (!station) return null;
    const { id, ...rest } = station;
    return { stationId: id, ...rest };
  });
}

/** A socket of this station is open at the gateway. */
export async function recordConnected(
  context: Context,
  input: { stationId: string; gatewayId: string; ocppVersion: string },
): Promise<void> {
  const now = context.clock.now();
  await context.db.withSystem(async (tx) => {
    await updateStation(tx, input.stationId, {
      gatewayId: input.gatewayId,
      ocppVersion: input.ocppVersion,
      connectedAt: now,
      lastSeenAt: now,
      disconnectedAt: null,
    });
    await announceEvses(tx, input.stationId);
  });
}

/** The socket is gone. A newer socket at another gateway is left alone. */
export async function recordDisconnected(
  context: Context,
  input: { stationId: string; gatewayId: string },
): Promise<void> {
  const now = context.clock.now();
  await context.db.withSystem(async (tx) => {
    const left = await updateStation(
      tx,
      input.stationId,
      { gatewayId: null, disconnectedAt: now },
      { gatewayId: input.gatewayId },
    );
    if (left > 0) await announceEvses(tx, input.stationId);
  });
}

/** After a crash: no station is connected to this gateway any more. */
export async function recordGatewayStarted(context: Context, gatewayId: string): Promise<void> {
  const now = context.clock.now();
  await context.db.withSystem(async (tx) => {
    for (const place of await releaseGateway(tx, gatewayId, now)) await announceLocation(tx, place);
  });
}

/** Messages have come from these stations; called in batches, not per message. */
export async function recordSeen(context: Context, stationIds: readonly string[], at: Date): Promise<void> {
  if (stationIds.length === 0) return;
  await context.db.withSystem((tx) => touchStations(tx, stationIds, at));
}

/** A station has booted and can be configured. */
export const STATION_BOOTED = "station.booted";

/** A station that has just booted first sends what it has to say. */
const CONFIGURE_AFTER_MS = 5_000;

/** What a BootNotification tells. */
export async function recordBoot(
  context: Context,
  input: {
    stationId: string;
    vendor: string;
    model: string;
    serialNumber: string | null;
    firmwareVersion: string | null;
    heartbeatIntervalS: number;
  },
): Promise<void> {
  const { stationId, ...data } = input;
  const now = context.clock.now();
  await context.db.withSystem(async (tx) => {
    await updateStation(tx, stationId, { ...data, bootedAt: now, lastSeenAt: now });
    const station = await tx.station.findUnique({ where: { id: stationId }, select: { clientId: true } });
    if (!station) return;
    await emit(
      tx,
      { type: STATION_BOOTED, payload: { clientId: station.clientId, stationId } },
      // A station that reboots in a loop is configured only once, when it has settled.
      { runAt: new Date(now.getTime() + CONFIGURE_AFTER_MS), key: `booted:${stationId}` },
    );
  });
}

/** How many unknown identities are remembered; a flood of invented ones must not fill the table. */
const UNKNOWN_MAX = 1_000;

/** An identity that is not known, or known with another secret, tried to connect (SEC-32). */
export async function recordUnknownStation(
  context: Context,
  identity: string,
  reason: string,
): Promise<void> {
  const now = context.clock.now();
  await context.db.withSystem(async (tx) => {
    if ((await countUnknownStations(tx)) >= UNKNOWN_MAX) {
      await deleteUnknownStationsBefore(tx, new Date(now.getTime() - 24 * 3_600_000));
      if ((await countUnknownStations(tx)) >= UNKNOWN_MAX) return;
    }
    await upsertUnknownStation(tx, identity.slice(0, 100).replaceAll("\u0000", ""), reason, now);
  });
}
