import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import type { AdminScope } from "@/lib/tenants/access.model";
import type { SubscriptionState } from "./connection.model";

/** Those of the ids that are CPOs of this client. */
export async function findCpos(tx: Tx, cpoIds: readonly string[]) {
  return tx.cpo.findMany({
    where: { id: { in: [...cpoIds] } },
    select: { id: true, name: true, mode: true },
  });
}

export async function findCpoIdsOf(tx: Tx, subscriptionId: string): Promise<string[]> {
  const rows = await tx.subscriptionCpo.findMany({ where: { subscriptionId }, select: { cpoId: true } });
  return rows.map(({ cpoId }) => cpoId);
}

/** Connections of the mode that is shown: acceptance belongs to test, production to live (ADM-20). */
function inScope(scope: AdminScope): Prisma.SubscriptionWhereInput {
  return {
    clientId: scope.clientId,
    environment: scope.mode === "TEST" ? "ACCEPTANCE" : "PRODUCTION",
  };
}

const CPO_NAMES = {
  cpos: {
    orderBy: [{ addedAt: "asc" }, { cpo: { partyId: "asc" } }, { cpoId: "asc" }],
    include: {
      cpo: { select: { id: true, name: true, countryCode: true, partyId: true, country: true, mode: true } },
    },
  },
} as const satisfies Prisma.SubscriptionInclude;

/** Ended connections last, then what changed last first. */
export async function listSubscriptions(
  context: Context,
  scope: AdminScope,
  filter: { readonly states: readonly SubscriptionState[] | null; readonly text: string | null },
) {
  const { states, text } = filter;
  return context.db.withClient(scope.clientId, (tx) =>
    tx.subscription.findMany({
      where: {
        ...inScope(scope),
        ...(states === null ? {} : { state: { in: [...states] } }),
        ...(text === null
          ? {}
          : {
              OR: [
                { name: { contains: text, mode: "insensitive" } },
                { provider: { contains: text, mode: "insensitive" } },
                { partyId: { equals: text.toUpperCase() } },
                { tokenPrefix: { equals: text.toUpperCase() } },
              ],
            }),
      },
      include: CPO_NAMES,
      orderBy: [{ updatedAt: "desc" }, { id: "asc" }],
      take: 200,
    }),
  );
}
export type SubscriptionListRow = Awaited<ReturnType<typeof listSubscriptions>>[number];

/** One connection with everything that its page shows; null when it is not this client's or of the other mode. */
export async function readSubscription(context: Context, scope: AdminScope, subscriptionId: string) {
  return context.db.withClient(scope.clientId, async (tx) => {
    const row = await tx.subscription.findFirst({
      where: { id: subscriptionId, ...inScope(scope) },
      include: {
        ...CPO_NAMES,
        events: { orderBy: { seq: "desc" }, take: 300 },
        credentials: { orderBy: { createdAt: "desc" }, take: 20, omit: { tokenHash: true } },
      },
    });
    if (!row) return null;
    const twin = await findTwin(tx, row.id);
    const { peerTokenCipher, requestTokenHash, ...shown } = row;
    return {
      ...shown,
      hasPeerToken: peerTokenCipher !== null,
      hasRequestLink: requestTokenHash !== null,
      twin,
    };
  });
}
export type SubscriptionDetail = NonNullable<Awaited<ReturnType<typeof readSubscription>>>;

/** Whether another open connection of the platform uses the prefix in this environment, whatever the client. */
export async function isPrefixTaken(
  context: Context,
  mark: {
    readonly prefix: string;
    readonly environment: "ACCEPTANCE" | "PRODUCTION";
    readonly exceptId: string;
  },
): Promise<boolean> {
  const count = await context.db.withSystem((tx) =>
    tx.subscription.count({
      where: {
        id: { not: mark.exceptId },
        environment: mark.environment,
        tokenPrefix: { equals: mark.prefix, mode: "insensitive" },
        state: { notIn: ["REJECTED", "TERMINATED"] },
      },
    }),
  );
  return count > 0;
}

/** The production connection that was begun from this acceptance one. */
export async function findTwin(tx: Tx, acceptanceId: string) {
  return tx.subscription.findFirst({
    where: { acceptanceId, state: { notIn: ["REJECTED", "TERMINATED"] } },
    select: { id: true, name: true, state: true },
  });
}
