import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import { STANDING_CDR } from "@/lib/sessions/session.model";
import type { AdminScope } from "@/lib/tenants/access.model";
import { parametersFor } from "@/lib/tenants/parameters.model";
import { importedContentSchema } from "./exchange/imported-cdr.model";
import type { WhatIfQuestion } from "./what-if.model";

/** The place in the order (start, id) after which a page begins. */
export interface WhatIfCursor {
  readonly startedAt: Date;
  readonly id: string;
}

const WITH_SESSION = {
  session: {
    include: {
      evse: {
        select: {
          tariffCode: true,
          station: { select: { tariffCode: true } },
          location: { select: { name: true } },
        },
      },
    },
  },
} as const satisfies Prisma.CdrInclude;

/** `client_id` stands here too, because the planner can not use the one of row-level security for an index. */
function inMonth({ clientId, cpoIds, from, to }: WhatIfQuestion) {
  return { clientId, cpoId: { in: [...cpoIds] }, startedAt: { gte: from, lt: to } };
}

function after(cursor: WhatIfCursor | null) {
  if (cursor === null) return {};
  const { startedAt, id } = cursor;
  return {
    AND: [{ startedAt: { gte: startedAt } }, { OR: [{ startedAt: { gt: startedAt } }, { id: { gt: id } }] }],
  };
}

function billed(question: WhatIfQuestion): Prisma.CdrWhereInput {
  const { locationIds, codes } = question;
  const place: Prisma.EvseWhereInput = {
    ...(locationIds === null ? {} : { locationId: { in: [...locationIds] } }),
    ...(codes === null
      ? {}
      : {
          OR: [
            { tariffCode: { in: [...codes] } },
            { tariffCode: null, station: { tariffCode: { in: [...codes] } } },
          ],
        }),
  };
  const isEverywhere = Object.keys(place).length === 0;
  return { ...inMonth(question), ...STANDING_CDR, ...(isEverywhere ? {} : { session: { evse: place } }) };
}

/** A page of the standing CDRs of the month with their sessions, by start. */
export async function billedPage(
  tx: Tx,
  question: WhatIfQuestion,
  cursor: WhatIfCursor | null,
  size: number,
) {
  return tx.cdr.findMany({
    where: { AND: [billed(question), after(cursor)] },
    orderBy: [{ startedAt: "asc" }, { id: "asc" }],
    take: size,
    omit: { content: true },
    include: WITH_SESSION,
  });
}
export type BilledRow = Awaited<ReturnType<typeof billedPage>>[number];

function imported(question: WhatIfQuestion): Prisma.ImportedCdrWhereInput {
  const { codes } = question;
  return {
    ...inMonth(question),
    ...(codes === null
      ? {}
      : { OR: codes.map((code) => ({ content: { path: ["tariffId"], equals: code } })) }),
  };
}

/** A page of the imported CDRs of the month, by start. */
export async function importedPage(
  tx: Tx,
  question: WhatIfQuestion,
  cursor: WhatIfCursor | null,
  size: number,
) {
  const rows = await tx.importedCdr.findMany({
    where: { AND: [imported(question), after(cursor)] },
    orderBy: [{ startedAt: "asc" }, { id: "asc" }],
    take: size,
  });
  return rows.map((row) => ({ ...row, content: importedContentSchema.parse(row.content) }));
}
export type ImportedRow = Awaited<ReturnType<typeof importedPage>>[number];

/** How many there are, for the progress. */
export async function countWhatIf(tx: Tx, question: WhatIfQuestion): Promise<number> {
  const sessions = await tx.cdr.count({ where: billed(question) });
  const others = hasImported(question) ? await tx.importedCdr.count({ where: imported(question) }) : 0;
  return sessions + others;
}

/** Imported CDRs belong to no location of ours. */
export function hasImported({ withImported, locationIds }: WhatIfQuestion): boolean {
  return withImported && locationIds === null;
}

/** What of a CPO a price depends on. */
export interface SellerFacts {
  readonly zeroEnergyWh: number;
  readonly contractVatPercent: string | null;
  readonly cpoVatPercent: string;
}

export async function findSellers(
  tx: Tx,
  cpoIds: readonly string[],
): Promise<ReadonlyMap<string, SellerFacts>> {
  const rows = await tx.cpo.findMany({ where: { id: { in: [...cpoIds] } }, include: { contract: true } });
  return new Map(
    rows.map((cpo) => [
      cpo.id,
      {
        zeroEnergyWh: parametersFor(cpo).zeroEnergyWh,
        contractVatPercent: cpo.contract?.vatPercent?.toString() ?? null,
        cpoVatPercent: cpo.vatPercent.toString(),
      },
    ]),
  );
}

/** The locations and tariff codes of the scope, to choose from, and when its first billed session began. */
export async function listWhatIfPlaces(context: Context, scope: AdminScope) {
  return context.db.withClient(scope.clientId, async (tx) => {
    const cpoId = { in: [...scope.cpoIds] };
    const locations = await tx.location.findMany({
      where: { cpoId },
      orderBy: { name: "asc" },
      select: { id: true, name: true },
      take: 500,
    });
    const here = { where: { location: { cpoId } }, select: { tariffCode: true } };
    const evses = await tx.evse.findMany({ ...here, distinct: ["tariffCode"] });
    const stations = await tx.station.findMany({ ...here, distinct: ["tariffCode"] });
    const first = await tx.cdr.findFirst({
      where: { clientId: scope.clientId, cpoId },
      orderBy: [{ startedAt: "asc" }, { id: "asc" }],
      select: { startedAt: true },
    });
    const codes = new Set([...evses, ...stations].flatMap(({ tariffCode }) => tariffCode ?? []));
    return { locations, codes: [...codes].sort(), firstAt: first?.startedAt ?? null };
  });
}
