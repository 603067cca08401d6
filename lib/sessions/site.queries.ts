import type { Tx } from "@/lib/db/database";
import { isOnline } from "@/lib/locations/location.rules";
import { type Parameters, parametersFor } from "@/lib/tenants/parameters.model";
import { ACTIVE_STATES } from "./session.model";

const include = {
  station: true,
  location: { include: { cpo: true } },
  connectors: { orderBy: { position: "asc" } },
  tariff: { include: { current: true } },
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
