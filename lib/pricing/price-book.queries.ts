import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import { parseTariff } from "./parse-tariff";
import { type BookedEvse, type BookedRule, bookKey, type PriceBook } from "./price-book.model";
import type { WholesalePrice } from "./sale.model";
import { RULE_WITH_PRICE, ruleOfRow, scopeOfRow } from "./sale.queries";
import { salePlaceOf } from "./sale.rules";

const EVSE = {
  id: true,
  clientId: true,
  label: true,
  stationId: true,
  tariffCode: true,
  station: { select: { tariffCode: true } },
  timeApproval: true,
  maxPowerW: true,
  currentType: true,
  deployedOn: true,
  eichrecht: true,
  location: {
    select: {
      id: true,
      cpoId: true,
      name: true,
      country: true,
      timeZone: true,
      groups: { select: { groupId: true } },
      cpo: {
        select: {
          holdPresetsAcMinor: true,
          holdPresetsDcMinor: true,
          vatPercent: true,
          contract: { select: { vatPercent: true } },
        },
      },
    },
  },
} as const satisfies Prisma.EvseSelect;

type EvseRow = Prisma.EvseGetPayload<{ select: typeof EVSE }>;

function bookedEvse(evse: EvseRow): BookedEvse {
  const { tariffCode: _code, station: _station, clientId: _client, location, ...facts } = evse;
  return {
    ...facts,
    location: { country: location.country, cpo: location.cpo },
    locationName: location.name,
    groupIds: location.groups.map(({ groupId }) => groupId),
    place: salePlaceOf(evse),
  };
}

/** Null when the stored content is no tariff; other faults go on. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if ((error as Error).name === "ZodError") return null;
    throw error;
  }
}

/**
 * The client's price book as the transaction sees it, without rules that have ended by `at`. A client has some
 * hundred rules and some thousand EVSEs; all of them are read, because any of them may collide.
 */
export async function readPriceBook(tx: Tx, clientId: string, at: Date): Promise<PriceBook> {
  const rules = await tx.billingRule.findMany({
    where: { clientId, archivedAt: null, OR: [{ validTo: null }, { validTo: { gt: at } }] },
    include: RULE_WITH_PRICE,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const tariffs = await tx.tariff.findMany({
    where: { clientId, kind: "WHOLESALE" },
    include: { current: true },
  });
  const evses = await tx.evse.findMany({
    where: { clientId },
    select: EVSE,
    orderBy: [{ location: { name: "asc" } }, { label: "asc" }, { id: "asc" }],
  });
  const groups = await tx.locationGroup.findMany({
    where: { clientId },
    include: { members: { include: { location: { select: { id: true, cpoId: true } } } } },
  });
  return {
    clientId,
    rules: rules.map((row): BookedRule => {
      const rule = readable(() => ruleOfRow(row));
      return { id: row.id, name: row.name, tariffId: row.tariffId, scope: scopeOfRow(row), rule };
    }),
    wholesale: new Map(
      tariffs.map((row): [string, WholesalePrice | null] => {
        const tariff = readable(() => parseTariff(row.currentHash, row.current.content));
        const price = tariff && { tariffId: row.id, code: row.code, hash: row.currentHash, tariff };
        return [bookKey(row.cpoId, row.code), price];
      }),
    ),
    evses: evses.map(bookedEvse),
    locationsOfGroup: new Map(groups.map(({ id, members }) => [id, members.map(({ location }) => location)])),
  };
}
