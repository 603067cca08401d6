import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import type { AdminScope } from "@/lib/tenants/access.model";
import type { VatLevels } from "./retail-tariff.rules";

const EVSE = {
  id: true,
  label: true,
  evseId: true,
  tariffCode: true,
  station: { select: { tariffCode: true } },
  timeApproval: true,
  maxPowerW: true,
  currentType: true,
  deployedOn: true,
  eichrecht: true,
  location: {
    select: {
      cpoId: true,
      name: true,
      city: true,
      country: true,
      timeZone: true,
      cpo: { select: { holdPresetsAcMinor: true, holdPresetsDcMinor: true } },
    },
  },
} as const satisfies Prisma.EvseSelect;

/** The EVSEs with all that decides whether a price is lawful there. */
export async function readEvseFacts(tx: Tx, where: Prisma.EvseWhereInput) {
  return tx.evse.findMany({ where, select: EVSE, orderBy: [{ label: "asc" }, { id: "asc" }] });
}
export type EvseRow = Awaited<ReturnType<typeof readEvseFacts>>[number];

/** The tariff code that counts at an EVSE: its own, or its station's. */
export function codeOf(evse: {
  readonly tariffCode: string | null;
  readonly station: { readonly tariffCode: string | null };
}): string | null {
  return evse.tariffCode ?? evse.station.tariffCode;
}

/** The EVSEs inside of a rule's scope, whatever the channel and the time. */
export function evsesInScope(rule: {
  readonly cpoId: string | null;
  readonly locationGroupId: string | null;
  readonly evseId: string | null;
  readonly tariffCode: string | null;
}): Prisma.EvseWhereInput {
  const { cpoId, locationGroupId, evseId, tariffCode } = rule;
  return {
    ...(evseId === null ? {} : { id: evseId }),
    location: {
      ...(cpoId === null ? {} : { cpoId }),
      ...(locationGroupId === null ? {} : { groups: { some: { groupId: locationGroupId } } }),
    },
    ...(tariffCode === null ? {} : { OR: [{ tariffCode }, { tariffCode: null, station: { tariffCode } }] }),
  };
}

/** The EVSEs at which a tariff counts: a retail price in the scopes of its rules, a wholesale tariff where its code is. */
async function evsesOfTariff(tx: Tx, tariff: TariffKey): Promise<Prisma.EvseWhereInput> {
  const { id, kind, cpoId, code } = tariff;
  const everywhere = { cpoId, locationGroupId: null, evseId: null, tariffCode: code };
  if (kind === "WHOLESALE") return evsesInScope(everywhere);
  const rules = await tx.billingRule.findMany({ where: { tariffId: id, archivedAt: null } });
  return { OR: rules.map(evsesInScope) };
}

type TariffKey = Pick<Prisma.TariffGetPayload<object>, "id" | "kind" | "cpoId" | "code">;

/** The tariffs of one kind in the scope, with their current content and the EVSEs at which they count. */
export async function listTariffs(
  context: Context,
  scope: AdminScope,
  kind: "RETAIL" | "WHOLESALE" = "RETAIL",
) {
  return context.db.withClient(scope.clientId, async (tx) => {
    const tariffs = await tx.tariff.findMany({
      where: { cpoId: { in: [...scope.cpoIds] }, kind },
      orderBy: [{ code: "asc" }, { id: "asc" }],
      include: {
        current: { select: { content: true } },
        revisions: { orderBy: { number: "desc" }, take: 1 },
      },
      take: 500,
    });
    return Promise.all(tariffs.map(async (tariff) => ({ ...tariff, evses: await evsesSelling(tx, tariff) })));
  });
}

async function evsesSelling(tx: Tx, tariff: TariffKey): Promise<EvseRow[]> {
  return readEvseFacts(tx, await evsesOfTariff(tx, tariff));
}
export type TariffListRow = Awaited<ReturnType<typeof listTariffs>>[number];

/** A price with its EVSEs and its last hundred versions, newest first; null when it is not in the scope. */
export async function readTariff(context: Context, scope: AdminScope, id: string) {
  return context.db.withClient(scope.clientId, async (tx) => {
    const tariff = await tx.tariff.findFirst({
      where: { id, cpoId: { in: [...scope.cpoIds] } },
      include: {
        current: { select: { content: true } },
        revisions: {
          orderBy: { number: "desc" },
          take: 100,
          include: { version: { select: { content: true } } },
        },
      },
    });
    return tariff ? { ...tariff, evses: await evsesSelling(tx, tariff) } : null;
  });
}
export type TariffDetail = NonNullable<Awaited<ReturnType<typeof readTariff>>>;

/** The EVSEs of one CPO of the scope, with the tariff code that each has now. */
export async function listEvsesOfCpo(context: Context, scope: AdminScope, cpoId: string) {
  if (!scope.cpoIds.includes(cpoId)) return [];
  return context.db.withClient(scope.clientId, (tx) =>
    tx.evse.findMany({
      where: { location: { cpoId } },
      select: EVSE,
      orderBy: [{ location: { name: "asc" } }, { label: "asc" }],
      take: 1_000,
    }),
  );
}
export type AssignableEvse = Awaited<ReturnType<typeof listEvsesOfCpo>>[number];

/** The rates of tax for what a tariff of this CPO leaves open: its contract's and its own. */
export async function readVatLevels(context: Context, scope: AdminScope, cpoId: string): Promise<VatLevels> {
  const cpo = await context.db.withClient(scope.clientId, (tx) =>
    tx.cpo.findUniqueOrThrow({
      where: { id: cpoId },
      select: { vatPercent: true, contract: { select: { vatPercent: true } } },
    }),
  );
  return {
    contractPercent: cpo.contract?.vatPercent?.toString() ?? null,
    cpoPercent: cpo.vatPercent.toString(),
  };
}
