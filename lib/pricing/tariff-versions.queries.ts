import type { Context } from "@/lib/db/context";
import type { AdminScope } from "@/lib/tenants/access.model";

/** Versions of a tariff that are offered. */
const VERSIONS = 5;

/** The tariffs of both kinds with their last versions, newest first: what a draft can be chosen from. */
export async function listTariffVersions(context: Context, scope: AdminScope) {
  return context.db.withClient(scope.clientId, (tx) =>
    tx.tariff.findMany({
      where: { cpoId: { in: [...scope.cpoIds] } },
      orderBy: [{ kind: "desc" }, { code: "asc" }, { id: "asc" }],
      take: 500,
      select: {
        id: true,
        code: true,
        name: true,
        kind: true,
        currentHash: true,
        revisions: {
          orderBy: { number: "desc" },
          take: VERSIONS,
          select: { number: true, hash: true, publishedAt: true },
        },
      },
    }),
  );
}

/** The content of one version of a tariff in the scope, with its kind; null when there is none. */
export async function readTariffVersion(
  context: Context,
  scope: AdminScope,
  tariffId: string,
  number: number | null,
) {
  return context.db.withClient(scope.clientId, async (tx) => {
    const tariff = await tx.tariff.findFirst({
      where: { id: tariffId, cpoId: { in: [...scope.cpoIds] } },
      include: { current: { select: { content: true } } },
    });
    if (!tariff) return null;
    if (number === null) return { kind: tariff.kind, content: tariff.current.content };
    const revision = await tx.tariffRevision.findUnique({
      where: { tariffId_number: { tariffId, number } },
      include: { version: { select: { content: true } } },
    });
    return revision ? { kind: tariff.kind, content: revision.version.content } : null;
  });
}
