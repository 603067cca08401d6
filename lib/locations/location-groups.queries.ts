import type { Context } from "@/lib/db/context";
import type { AdminScope } from "@/lib/tenants/access.model";

/** The client's groups with their members and the number of rules in force, and the locations to choose from. */
export async function listLocationGroups(context: Context, scope: AdminScope) {
  return context.db.withClient(scope.clientId, async (tx) => ({
    groups: await tx.locationGroup.findMany({
      orderBy: { name: "asc" },
      include: {
        members: { select: { locationId: true } },
        _count: { select: { rules: { where: { archivedAt: null } } } },
      },
    }),
    locations: await tx.location.findMany({
      where: { clientId: scope.clientId },
      select: { id: true, name: true, city: true },
      orderBy: [{ city: "asc" }, { name: "asc" }],
    }),
  }));
}
