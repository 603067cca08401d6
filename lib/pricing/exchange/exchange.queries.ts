import { z } from "zod";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { AdminScope } from "@/lib/tenants/access.model";
import { OUTCOMES } from "./import-report.model";

/** A tariff of this code, as it is now. */
export async function findTariffByCode(tx: Tx, cpoId: string, kind: "RETAIL" | "WHOLESALE", code: string) {
  return tx.tariff.findUnique({
    where: { cpoId_kind_code: { cpoId, kind, code } },
    select: { name: true, currentHash: true },
  });
}

/** The tariffs of one kind with their current content, by code after `after`. */
export async function tariffPage(
  context: Context,
  scope: AdminScope,
  where: { readonly kind: "RETAIL" | "WHOLESALE"; readonly cpoId: string | null },
  after: { readonly code: string; readonly id: string } | null,
  size: number,
) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.tariff.findMany({
      where: {
        kind: where.kind,
        cpoId: { in: scope.cpoIds.filter((id) => where.cpoId === null || id === where.cpoId) },
        ...(after ? { OR: [{ code: { gt: after.code } }, { code: after.code, id: { gt: after.id } }] } : {}),
      },
      orderBy: [{ code: "asc" }, { id: "asc" }],
      take: size,
      include: { current: { select: { content: true } } },
    }),
  );
}

const remarkSchema = z.object({
  code: z.string(),
  field: z.string(),
  says: z.string(),
  repair: z.string().nullable(),
});
/** A stored report, read back. */
const reportSchema = z.object({
  counts: z.record(z.enum(OUTCOMES), z.int()),
  lines: z.array(
    z.object({
      at: z.string(),
      id: z.string().nullable(),
      outcome: z.enum(OUTCOMES),
      remarks: z.array(remarkSchema),
    }),
  ),
  leftOff: z.int(),
});

/** The newest runs of the scope, without their reports. */
export async function listImportRuns(context: Context, scope: AdminScope, take = 50) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.importRun.findMany({
      where: { cpoId: { in: [...scope.cpoIds] } },
      orderBy: [{ at: "desc" }, { id: "desc" }],
      take,
      omit: { report: true },
    }),
  );
}
export type ImportRunRow = Awaited<ReturnType<typeof listImportRuns>>[number];

/** One run with its report; null when it is not in the scope. */
export async function readImportRun(context: Context, scope: AdminScope, id: string) {
  const run = await context.db.withClient(scope.clientId, (tx) =>
    tx.importRun.findFirst({ where: { id, cpoId: { in: [...scope.cpoIds] } } }),
  );
  return run ? { ...run, report: reportSchema.parse(run.report) } : null;
}
