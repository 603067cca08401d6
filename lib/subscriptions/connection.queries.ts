import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import {
  type Connection,
  type ConnectionVersion,
  connectionSettingsSchema,
  OPEN_STATES,
  type PeerEndpoint,
  type PeerRole,
} from "./connection.model";

const WITH_CPOS = {
  cpos: {
    orderBy: [{ addedAt: "asc" }, { cpo: { partyId: "asc" } }, { cpoId: "asc" }],
    include: {
      cpo: { select: { countryCode: true, partyId: true, name: true, country: true, mode: true } },
    },
  },
} as const satisfies Prisma.SubscriptionInclude;
type ConnectionRow = Prisma.SubscriptionGetPayload<{ include: typeof WITH_CPOS }>;

function connectionOf(row: ConnectionRow): Connection {
  const { tokenPrefix, tokenSeparator, offeredVersion } = row;
  return {
    subscriptionId: row.id,
    clientId: row.clientId,
    name: row.name,
    provider: row.provider,
    environment: row.environment,
    state: offeredVersion === null ? row.state : "CREDENTIALS_EXCHANGED",
    isOffered: offeredVersion !== null,
    countryCode: row.countryCode,
    partyId: row.partyId,
    peerRole: row.peerRole,
    mark: tokenPrefix && tokenSeparator ? { prefix: tokenPrefix, separator: tokenSeparator } : null,
    version: (offeredVersion ?? row.version) as ConnectionVersion | null,
    modules: row.modules,
    directPayment: row.directPayment,
    vatPercent: row.vatPercent?.toString() ?? null,
    settings: connectionSettingsSchema.parse(row.settings ?? {}),
    publishAllCdrs: row.publishAllCdrs,
    approvedHosts: row.approvedHosts,
    peerVersionsUrl: row.peerVersionsUrl,
    peerEndpoints: (row.peerEndpoints ?? []) as unknown as PeerEndpoint[],
    peerRoles: (row.peerRoles ?? []) as unknown as PeerRole[],
    hasPeerToken: row.peerTokenCipher !== null,
    tokenEncoding: row.tokenEncoding as Connection["tokenEncoding"],
    rememberedEncoding: row.rememberedEncoding as Connection["rememberedEncoding"],
    cpos: row.cpos.map(({ cpoId, cpo }) => ({ cpoId, ...cpo })),
  };
}

/** The connection with its CPOs; null when there is none (or it belongs to another client). */
export async function findConnection(tx: Tx, subscriptionId: string): Promise<Connection | null> {
  const row = await tx.subscription.findUnique({ where: { id: subscriptionId }, include: WITH_CPOS });
  return row ? connectionOf(row) : null;
}

/** Connections that must hear about something of this CPO: registered, open, not suspended. */
export async function findConnectionsOfCpo(tx: Tx, cpoId: string): Promise<Connection[]> {
  const rows = await tx.subscription.findMany({
    where: { state: { in: [...OPEN_STATES] }, cpos: { some: { cpoId } }, peerTokenCipher: { not: null } },
    include: WITH_CPOS,
    orderBy: { createdAt: "asc" },
  });
  return rows.map(connectionOf);
}
