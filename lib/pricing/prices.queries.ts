import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import type { AdminScope } from "@/lib/tenants/access.model";

const EVSE = {
  id: true,
  label: true,
  evseId: true,
  tariffId: true,
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

/** The prices of the scope, with their current content and the EVSEs that use them. */
export async function listTariffs(context: Context, scope: AdminScope) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.tariff.findMany({
      where: { cpoId: { in: [...scope.cpoIds] } },
      orderBy: [{ code: "asc" }, { id: "asc" }],
      include: {
        current: { select: { content: true } },
        evses: { select: EVSE, orderBy: { label: "asc" } },
        revisions: { orderBy: { number: "desc" }, take: 1 },
      },
      take: 500,
    }),
  );
}
export type TariffListRow = Awaited<ReturnType<typeof listTariffs>>[number];

/** A price with its EVSEs and its last hundred versions, newest first; null when it is not in the scope. */
export async function readTariff(context: Context, scope: AdminScope, id: string) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.tariff.findFirst({
      where: { id, cpoId: { in: [...scope.cpoIds] } },
      include: {
        current: { select: { content: true } },
        evses: { select: EVSE, orderBy: { label: "asc" } },
        revisions: {
          orderBy: { number: "desc" },
          take: 100,
          include: { version: { select: { content: true } } },
        },
      },
    }),
  );
}
export type TariffDetail = NonNullable<Awaited<ReturnType<typeof readTariff>>>;

/** The EVSEs of one CPO of the scope, with the price that each has now. */
export async function listEvsesOfCpo(context: Context, scope: AdminScope, cpoId: string) {
  if (!scope.cpoIds.includes(cpoId)) return [];
  return context.db.withClient(scope.clientId, (tx) =>
    tx.evse.findMany({
      where: { location: { cpoId } },
      select: { ...EVSE, tariff: { select: { id: true, code: true } } },
      orderBy: [{ location: { name: "asc" } }, { label: "asc" }],
      take: 1_000,
    }),
  );
}
export type AssignableEvse = Awaited<ReturnType<typeof listEvsesOfCpo>>[number];
