import type { Context } from "@/lib/db/context";
import type { Prisma } from "@/lib/db/generated/client";
import type { AdminScope } from "@/lib/tenants/access.model";
import { likeText } from "@/lib/tenants/search-text.rules";

const SITE = {
  cpo: { select: { name: true, supportPhone: true } },
  stations: {
    select: { id: true, state: true, gatewayId: true, lastSeenAt: true, heartbeatIntervalS: true },
  },
  evses: { select: { id: true, status: true, currentType: true, maxPowerW: true } },
} as const satisfies Prisma.LocationInclude;

/** The locations of the scope with what stands there. */
export async function listLocations(context: Context, scope: AdminScope, text: string | null) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.location.findMany({
      where: {
        cpoId: { in: [...scope.cpoIds] },
        ...(text
          ? {
              OR: [
                { name: { contains: likeText(text), mode: "insensitive" } },
                { city: { contains: likeText(text), mode: "insensitive" } },
                { street: { contains: likeText(text), mode: "insensitive" } },
              ],
            }
          : {}),
      },
      orderBy: [{ country: "asc" }, { city: "asc" }, { name: "asc" }],
      include: SITE,
      take: 500,
    }),
  );
}

const EVSE = {
  connectors: { orderBy: { position: "asc" } },
  qrCodes: { where: { state: "ACTIVE" }, take: 1 },
} as const satisfies Prisma.EvseInclude;

/** A location with its stations, EVSEs and connectors; null when it is not in the scope. */
export async function readLocation(context: Context, scope: AdminScope, id: string) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.location.findFirst({
      where: { id, cpoId: { in: [...scope.cpoIds] } },
      include: {
        cpo: { select: { name: true } },
        stations: {
          orderBy: { name: "asc" },
          omit: { passwordHash: true },
          include: { evses: { orderBy: { ocppConnectorId: "asc" }, include: EVSE } },
        },
      },
    }),
  );
}

/** The stations of the scope, with their EVSEs. */
export async function listStations(context: Context, scope: AdminScope, text: string | null) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.station.findMany({
      where: {
        location: { cpoId: { in: [...scope.cpoIds] } },
        ...(text
          ? {
              OR: [
                { name: { contains: likeText(text), mode: "insensitive" } },
                { identity: { contains: likeText(text), mode: "insensitive" } },
                { serialNumber: { contains: likeText(text), mode: "insensitive" } },
                { evses: { some: { label: { contains: likeText(text), mode: "insensitive" } } } },
              ],
            }
          : {}),
      },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      omit: { passwordHash: true, configuration: true },
      include: {
        location: { select: { id: true, name: true, city: true } },
        evses: { select: { id: true, label: true, status: true }, orderBy: { ocppConnectorId: "asc" } },
      },
      take: 1_000,
    }),
  );
}
export type StationListRow = Awaited<ReturnType<typeof listStations>>[number];

/** A station with its EVSEs, open sessions and last commands; null when it is not in the scope. */
export async function readStation(context: Context, scope: AdminScope, id: string) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.station.findFirst({
      where: { id, location: { cpoId: { in: [...scope.cpoIds] } } },
      omit: { passwordHash: true },
      include: {
        location: { include: { cpo: { select: { name: true } } } },
        evses: {
          orderBy: { ocppConnectorId: "asc" },
          include: {
            ...EVSE,
            sessions: {
              where: { state: { in: ["AWAITING_PLUG", "STARTING", "CHARGING", "STOPPING"] } },
              select: { id: true, reference: true, state: true },
            },
          },
        },
        commands: { orderBy: { createdAt: "desc" }, take: 10 },
      },
    }),
  );
}
export type StationDetail = NonNullable<Awaited<ReturnType<typeof readStation>>>;

/** The newest messages of a station, or those before `before`. Empty for a station out of the scope. */
export async function listStationMessages(
  context: Context,
  scope: AdminScope,
  stationId: string,
  before: bigint | null,
) {
  return context.db.withClient(scope.clientId, async (tx) => {
    const station = await tx.station.findFirst({
      where: { id: stationId, location: { cpoId: { in: [...scope.cpoIds] } } },
      select: { id: true },
    });
    if (!station) return [];
    return tx.journalEntry.findMany({
      where: { stationId, ...(before === null ? {} : { id: { lt: before } }) },
      orderBy: { id: "desc" },
      take: 50,
    });
  });
}

/** Identities that knocked and are not known. They belong to no client, so that every operator sees the same list. */
export async function listUnknownStations(context: Context) {
  return context.db.withSystem((tx) =>
    tx.unknownStation.findMany({ orderBy: { lastSeenAt: "desc" }, take: 50 }),
  );
}

const STICKER = {
  location: { include: { cpo: { select: { name: true, legalName: true, supportPhone: true } } } },
  station: { select: { id: true, name: true } },
  qrCodes: { orderBy: { createdAt: "desc" }, take: 20 },
} as const satisfies Prisma.EvseInclude;

/** The EVSEs of the scope with their sticker codes, newest first. */
export async function listStickers(context: Context, scope: AdminScope, locationId: string | null) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.evse.findMany({
      where: { location: { cpoId: { in: [...scope.cpoIds] } }, ...(locationId ? { locationId } : {}) },
      orderBy: [{ location: { name: "asc" } }, { label: "asc" }],
      include: STICKER,
      take: 1_000,
    }),
  );
}

/** One EVSE with its sticker codes; null when it is not in the scope. */
export async function readSticker(context: Context, scope: AdminScope, evseId: string) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.evse.findFirst({
      where: { id: evseId, location: { cpoId: { in: [...scope.cpoIds] } } },
      include: STICKER,
    }),
  );
}
