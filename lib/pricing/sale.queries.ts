import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import type { BillingRule, BillingScope, Channel, WeeklyWindow } from "./billing-rule.model";
import { hashTariff } from "./hash-tariff";
import { parseTariff } from "./parse-tariff";
import type { SalePlace, SaleQuestion, SaleResult, WholesalePrice } from "./sale.model";
import { judgeSale, nameOfRule, salePlaceOf } from "./sale.rules";

export const RULE_WITH_PRICE = {
  tariff: { include: { current: true } },
} as const satisfies Prisma.BillingRuleInclude;
export type BillingRuleRow = Prisma.BillingRuleGetPayload<{ include: typeof RULE_WITH_PRICE }>;

/** Where a stored rule holds. */
export function scopeOfRow(row: Omit<BillingRuleRow, "tariff">): BillingScope {
  const { cpoId, locationGroupId, evseId, channel, tariffCode } = row;
  return {
    clientId: row.clientId,
    ...(cpoId === null ? {} : { cpoId }),
    ...(locationGroupId === null ? {} : { locationGroupId }),
    ...(evseId === null ? {} : { evseId }),
    ...(channel === null ? {} : { channel }),
    ...(tariffCode === null ? {} : { tariffCode }),
  };
}

/** A stored rule in the words of `billing-rule.rules`. Throws a `ZodError` when its price can not be read. */
export function ruleOfRow(row: BillingRuleRow): BillingRule {
  const { validTo, windows, justification, tariff } = row;
  return {
    id: row.id,
    name: row.name,
    scope: scopeOfRow(row),
    validFrom: row.validFrom,
    ...(validTo === null ? {} : { validTo }),
    ...(windows === null ? {} : { windows: windows as WeeklyWindow[] }),
    ...(justification === null ? {} : { justification }),
    price:
      tariff === null
        ? { kind: "WHOLESALE_FACTOR", factor: row.factor?.toString() ?? "1" }
        : { kind: "FIXED", tariff: parseTariff(tariff.currentHash, tariff.current.content) },
  };
}

/** The wholesale tariff that belongs to a tariff code of a CPO; null when there is none. */
export async function findWholesale(
  tx: Tx,
  cpoId: string,
  tariffCode: string | null,
): Promise<WholesalePrice | null> {
  if (tariffCode === null) return null;
  const row = await tx.tariff.findUnique({
    where: { cpoId_kind_code: { cpoId, kind: "WHOLESALE", code: tariffCode } },
    include: { current: true },
  });
  if (!row) return null;
  const tariff = parseTariff(row.currentHash, row.current.content);
  return { tariffId: row.id, code: row.code, hash: row.currentHash, tariff };
}

/** The place of an EVSE as sales see it; null when there is no such EVSE. */
export async function findSalePlace(tx: Tx, evseId: string): Promise<SalePlace | null> {
  const evse = await tx.evse.findUnique({
    where: { id: evseId },
    select: {
      id: true,
      clientId: true,
      tariffCode: true,
      station: { select: { tariffCode: true } },
      location: {
        select: {
          id: true,
          cpoId: true,
          timeZone: true,
          cpo: { select: { vatPercent: true, contract: { select: { vatPercent: true } } } },
        },
      },
    },
  });
  return evse ? salePlaceOf(evse) : null;
}

/** Rules that could apply at the place now; windows and uniqueness are judged by `findBillingRule`. */
async function findCandidates(
  tx: Tx,
  place: SalePlace,
  groupIds: readonly string[],
  channel: Channel,
  at: Date,
): Promise<BillingRuleRow[]> {
  const orAny = (value: string | null) => (value === null ? null : { in: [value] });
  return tx.billingRule.findMany({
    where: {
      clientId: place.clientId,
      archivedAt: null,
      validFrom: { lte: at },
      AND: [
        { OR: [{ validTo: null }, { validTo: { gt: at } }] },
        { OR: [{ cpoId: null }, { cpoId: place.cpoId }] },
        { OR: [{ evseId: null }, { evseId: place.evseId }] },
        { OR: [{ channel: null }, { channel }] },
        { OR: [{ tariffCode: null }, { tariffCode: orAny(place.tariffCode) ?? { in: [] } }] },
        { OR: [{ locationGroupId: null }, { locationGroupId: { in: [...groupIds] } }] },
      ],
    },
    include: RULE_WITH_PRICE,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: 50,
  });
}

/**
 * What a sale at this place costs the driver: exactly one billing rule must apply, else the EVSE is not sellable (domain
 * §3.4). The result is complete with rates of tax, and frozen by `freezeSale` when it is promised to somebody.
 */
export async function findSale(tx: Tx, place: SalePlace, { channel, at }: SaleQuestion): Promise<SaleResult> {
  const memberships = await tx.locationGroupMember.findMany({
    where: { locationId: place.locationId },
    select: { groupId: true },
  });
  const groupIds = memberships.map(({ groupId }) => groupId);
  const rows = await findCandidates(tx, place, groupIds, channel, at);
  let wholesale: WholesalePrice | null = null;
  try {
    wholesale = await findWholesale(tx, place.cpoId, place.tariffCode);
    const question = { channel, at };
    const result = judgeSale(rows.map(ruleOfRow), place, groupIds, wholesale?.tariff ?? null, question);
    return result.sellable
      ? { ...result, hash: hashTariff(result.tariff), wholesale }
      : { ...result, wholesale };
  } catch (error) {
    if ((error as Error).name !== "ZodError") throw error;
    return { sellable: false, reason: "unreadable", rules: rows.map(nameOfRule), wholesale };
  }
}

/** `findSale` for an EVSE; null when there is no such EVSE. */
export async function findSaleAt(tx: Tx, evseId: string, question: SaleQuestion): Promise<SaleResult | null> {
  const place = await findSalePlace(tx, evseId);
  return place ? findSale(tx, place, question) : null;
}
