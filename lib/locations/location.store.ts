import type { Tx } from "@/lib/db/database";
import type { EvseStatus } from "@/lib/locations/location.model";

/** Takes the EVSE's row lock and returns it; null when it does not exist. Serialises everything that decides about the EVSE. */
export async function lockEvse(tx: Tx, evseId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id FROM evses WHERE id = ${evseId}::uuid FOR UPDATE`;
  return rows.length === 1;
}

export async function updateStatus(
  tx: Tx,
  where: { stationId: string; ocppConnectorId?: number },
  data: { status: EvseStatus; statusAt: Date; errorCode: string | null },
): Promise<readonly { readonly id: string; readonly clientId: string; readonly hasChanged: boolean }[]> {
  const evses = await tx.evse.findMany({ where, select: { id: true, clientId: true, status: true } });
  await tx.evse.updateMany({ where, data });
  return evses.map(({ id, clientId, status }) => ({ id, clientId, hasChanged: status !== data.status }));
}

export async function updateStation(
  tx: Tx,
  stationId: string,
  data: Parameters<Tx["station"]["updateMany"]>[0]["data"],
  where: Parameters<Tx["station"]["updateMany"]>[0]["where"] = {},
): Promise<number> {
  const { count } = await tx.station.updateMany({ where: { ...where, id: stationId }, data });
  return count;
}

export async function upsertUnknownStation(
  tx: Tx,
  identity: string,
  reason: string,
  at: Date,
): Promise<void> {
  await tx.unknownStation.upsert({
    where: { identity },
    create: { identity, reason, firstSeenAt: at, lastSeenAt: at },
    update: { reason, lastSeenAt: at, attempts: { increment: 1 } },
  });
}

export async function deleteUnknownStationsBefore(tx: Tx, before: Date): Promise<void> {
  await tx.unknownStation.deleteMany({ where: { lastSeenAt: { lt: before } } });
}

export async function countUnknownStations(tx: Tx): Promise<number> {
  return tx.unknownStation.count();
}

export async function revokeActiveCodes(tx: Tx, evseId: string, at: Date): Promise<void> {
  await tx.qrCode.updateMany({
    where: { evseId, state: "ACTIVE" },
    data: { state: "REVOKED", revokedAt: at },
  });
}

export async function insertCode(
  tx: Tx,
  row: { id: string; clientId: string; evseId: string; code: string; keyId: number; createdAt: Date },
): Promise<void> {
  await tx.qrCode.create({ data: row });
}

export async function countScan(tx: Tx, code: string, at: Date): Promise<void> {
  await tx.qrCode.updateMany({ where: { code }, data: { lastScanAt: at, scanCount: { increment: 1 } } });
}

/** Takes all stations off a gateway and returns where they stand. */
export async function releaseGateway(
  tx: Tx,
  gatewayId: string,
  at: Date,
): Promise<readonly { readonly clientId: string; readonly locationId: string }[]> {
  const places = await tx.station.findMany({
    where: { gatewayId },
    distinct: ["locationId"],
    select: { clientId: true, locationId: true },
  });
  await tx.station.updateMany({ where: { gatewayId }, data: { gatewayId: null, disconnectedAt: at } });
  return places;
}

export async function touchStations(tx: Tx, stationIds: readonly string[], at: Date): Promise<void> {
  await tx.station.updateMany({ where: { id: { in: [...stationIds] } }, data: { lastSeenAt: at } });
}

/**
 * Marks the connected stations that have not been heard of for two heartbeats, and takes the mark from those that have, or whose
 * socket is gone. Returns those whose silence began or ended.
 */
export async function markSilences(tx: Tx, now: Date): Promise<{ id: string }[]> {
  return tx.$queryRaw`
    UPDATE stations SET is_silent = NOT is_silent, silence_told_at = ${now}::timestamptz
    WHERE state = 'ACTIVE' AND is_silent <> (
      gateway_id IS NOT NULL AND last_seen_at < ${now}::timestamptz - heartbeat_interval_s * interval '2 seconds'
    )
    RETURNING id`;
}

type Row<K extends "location" | "station" | "evse"> = Parameters<Tx[K]["create"]>[0]["data"];

export async function insertLocation(tx: Tx, row: Row<"location">): Promise<void> {
  await tx.location.create({ data: row });
}

/** Moves the location's time of change, which partners poll by (OCPI locations, last_updated). */
export async function touchLocation(tx: Tx, locationId: string): Promise<void> {
  await tx.$executeRaw`UPDATE locations SET updated_at = now() WHERE id = ${locationId}::uuid`;
}

export async function insertStation(tx: Tx, row: Row<"station">): Promise<void> {
  await tx.station.create({ data: row });
}

export async function insertEvse(
  tx: Tx,
  row: Row<"evse">,
  connectors: Parameters<Tx["connector"]["createMany"]>[0] extends infer A
    ? NonNullable<A> extends { data: infer D }
      ? D
      : never
    : never,
): Promise<void> {
  await tx.evse.create({ data: row });
  await tx.connector.createMany({ data: connectors });
}

/** Makes the pending secret the current one; nothing when there is none. */
export async function confirmSecret(tx: Tx, stationId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE stations SET password_hash = pending_password_hash, pending_password_hash = NULL
    WHERE id = ${stationId}::uuid AND pending_password_hash IS NOT NULL`;
}

export async function updateEvse(
  tx: Tx,
  evseId: string,
  data: { readonly maxPowerW: number; readonly eichrecht: boolean; readonly timeApproval: string | null },
): Promise<void> {
  await tx.evse.update({ where: { id: evseId }, data });
}

/** `key`: lower-case hex, or null for none. */
export async function updateMeterKey(tx: Tx, evseId: string, key: string | null): Promise<void> {
  await tx.evse.update({ where: { id: evseId }, data: { meterPublicKey: key } });
}
