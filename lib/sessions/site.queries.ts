import type { Tx } from "@/lib/db/database";
import type { EvseStatus } from "@/lib/locations/location.model";
import { isOnline } from "@/lib/locations/location.rules";
import { type Parameters, parametersFor } from "@/lib/tenants/parameters.model";
import { ACTIVE_STATES } from "./session.model";

const include = {
  station: true,
  location: { include: { cpo: { include: { contract: true } } } },
  connectors: { orderBy: { position: "asc" } },
} as const;

/** An EVSE with everything around it that decides whether and how a session may run there. */
export async function findSite(tx: Tx, evseId: string) {
  const evse = await tx.evse.findUnique({ where: { id: evseId }, include });
  return evse ? { evse, parameters: parametersFor(evse.location.cpo) } : null;
}

/** The EVSE behind a sticker code, with the code's own state; null when no such code was ever issued. */
export async function findSiteByCode(tx: Tx, code: string) {
  const qr = await tx.qrCode.findUnique({ where: { code }, include: { evse: { include } } });
  return qr ? { code: qr, evse: qr.evse, parameters: parametersFor(qr.evse.location.cpo) } : null;
}

export type Site = NonNullable<Awaited<ReturnType<typeof findSite>>>;
export type SiteEvse = Site["evse"];

/** The session that holds the EVSE now, if any (REL-12). */
export async function findActiveSession(tx: Tx, evseId: string) {
  return tx.chargingSession.findFirst({ where: { evseId, state: { in: [...ACTIVE_STATES] } } });
}

/** Why a start can not be expected to succeed now; null when it can. The order is the order of the driver's interest. */
export function startObstacle(
  site: Site,
  now: Date,
): "offline" | "faulted" | "occupied" | "reserved" | "maintenance" | null {
  const { evse } = site;
  if (!evse.adHocEnabled || evse.station.state !== "ACTIVE") return "maintenance";
  if (!isOnline(evse.station, now)) return "offline";
  switch (evse.status) {
    case "FAULTED":
      return "faulted";
    case "UNAVAILABLE":
      return "maintenance";
    case "RESERVED":
      return "reserved";
    case "CHARGING":
    case "SUSPENDED_EV":
    case "SUSPENDED_EVSE":
    case "FINISHING":
      return "occupied";
    default:
      return null;
  }
}

/** Longest session of this kind of current, seconds. */
export function maxSessionS(parameters: Parameters, currentType: "AC" | "DC"): number {
  return currentType === "DC" ? parameters.maxSessionDcS : parameters.maxSessionAcS;
}

/** Age of a reading after which it is called old, seconds. */
export function staleAfterS(parameters: Parameters, currentType: "AC" | "DC"): number {
  return currentType === "DC" ? parameters.staleAfterDcS : parameters.staleAfterAcS;
}

/** For a transaction at a connector that we do not know: no charging station gives more, W. */
export const UNKNOWN_EVSE_POWER_W = 1_000_000;

/** What the handling of a meter value needs to know of its EVSE: one row, because it is read at every message. */
export interface MeterPlace {
  readonly maxPowerW: number;
  readonly status: EvseStatus;
  readonly currentType: "AC" | "DC";
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly parameters: Parameters;
}

/** The EVSE of a running session, for its meter values; null when there is none. */
export async function findMeterPlace(tx: Tx, evseId: string): Promise<MeterPlace | null> {
  const rows = await tx.$queryRaw<
    (Omit<MeterPlace, "parameters"> & { mode: "TEST" | "LIVE"; overrides: unknown })[]
  >`
    SELECT e.max_power_w AS "maxPowerW", e.status::text AS status, e.current_type::text AS "currentType",
           s.configuration, c.mode::text AS mode, c.parameters AS overrides
    FROM evses e
    JOIN stations s ON s.id = e.station_id
    JOIN locations l ON l.id = e.location_id
    JOIN cpos c ON c.id = l.cpo_id
    WHERE e.id = ${evseId}::uuid`;
  const row = rows[0];
  if (!row) return null;
  const { mode, overrides, ...place } = row;
  return { ...place, parameters: parametersFor({ mode, parameters: overrides }) };
}
